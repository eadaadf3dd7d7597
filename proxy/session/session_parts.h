// What the parts of one session work with. Each is a class of its own, and alone changes its state.
#pragma once

#include <string>

#include "proxy/base/time.h"
#include "proxy/extensions/extension.h"
#include "proxy/policy/backend.h"
#include "proxy/session/back.h"
#include "proxy/session/front.h"
#include "proxy/session/introduction.h"
#include "proxy/session/outbox.h"
#include "proxy/session/session.h"
#include "proxy/session/transaction.h"
#include "proxy/smtp/enhanced_status.h"
#include "proxy/smtp/reply.h"

namespace heloise {

// What the parts ask of the session as a whole.
class Coordinator {
public:
    // Nothing is going on between front and back: if others queue for this place, they may have it (rule 28).
    virtual void yield_back(Moment now) = 0;
    // A step is done: a session that drains ends here, if nothing is under way (rule 37).
    virtual void end_if_draining() = 0;
    // The front needs the back no more.
    virtual void let_back_go(Moment now) = 0;

protected:
    ~Coordinator() = default;
};

struct SessionParts {
    // `backend`, `coordinator` and `owner` must outlive the object.
    SessionParts(const Backend& the_backend, SessionFacts the_facts, Coordinator& the_coordinator,
                 Front::Owner& owner, Moment now);

    const Backend& backend;
    const SessionFacts facts;
    Coordinator& coordinator;
    Outbox outbox;
    Back back;
    Front front;
    Introduction introduction;
    Transaction transaction;

    // What EHLO told the front; and what the connected back says.
    [[nodiscard]] OfferFacts offered() const { return introduction.offered(backend); }
    [[nodiscard]] OfferFacts live() const { return {backend, &back.capabilities()}; }
    // What EHLO and HELO say to the back.
    [[nodiscard]] std::string hello_name() const;
    // Until when the back must have been found, greeted and asked, if that began at `since`: with a shorter
    // time in the queue for a place.
    [[nodiscard]] Duration setup_deadline(Duration since, Duration most) const;
    // The back's reply as the front may hear it.
    [[nodiscard]] Reply told(const Reply& reply, StatusContext context) const;
    // Of a recipient; an earlier one of its transaction was accepted, or none was (rule 13).
    [[nodiscard]] Reply told_of_recipient(const Reply& reply, bool accepted_before) const;
    // Of a message. A reply that is about the connection is not the message's (rules 4 and 27).
    [[nodiscard]] Reply told_of_message(const Reply& reply) const;
    // Of a back that was lost.
    [[nodiscard]] Reply told_of_loss(const BackLost& event) const;
};

}  // namespace heloise
