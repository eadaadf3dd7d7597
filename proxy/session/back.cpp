// Commands and messages to a back that has been greeted; back_dial.cpp finds it and greets it, and
// back_replies.cpp hears it.
#include "proxy/session/back.h"

#include <algorithm>

#include <fmt/core.h>

#include "proxy/base/check.h"
#include "proxy/base/limits.h"

namespace heloise {

bool Back::may_use(std::string_view verb) const {
    const auto& verbs = backend_.quirks.verbs;
    if (verb == "RSET" && backend_.quirks.rset == RsetUse::Never) return false;
    return verbs.empty() || std::find(verbs.begin(), verbs.end(), verb) != verbs.end();
}

void Back::ask(Ask what, std::string_view line, Moment now) {
    CHECK(ready());
    asked_ = what;
    asked_line_ = line;
    if (what == Ask::Mail && ++transactions_ > 1) fault_.reset();  // it was another transaction's
    enter(BackState::Asked, now);
    send(fmt::format("{}\r\n", line), true);
}

void Back::begin_chunks(Moment now) {
    CHECK(ready());
    enter(BackState::Streaming, now);
    chunked_ = true;
}

void Back::stream(std::string octets, Moment now) {
    CHECK(streaming());
    if (chunked_) {
        chunk_.append(octets);
        return send_chunk(now);
    }
    since_ = now.steady;
    send(std::move(octets), false);
}

void Back::end_message(std::string octets, Moment now) {
    CHECK(streaming());
    if (chunked_) {
        chunk_.append(octets);
        last_due_ = true;
        return send_chunk(now);
    }
    enter(BackState::Ending, now);
    send(std::move(octets), true);
}

// One chunk at a time, however small those of the front are; each with its command in one guarded write.
void Back::send_chunk(Moment now) {
    if (chunk_in_flight_ || (!last_due_ && chunk_.size() < limits::kChunk)) return;
    std::string octets = fmt::format("BDAT {}{}\r\n", chunk_.size(), last_due_ ? " LAST" : "");
    octets.append(std::exchange(chunk_, {}));
    chunk_in_flight_ = true;
    enter(last_due_ ? BackState::Ending : BackState::Streaming, now);
    send(std::move(octets), true);
}

void Back::end_transaction(Moment now) {
    const std::size_t most = backend_.limits.messages_per_session;
    const AddressFacts* known = facts_.find(address_);
    const bool single = known != nullptr && known->single.count() > 0;
    const bool enough = (most > 0 && transactions_ >= most) || single;
    if (ready() && enough) quit(now);
}

void Back::quit(Moment now) {
    CHECK(ready());
    leave(After::Close, true, now);
}

void Back::drop(Moment now) {
    if (state_ == BackState::Connecting || state_ == BackState::Banner)
        learn({AddressLesson::Kind::TryAbandoned, address_});
    close_connection();
    if (has_turn_ || state_ == BackState::WaitingTurn) outbox_.add(DeskRequest{GiveTurn{}});
    has_turn_ = false;
    events_.clear();
    enter(BackState::Closed, now);
}

// Politely: QUIT, and wait a little for the answer or the hang-up, so that a gateway with one session has
// really ended this one before it sees the next.
void Back::leave(After after, bool say_quit, Moment now) {
    after_leaving_ = after;
    enter(BackState::Leaving, now);
    if (!say_quit) return;
    if (may_use("QUIT") && !more_said_) {
        send("QUIT\r\n", true);
    } else {
        left(now);
    }
}

void Back::left(Moment now) {
    close_connection();
    switch (after_leaving_) {
        case After::Close: finish(BackClosed{}); break;
        case After::NextAddress: next_address(now); break;
        case After::SameAddress: connect(now); break;
    }
}

std::optional<Duration> Back::deadline() const {
    if (state_ == BackState::Streaming) {
        if (sent_ && !chunk_in_flight_) return std::nullopt;  // then the front is the one who is slow
        return since_ + backend_.timeouts.data_block;
    }
    if (state_ == BackState::Asked && asked_ == Ask::Data) return since_ + backend_.timeouts.data_start;
    if (state_ == BackState::Settling) return since_ + limits::kSecondAnswer;
    const auto timeout = row(state_).timeout;
    if (timeout == nullptr) return std::nullopt;
    return since_ + backend_.timeouts.*timeout;
}

std::optional<BackEvent> Back::take_event() {
    if (events_.empty()) return std::nullopt;
    BackEvent event = std::move(events_.front());
    events_.pop_front();
    return event;
}

void Back::enter(BackState state, Moment now) {
    state_ = state;
    since_ = now.steady;
}

void Back::send(std::string octets, bool guarded) {
    sent_ = false;
    outbox_.add(Send{Side::Back, std::move(octets), guarded, state_ == BackState::Ending});
}

void Back::close_connection() {
    if (connection_) outbox_.add(Close{Side::Back});
    connection_ = false;
    sent_ = true;
    reader_.reset();
    forget_chunks();
}

void Back::forget_chunks() {
    chunked_ = chunk_in_flight_ = last_due_ = false;
    chunk_.clear();
}

void Back::finish(BackEvent event) {
    if (has_turn_) outbox_.add(DeskRequest{GiveTurn{}});
    has_turn_ = false;
    state_ = BackState::Closed;
    events_.push_back(std::move(event));
}

}  // namespace heloise
