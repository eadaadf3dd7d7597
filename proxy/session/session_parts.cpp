// How the parts are put together, and the back's replies as the front hears them.
#include "proxy/session/session_parts.h"

#include <algorithm>
#include <utility>

#include "proxy/session/reply_rules.h"
#include "proxy/session/upstream_lines.h"

namespace heloise {
namespace {

// What is said to the back where the sender's name is not.
std::string own_name(const Backend& backend, const std::string& hostname) {
    return backend.helo_name.kind == HeloName::Kind::Literal ? backend.helo_name.literal : hostname;
}

}  // namespace

SessionParts::SessionParts(const Backend& the_backend, SessionFacts the_facts, Coordinator& the_coordinator,
                           Front::Owner& owner, Moment now)
    : backend(the_backend),
      facts(std::move(the_facts)),
      coordinator(the_coordinator),
      back(backend, outbox, own_name(backend, facts.hostname), facts.offer),
      front(backend, outbox, owner, now),
      transaction(outbox) {}

std::string SessionParts::hello_name() const {
    return upstream_name(backend, facts.hostname, introduction.hello());
}

Duration SessionParts::setup_deadline(Duration since, Duration most) const {
    return since + (back.waiting_turn() ? std::min(most, backend.limits.queue_timeout) : most);
}

Reply SessionParts::told(const Reply& reply, StatusContext context) const {
    return for_front(reply, {.context = context,
                             .statuses = front.statuses(),
                             .recipients_accepted = transaction.recipients() > 0});
}

Reply SessionParts::told_of_recipient(const Reply& reply, bool accepted_before) const {
    return for_front(reply, {.context = StatusContext::Rcpt,
                             .statuses = front.statuses(),
                             .recipients_accepted = accepted_before});
}

Reply SessionParts::told_of_message(const Reply& reply) const {
    if (reply.code == 421) return front.own(replies::kBack421);
    if (reply.code == 503) return front.own(replies::kDisorder);
    return told(reply, StatusContext::MessageEnd);
}

Reply SessionParts::told_of_loss(const BackLost& event) const {
    if (event.said_421) return front.own(replies::kBack421);
    if (event.disorder) return front.own(replies::kDisorder);
    return front.own(event.nonsense ? replies::kNonsense : replies::kLost);
}

}  // namespace heloise
