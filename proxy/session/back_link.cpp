// The state of one connection, changed by those who make it and speak on it.
#include "proxy/session/back_link.h"

#include <algorithm>
#include <utility>

#include "proxy/session/note_keys.h"

namespace heloise {

const std::shared_ptr<const Capabilities>& BackLink::nothing() {
    static const auto kNothing = std::make_shared<const Capabilities>();
    return kNothing;
}

bool BackLink::may_use(std::string_view verb) const {
    const auto& verbs = backend_.quirks.verbs;
    if (verb == "RSET" && backend_.quirks.rset == RsetUse::Never) return false;
    return verbs.empty() || std::find(verbs.begin(), verbs.end(), verb) != verbs.end();
}

void BackLink::wait_for_turn(std::uint64_t number, Moment now) {
    enter(BackState::WaitingTurn, now);
    outbox_.add(DeskRequest{TakeTurn{number}});
}

void BackLink::give_turn() {
    if (has_turn_ || state_ == BackState::WaitingTurn) outbox_.add(DeskRequest{GiveTurn{}});
    has_turn_ = false;
}

void BackLink::call(Moment now) {
    ++calls_;
    offer_ = nothing();
    extended_ = used_ = false;
    transactions_ = 0;
    transaction_open_ = false;
    open_ = true;
    sent_ = true;
    reader_.reset();
    enter(BackState::Connecting, now);
    outbox_.add(Connect{address_});
}

void BackLink::greeted(std::shared_ptr<const Capabilities> offer, bool extended, Moment now) {
    if (offer) offer_ = std::move(offer);
    extended_ = extended;
    greeted_ = now.steady;
    enter(BackState::Ready, now);
}

bool BackLink::unused_since_greeting(Moment now) const {
    return !used_ && now.steady < greeted_ + backend_.timeouts.ehlo;
}

void BackLink::send(std::string octets, bool guarded) {
    sent_ = false;
    outbox_.add(Send{Side::Back, std::move(octets), guarded, state_ == BackState::Ending});
}

void BackLink::sent(Moment now) {
    sent_ = true;
    if (state_ == BackState::Asked || state_ == BackState::Ending || state_ == BackState::Streaming) {
        used_ = true;
        progress(now);  // the wait for the reply begins when the question has been put
    }
}

void BackLink::close() {
    if (open_) outbox_.add(Close{Side::Back});
    open_ = false;
    sent_ = true;
    reader_.reset();
}

// A gateway with one session shall really have ended this one before it sees the next.
bool BackLink::leave(After after, bool say_quit, Moment now) {
    after_leaving_ = after;
    enter(BackState::Leaving, now);
    if (!say_quit) return true;
    const bool says = may_use("QUIT") && !more_said;
    if (says) send("QUIT\r\n", true);
    return says;
}

void BackLink::finish(BackEvent event) {
    state_ = BackState::Closed;
    give_turn();
    tell(std::move(event));
}

void BackLink::enter(BackState state, Moment now) {
    state_ = state;
    since_ = now.steady;
}

void BackLink::note_timeout() {
    outbox_.note(NoteKind::TimedOut, Field(keys::kAddress, address_), Field(keys::kState, row(state_).name));
}

void BackLink::note_malformed(std::string_view why) {
    outbox_.note(NoteKind::BackProtocolError, Field(keys::kAddress, address_),
                 Field(keys::kState, row(state_).name), Field(keys::kWhy, why));
}

std::optional<BackEvent> BackLink::take_event() {
    if (events_.empty()) return std::nullopt;
    BackEvent event = std::move(events_.front());
    events_.pop_front();
    return event;
}

}  // namespace heloise
