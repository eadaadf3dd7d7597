// What no single key can know: a rule here names the key that an operator would change.
#include "proxy/config/cross_checks.h"

#include <fmt/format.h>

#include "proxy/base/ip.h"
#include "proxy/policy/network.h"

namespace heloise {

namespace {

struct Subject {
    const Backend& backend;
    const Value& stanza;
};

// Complains at a key of the stanza, or at the stanza itself where the key is not there (it is missing, or
// comes from the profile), but under the key's name either way.
void complain(const Subject& subject, std::string_view key, std::string_view text, bool warning = false) {
    Value value = subject.stanza;
    std::string_view rest = key;
    while (!rest.empty()) {
        const std::size_t dot = std::min(rest.find('.'), rest.size());
        const std::optional<Value> inner = value.member(rest.substr(0, dot));
        if (!inner) break;
        value = *inner;
        rest.remove_prefix(std::min(dot + 1, rest.size()));
    }
    const Value named(value.node(), fmt::format("{}.{}", subject.stanza.path(), key), value.file());
    warning ? named.warning(text) : named.error(text);
}

// A key that must be there; a list must not be empty either. A value that is wrong has been complained about.
void check_present(const Subject& subject, std::string_view key, std::string_view what) {
    const std::optional<Value> value = subject.stanza.member(key);
    if (!value) return complain(subject, key, fmt::format("is missing: {}", what));
    const auto* array = std::get_if<Node::Array>(&value->node().value);
    if (array != nullptr && array->empty()) complain(subject, key, fmt::format("is empty: {}", what));
}

void check_required(const Subject& subject) {
    check_present(subject, "name", "a word to know this backend by, like name = \"msmail\"");
    check_present(subject, "listen", "where senders connect, like listen = [\"0.0.0.0:25\"]");
    check_present(subject, "address", "where the gateway is, like address = [\"10.0.0.5:25\"]");
}

// Rule 28: a connection that a silent sender holds from the start would lock all others out.
void check_early(const Subject& subject) {
    if (subject.backend.connect != ConnectWhen::Early || subject.backend.limits.sessions == 0) return;
    complain(subject, "connect",
             fmt::format(
                 "\"early\" cannot go with limits.sessions = {}: a sender that only connects would keep the "
                 "others waiting; \"late\" would be accepted",
                 subject.backend.limits.sessions));
}

void check_gap(const Subject& subject) {
    const BackendLimits& limits = subject.backend.limits;
    if (limits.session_gap == 0s || limits.sessions != 0) return;
    complain(subject, "limits.session_gap", "does nothing without limits.sessions", true);
}

// Rule 36. A name and the wildcard addresses may be reachable from anywhere.
bool is_public(const Endpoint& endpoint) {
    if (endpoint.host == "0.0.0.0" || endpoint.host == "::") return true;
    if (endpoint.host == "localhost") return false;
    const std::optional<IpAddress> address = parse_ip(endpoint.host);
    return !address || !is_local(*address);
}

// A list in which every entry is wrong has been complained about; that it guards nothing is no second
// mistake.
bool tries_to_guard(const Value& stanza) {
    const Node* access = stanza.node().find("access");
    if (access == nullptr) return false;
    for (const std::string_view key : {"recipients", "senders"}) {
        const Node* list = access->find(key);
        const auto* array = list == nullptr ? nullptr : std::get_if<Node::Array>(&list->value);
        if (list != nullptr && (array == nullptr || !array->empty())) return true;
    }
    return false;
}

void check_open_relay(const Subject& subject) {
    const Access& access = subject.backend.access;
    if (!access.recipients.empty() || !access.senders.empty() || tries_to_guard(subject.stanza)) return;
    for (const Endpoint& endpoint : subject.backend.listen) {
        if (!is_public(endpoint)) continue;
        return complain(
            subject, "access.recipients",
            fmt::format("is empty, and so is access.senders, while {} may be reached from anywhere: old "
                        "gateways relay for whoever connects, and that is heloise now. Name the domains "
                        "this gateway receives for, like recipients = [\"example.org\"]",
                        endpoint.text()),
            true);
    }
}

// One of them is the wildcard of the other's family, or both are the same.
bool collide(const Endpoint& a, const Endpoint& b) {
    if (a.port != b.port) return false;
    if (a.host == b.host) return true;
    const auto covers = [](const Endpoint& wide, const Endpoint& one) {
        return wide.host == "::" ? parse_ipv6(one.host).has_value()
                                 : wide.host == "0.0.0.0" && parse_ipv4(one.host).has_value();
    };
    return covers(a, b) || covers(b, a);
}

struct Taken {
    Endpoint endpoint;
    std::string name;
};

void check_listeners(const Subject& subject, std::vector<Taken>& taken) {
    for (const Endpoint& endpoint : subject.backend.listen) {
        for (const Taken& other : taken) {
            if (!collide(endpoint, other.endpoint)) continue;
            complain(
                subject, "listen",
                fmt::format("{} is taken by {} ({})", endpoint.text(), other.name, other.endpoint.text()));
            break;
        }
        taken.push_back({endpoint, subject.stanza.path()});
    }
}

void check_name(const Subject& subject, std::vector<std::string>& names) {
    const std::string& name = subject.backend.name;
    for (const std::string& other : names) {
        if (other == name)
            return complain(subject, "name", fmt::format("another backend is called {}, too", shown(name)));
    }
    if (!name.empty()) names.push_back(name);
}

}  // namespace

void check_backends(const std::vector<Backend>& backends, const std::vector<Value>& stanzas) {
    std::vector<Taken> taken;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < backends.size(); ++i) {
        const Subject subject{backends[i], stanzas[i]};
        check_required(subject);
        check_name(subject, names);
        check_early(subject);
        check_gap(subject);
        check_open_relay(subject);
        check_listeners(subject, taken);
    }
}

}  // namespace heloise
