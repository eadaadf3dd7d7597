// All of this is told from the text of addresses: nothing is looked up, for `check` may run anywhere.
#include "proxy/config/place_checks.h"

#include <algorithm>

#include <fmt/format.h>

#include "proxy/base/ascii.h"
#include "proxy/base/ip.h"
#include "proxy/policy/network.h"

namespace heloise {

namespace {

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

void check_listeners_of(const Subject& subject, std::vector<Taken>& taken) {
    for (const Listen& listen : subject.backend.listen) {
        const Endpoint& endpoint = listen.endpoint;
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

// Whether a connection to `address` may end at the listener: surely, if both are the same, and where a
// wildcard listens and the machine calls itself.
bool leads_to(const Endpoint& address, const Endpoint& listener) {
    if (address.port != listener.port) return false;
    if (equal_ignoring_case(address.host, listener.host)) return true;
    const bool any = listener.host == "0.0.0.0" || listener.host == "::";
    if (equal_ignoring_case(address.host, "localhost"))
        return any || listener.host == "127.0.0.1" || listener.host == "::1";
    const std::optional<IpAddress> ip = parse_ip(address.host);
    return any && ip && is_loopback(*ip) && (listener.host == "::" || parse_ipv4(address.host));
}

}  // namespace

void check_open_relay(const Subject& subject) {
    const Access& access = subject.backend.access;
    if (!access.recipients.empty() || !access.senders.empty() || tries_to_guard(subject.stanza)) return;
    for (const Listen& listen : subject.backend.listen) {
        if (!is_public(listen.endpoint)) continue;
        return complain(
            subject, "access.recipients",
            fmt::format("is empty, and so is access.senders, while {} may be reached from anywhere: old "
                        "gateways relay for whoever connects, and that is heloise now. Name the domains "
                        "this gateway receives for, like recipients = [\"example.org\"]",
                        listen.endpoint.text()),
            true);
    }
}

void check_listeners(std::span<const Subject> subjects) {
    std::vector<Taken> taken;
    for (const Subject& subject : subjects) check_listeners_of(subject, taken);
}

// A message that heloise delivers to itself comes in again, until its Received lines are too many.
void check_loop(const Subject& subject, std::span<const Subject> all) {
    for (const Endpoint& address : subject.backend.address) {
        for (const Subject& other : all) {
            const auto heard = [&](const Listen& listen) { return leads_to(address, listen.endpoint); };
            if (std::none_of(other.backend.listen.begin(), other.backend.listen.end(), heard)) continue;
            const bool own = &other.backend == &subject.backend;
            complain(subject, "address",
                     own ? fmt::format("{} is where this backend listens: mail would go round in a circle",
                                       address.text())
                         : fmt::format("{} is where {} listens: mail would pass heloise twice",
                                       address.text(), other.stanza.path()),
                     !own);
        }
    }
}

}  // namespace heloise
