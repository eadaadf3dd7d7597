// What a greeted back says, or does not: replies, octets that are none, losses and silence.
#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "proxy/base/ascii.h"
#include "proxy/base/limits.h"
#include "proxy/session/back.h"
#include "proxy/session/note_keys.h"
#include "proxy/session/reply_rules.h"

namespace heloise {
namespace {

ReplyPlace place_of(Ask asked) {
    switch (asked) {
        case Ask::Mail: return ReplyPlace::Mail;
        case Ask::Rcpt: return ReplyPlace::Rcpt;
        case Ask::Data: return ReplyPlace::Data;
        case Ask::Rset:
        case Ask::Verb: return ReplyPlace::Rset;
    }
    return ReplyPlace::Rset;
}

constexpr int kBadSequence = 503;
constexpr std::size_t kCrlf = 2;

bool is_greeting(BackState state) {
    return state == BackState::Connecting || state == BackState::Banner || state == BackState::Unnamed ||
           state == BackState::Ehlo || state == BackState::Helo;
}

}  // namespace

void Back::on_chunk_reply(Reply reply, Moment now) {
    chunk_in_flight_ = false;
    if (reply.positive()) {
        since_ = now.steady;
        return send_chunk(now);
    }
    if (!reply.temporary() && !reply.permanent())
        return on_malformed(fmt::format("{} to a chunk", reply.code), now);
    std::string said = first_line(reply);
    reply = apply_rules(std::move(reply), ReplyPlace::DataEnd, backend_.quirks);
    close_connection();
    finish(BackEarlyReply{std::move(reply), std::move(said)});
}

void Back::on(const BackOctets& input, Moment now) {
    std::string_view octets = input.octets;
    while (!octets.empty() && connection_) {
        if (state_ == BackState::Settling) return on_settling(octets, now);
        auto result = reader_.next(octets);
        const bool more = std::holds_alternative<ReplyReader::NeedMore>(result);
        if (state_ == BackState::Leaving) {  // whatever it says ends it
            if (!more) left(now);            // what stands behind it belongs to the connection that is gone
            return;
        }
        if (more) {
            // Half a reply that nobody awaits is already one too many.
            if (!awaits_reply()) on_malformed("octets that no command asked for", now);
            return;
        }
        if (const auto* malformed = std::get_if<ReplyReader::Malformed>(&result))
            return on_malformed(malformed->why, now);
        // Behind the reply stands what no command asked for. While a greeting is not over, the address is not
        // to be trusted at all; later the reply counts and the connection does not. After 354 it may be an
        // early answer to the message.
        const bool surplus = !octets.empty();
        if (surplus && is_greeting(state_)) return on_malformed("it answered twice", now);
        const bool asked_once =
            state_ == BackState::Asked && sent_ && (asked_ == Ask::Mail || asked_ == Ask::Rcpt);
        // One that takes its leave has answered before.
        const bool leaves = std::get<Reply>(result).code == 421 || octets.starts_with("421");
        if (surplus && asked_once && !leaves) return on_second_answer(now);
        const int attempt = attempts_;
        more_said_ = surplus;
        on_reply(std::move(std::get<Reply>(result)), now);
        more_said_ = false;
        if (attempt != attempts_) return;  // another connection by now: these octets are not its
        if (surplus && connection_ && state_ == BackState::Ready) return on_malformed("a second reply", now);
    }
}

// Of the states in which octets may come, all but those where nothing has been asked, or not yet been sent.
bool Back::awaits_reply() const {
    switch (state_) {
        case BackState::Banner:
        case BackState::Ending: return true;
        case BackState::Streaming: return !chunked_ || (chunk_in_flight_ && sent_);
        case BackState::Ehlo:
        case BackState::Helo:
        case BackState::Asked: return sent_;
        default: return false;
    }
}

void Back::on_reply(Reply reply, Moment now) {
    if (!awaits_reply())
        return on_malformed(fmt::format("a reply that no command asked for: {}", reply.code), now);
    switch (state_) {
        case BackState::Banner: return on_banner(reply, now);
        case BackState::Ehlo:
            return on_ehlo(apply_rules(std::move(reply), ReplyPlace::Ehlo, backend_.quirks), now);
        case BackState::Helo:
            return on_helo(apply_rules(std::move(reply), ReplyPlace::Helo, backend_.quirks), now);
        case BackState::Asked: return on_answer(std::move(reply), now);
        case BackState::Streaming:
            if (chunked_) return on_chunk_reply(std::move(reply), now);
            [[fallthrough]];
        default: return on_message_reply(std::move(reply), now);
    }
}

// The reply to a command in flight.
void Back::on_answer(Reply reply, Moment now) {
    const bool granted = asked_ == Ask::Data && reply.code == 354;
    const bool valid =
        granted || reply.temporary() || reply.permanent() || (reply.positive() && asked_ != Ask::Data);
    if (!valid) return on_malformed(fmt::format("{} where it makes no sense", reply.code), now);
    if (reply.code == 421) return lost("421", Loss::Said421, now);
    const bool hangs_up = !granted && will_hang_up(reply);
    std::string said = first_line(reply);
    reply = apply_rules(std::move(reply), place_of(asked_), backend_.quirks);
    const bool of_transaction = asked_ == Ask::Mail || asked_ == Ask::Rcpt || asked_ == Ask::Data;
    if (reply.code == kBadSequence && of_transaction) return on_order_fault(said, hangs_up, now);
    learn_what_helped();
    if (of_transaction && !granted && !reply.positive() &&
        asked_line_.size() + kCrlf > limits::kLongCommand) {
        held_ = {std::move(reply), std::move(said)};
        held_hangs_up_ = hangs_up;
        return enter(BackState::Settling, now);
    }
    enter(granted ? BackState::Streaming : BackState::Ready, now);
    if (asked_ == Ask::Rset) {
        transaction_open_ = false;
        if (!reply.positive()) return leave(After::Close, true, now);
        end_transaction(now);
        if (ready()) events_.push_back(BackReady{});
        return;
    }
    deliver({std::move(reply), std::move(said)}, hangs_up, now);
}

// A reply after 354: to the end of the message, or earlier than that.
void Back::on_message_reply(Reply reply, Moment now) {
    const bool refusal = reply.temporary() || reply.permanent();
    std::string said = first_line(reply);
    if (!end_submitted()) {
        if (!refusal) return on_malformed(fmt::format("{} before the message's end", reply.code), now);
        reply = apply_rules(std::move(reply), ReplyPlace::DataEnd, backend_.quirks);
        close_connection();
        return finish(BackEarlyReply{std::move(reply), std::move(said)});
    }
    if (!refusal && !reply.positive()) return on_malformed(fmt::format("{} to a message", reply.code), now);
    // Rule 24: a yes whose first octets were there before the message's end was is no yes.
    if (reply.positive() && begun_early_)
        return on_malformed("a yes that began before the message's end", now);
    // After a refusal more of them may follow (fact 100), which would answer the next transaction's commands.
    const bool gone = reply.code == 421 || will_hang_up(reply);
    const bool over = gone || refusal;
    reply = apply_rules(std::move(reply), ReplyPlace::DataEnd, backend_.quirks);
    forget_chunks();
    transaction_open_ = false;
    enter(BackState::Ready, now);
    events_.push_back(BackReply{std::move(reply), std::move(said)});
    if (over) leave(After::Close, !gone, now);
}

void Back::on_malformed(std::string_view why, Moment now) {
    outbox_.note(NoteKind::BackProtocolError, Field(keys::kAddress, address_),
                 Field(keys::kState, row(state_).name), Field(keys::kWhy, why));
    if (is_greeting(state_)) return address_failed(why, false, now);
    ++misfits_;
    // What never left was not answered nonsensically: it is as if the back had gone (rule 27).
    const bool unasked = state_ == BackState::Asked && !sent_;
    lost(why, unasked ? Loss::Gone : Loss::Nonsense, now);
}

// The connection is of no use any more, in a state after the greeting.
void Back::lost(std::string_view why, Loss how, Moment now) {
    const BackState state = state_;
    const bool after_end = end_submitted();
    const bool first_mail = state == BackState::Asked && asked_ == Ask::Mail;
    const bool reused = transactions_ > 1;
    close_connection();
    if (state == BackState::Ready || (state == BackState::Asked && asked_ == Ask::Rset))
        return finish(BackClosed{});
    if (!first_mail)
        return finish(BackLost{std::string(why), how == Loss::Said421, after_end, how == Loss::Nonsense});
    // Rule 26: before MAIL's reply nothing has begun, so another address may have it. A connection kept
    // from an earlier message proves nothing against its address: start over.
    last_failure_ = fmt::format("{} before the reply to MAIL", why);
    outbox_.note(NoteKind::BackFailed, Field(keys::kAddress, address_), Field(keys::kWhy, last_failure_));
    if (reused) return redial(now);
    next_address(now);
}

void Back::on(BackEnded, Moment now) {
    if (!connection_) return;
    switch (state_) {
        case BackState::Connecting:
        case BackState::Banner:
            return address_failed("it closed the connection before its greeting", true, now);
        case BackState::Unnamed:
            return address_failed("it closed the connection before we greeted it", false, now);
        case BackState::Ehlo:
            // An EHLO that never left teaches nothing about EHLO.
            if (!sent_) return address_failed("it closed the connection behind its greeting", true, now);
            return reconnect_with_helo(now);
        case BackState::Helo: return reconnect_with_helo(now);
        case BackState::Leaving: return left(now);
        case BackState::Settling:
            held_hangs_up_ = false;
            settled(now);
            break;
        default: break;
    }
    // Rule 4: hung up after its 250 to EHLO and before it can have read any further command.
    const bool soon = now.steady < greeted_ + backend_.timeouts.ehlo;
    const bool unheard = soon && (state_ == BackState::Ready || (state_ == BackState::Asked && !sent_));
    if (unheard && ehlo_accepted_ && !used_ && backend_.greeting == Greeting::Auto)
        return reconnect_with_helo(now);
    lost("it closed the connection", Loss::Gone, now);
}

void Back::on(BackSent, Moment now) {
    if (state_ == BackState::Ending && !sent_) begun_early_ = !reader_.at_rest();
    sent_ = true;
    if (state_ == BackState::Asked || state_ == BackState::Ending || state_ == BackState::Streaming) {
        used_ = true;
        since_ = now.steady;  // the wait for the reply begins when the question has been put
    }
}

void Back::on(TimePassed, Moment now) {
    const auto due = deadline();
    if (!due || now.steady < *due) return;
    if (state_ == BackState::Settling) return reader_.at_rest() ? settled(now) : on_second_answer(now);
    outbox_.note(NoteKind::TimedOut, Field(keys::kAddress, address_), Field(keys::kState, row(state_).name));
    switch (state_) {
        case BackState::Resolving: return address_failed("the look-up took too long", false, now);
        case BackState::Connecting: return address_failed("connecting took too long", true, now);
        case BackState::Banner: return address_failed("no greeting came", true, now);
        case BackState::Ehlo:
        case BackState::Helo: return reconnect_with_helo(now);
        case BackState::Leaving: return left(now);
        default: return lost("it did not answer in time", Loss::Gone, now);
    }
}

bool Back::will_hang_up(const Reply& reply) const {
    const auto& texts = backend_.quirks.expect_hangup;
    return !reply.positive() && std::any_of(texts.begin(), texts.end(), [&](const std::string& text) {
        return contains_ignoring_case(print(reply), text);
    });
}

}  // namespace heloise
