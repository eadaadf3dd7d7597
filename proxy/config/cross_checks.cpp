// What no single key can know: a rule here names the key that an operator would change.
#include "proxy/config/cross_checks.h"

#include <fmt/format.h>

#include "proxy/config/place_checks.h"
#include "proxy/config/subject.h"
#include "proxy/config/units.h"
#include "proxy/extensions/offer.h"
#include "proxy/extensions/registry.h"

namespace heloise {

namespace {

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

void check_early(const Subject& subject) {
    if (subject.backend.connect != ConnectWhen::Early) return;
    // Rule 30: nothing goes upstream until the message is complete.
    if (subject.backend.delivery == Delivery::Burst) {
        complain(
            subject, "connect",
            "\"early\" cannot go with delivery = \"burst\", which calls the gateway only when a message is "
            "complete; \"late\" would be accepted");
    }
    // Rule 28: a connection that a silent sender holds from the start would lock all others out.
    if (subject.backend.limits.sessions == 0) return;
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

// A spool smaller than what memory holds anyway is a slip of the unit.
void check_spool(const Subject& subject) {
    const std::uint64_t spool = subject.backend.limits.spool;
    const std::uint64_t lookahead = subject.backend.content.lookahead;
    if (spool == 0 || spool >= lookahead) return;
    complain(subject, "limits.spool",
             fmt::format("must be 0 or at least content.lookahead, which is {}, not {}",
                         octets_text(lookahead), octets_text(spool)));
}

// In burst a message is in the spool before it is anywhere else.
void check_burst_size(const Subject& subject) {
    const BackendLimits& limits = subject.backend.limits;
    const std::uint64_t room = limits.spool == 0 ? subject.backend.content.lookahead : limits.spool;
    if (subject.backend.delivery != Delivery::Burst || limits.message_size <= room) return;
    complain(
        subject, "limits.message_size",
        fmt::format("promises {}, while delivery = \"burst\" has room for {}; larger messages are refused "
                    "(limits.spool)",
                    octets_text(limits.message_size), octets_text(room)),
        true);
}

// "emulate" is accepted key by key; what else is set may leave nothing to emulate.
void check_emulated(const Subject& subject) {
    for (const auto& [keyword, policy] : subject.backend.keywords) {
        const Extension* extension = find_extension(keyword);
        if (extension == nullptr || policy != KeywordPolicy::Emulate) continue;
        if (offer(*extension, {subject.backend}) != Offer::Withheld) continue;
        complain(subject, fmt::format("extensions.{}", keyword),
                 fmt::format("\"emulate\" does nothing with the other keys of this backend: it is {}",
                             extension->summary),
                 true);
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
    std::vector<Subject> subjects;
    for (std::size_t i = 0; i < backends.size(); ++i) subjects.push_back({backends[i], stanzas[i]});
    std::vector<std::string> names;
    for (const Subject& subject : subjects) {
        check_required(subject);
        check_name(subject, names);
        check_early(subject);
        check_gap(subject);
        check_spool(subject);
        check_burst_size(subject);
        check_emulated(subject);
        check_open_relay(subject);
        check_loop(subject, subjects);
    }
    check_listeners(subjects);
}

}  // namespace heloise
