// What is said to a greeted back, and what it says, or does not: replies, octets that are none, losses and
// silence.
#include "proxy/session/back_dialogue.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "proxy/base/check.h"
#include "proxy/base/limits.h"
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

}  // namespace

void BackDialogue::ask(Ask what, std::string_view line, Moment now) {
    CHECK(link_.state() == BackState::Ready);
    asked_ = what;
    asked_line_ = line;
    if (what == Ask::Mail) {
        forget_chunks();
        link_.begin_transaction();
        if (link_.transactions() > 1) fault_.reset();  // it was another transaction's
    }
    link_.enter(BackState::Asked, now);
    link_.send(fmt::format("{}\r\n", line), true);
}

void BackDialogue::begin_chunks(Moment now) {
    CHECK(link_.state() == BackState::Ready);
    link_.enter(BackState::Streaming, now);
    chunked_ = true;
}

void BackDialogue::stream(std::string octets, Moment now) {
    CHECK(link_.state() == BackState::Streaming);
    if (chunked_) {
        chunk_.append(octets);
        return send_chunk(now);
    }
    link_.progress(now);
    link_.send(std::move(octets), false);
}

void BackDialogue::end_message(std::string octets, Moment now) {
    CHECK(link_.state() == BackState::Streaming);
    if (chunked_) {
        chunk_.append(octets);
        last_due_ = true;
        return send_chunk(now);
    }
    link_.enter(BackState::Ending, now);
    link_.send(std::move(octets), true);
}

// One chunk at a time, however small those of the front are; each with its command in one guarded write.
void BackDialogue::send_chunk(Moment now) {
    if (chunk_in_flight_ || (!last_due_ && chunk_.size() < limits::kChunk)) return;
    std::string octets = fmt::format("BDAT {}{}\r\n", chunk_.size(), last_due_ ? " LAST" : "");
    octets.append(std::exchange(chunk_, {}));
    chunk_in_flight_ = true;
    link_.enter(last_due_ ? BackState::Ending : BackState::Streaming, now);
    link_.send(std::move(octets), true);
}

void BackDialogue::end_transaction(Moment now) {
    const std::size_t most = backend_.limits.messages_per_session;
    const bool enough = (most > 0 && link_.transactions() >= most) || dial_.knows_single();
    if (link_.state() == BackState::Ready && enough) dial_.leave(BackLink::After::Close, true, now);
}

void BackDialogue::on_chunk_reply(Reply reply, Moment now) {
    chunk_in_flight_ = false;
    if (reply.positive()) {
        link_.progress(now);
        return send_chunk(now);
    }
    if (!reply.temporary() && !reply.permanent())
        return malformed(fmt::format("{} to a chunk", reply.code), now);
    std::string said = first_line(reply);
    reply = apply_rules(std::move(reply), ReplyPlace::DataEnd, backend_.quirks);
    close();
    link_.finish(BackEarlyReply{std::move(reply), std::move(said)});
}

void BackDialogue::on_octets(std::string_view& octets, Moment now) {
    if (link_.state() == BackState::Settling) return on_settling(std::exchange(octets, {}), now);
    auto result = link_.reader().next(octets);
    if (std::holds_alternative<ReplyReader::NeedMore>(result)) {
        octets = {};
        // Half a reply that nobody awaits is already one too many.
        if (!awaits_reply()) malformed("octets that no command asked for", now);
        return;
    }
    if (const auto* bad = std::get_if<ReplyReader::Malformed>(&result)) return malformed(bad->why, now);
    // Behind the reply stands what no command asked for: the reply counts and the connection does not. After
    // 354 it may be an early answer to the message.
    const bool surplus = !octets.empty();
    const bool asked_once =
        link_.state() == BackState::Asked && link_.all_sent() && (asked_ == Ask::Mail || asked_ == Ask::Rcpt);
    // One that takes its leave has answered before.
    const bool leaves = std::get<Reply>(result).code == 421 || octets.starts_with("421");
    if (surplus && asked_once && !leaves) return on_second_answer(now);
    const std::uint64_t call = link_.calls();
    link_.more_said = surplus;
    on_reply(std::move(std::get<Reply>(result)), now);
    link_.more_said = false;
    if (surplus && call == link_.calls() && link_.open() && link_.state() == BackState::Ready)
        malformed("a second reply", now);
}

// Of the states in which octets may come, all but those where nothing has been asked, or not yet been sent.
bool BackDialogue::awaits_reply() const {
    switch (link_.state()) {
        case BackState::Ending: return true;
        case BackState::Streaming: return !chunked_ || (chunk_in_flight_ && link_.all_sent());
        case BackState::Asked: return link_.all_sent();
        default: return false;
    }
}

void BackDialogue::on_reply(Reply reply, Moment now) {
    if (!awaits_reply())
        return malformed(fmt::format("a reply that no command asked for: {}", reply.code), now);
    if (link_.state() == BackState::Asked) return on_answer(std::move(reply), now);
    if (link_.state() == BackState::Streaming && chunked_) return on_chunk_reply(std::move(reply), now);
    on_message_reply(std::move(reply), now);
}

// The reply to a command in flight.
void BackDialogue::on_answer(Reply reply, Moment now) {
    const bool granted = asked_ == Ask::Data && reply.code == 354;
    const bool valid =
        granted || reply.temporary() || reply.permanent() || (reply.positive() && asked_ != Ask::Data);
    if (!valid) return malformed(fmt::format("{} where it makes no sense", reply.code), now);
    if (reply.code == 421) return lost("421", Loss::Said421, now);
    const bool hang_up = !granted && hangs_up(reply);
    std::string said = first_line(reply);
    reply = apply_rules(std::move(reply), place_of(asked_), backend_.quirks);
    const bool of_transaction = asked_ == Ask::Mail || asked_ == Ask::Rcpt || asked_ == Ask::Data;
    if (reply.code == kBadSequence && of_transaction) return on_order_fault(said, hang_up, now);
    learn_what_helped();
    if (of_transaction && !granted && !reply.positive() &&
        asked_line_.size() + kCrlf > limits::kLongCommand) {
        held_ = {std::move(reply), std::move(said)};
        held_hangs_up_ = hang_up;
        return link_.enter(BackState::Settling, now);
    }
    link_.enter(granted ? BackState::Streaming : BackState::Ready, now);
    if (asked_ == Ask::Rset) {
        link_.open_transaction(false);
        if (!reply.positive()) return dial_.leave(BackLink::After::Close, true, now);
        end_transaction(now);
        if (link_.state() == BackState::Ready) link_.tell(BackReady{});
        return;
    }
    deliver({std::move(reply), std::move(said)}, hang_up, now);
}

// A reply after 354: to the end of the message, or earlier than that.
void BackDialogue::on_message_reply(Reply reply, Moment now) {
    const bool refusal = reply.temporary() || reply.permanent();
    std::string said = first_line(reply);
    if (!end_submitted()) {
        if (!refusal) return malformed(fmt::format("{} before the message's end", reply.code), now);
        reply = apply_rules(std::move(reply), ReplyPlace::DataEnd, backend_.quirks);
        close();
        return link_.finish(BackEarlyReply{std::move(reply), std::move(said)});
    }
    if (!refusal && !reply.positive()) return malformed(fmt::format("{} to a message", reply.code), now);
    // Rule 24: a yes whose first octets were there before the message's end was is no yes.
    if (reply.positive() && begun_early_) return malformed("a yes that began before the message's end", now);
    // After a refusal more of them may follow (fact 100), which would answer the next transaction's commands.
    const bool gone = reply.code == 421 || hangs_up(reply);
    const bool over = gone || refusal;
    reply = apply_rules(std::move(reply), ReplyPlace::DataEnd, backend_.quirks);
    forget_chunks();
    link_.open_transaction(false);
    link_.enter(BackState::Ready, now);
    link_.tell(BackReply{std::move(reply), std::move(said)});
    if (over) dial_.leave(BackLink::After::Close, !gone, now);
}

void BackDialogue::malformed(std::string_view why, Moment now) {
    link_.note_malformed(why);
    ++misfits_;
    // What never left was not answered nonsensically: it is as if the back had gone (rule 27).
    const bool unasked = link_.state() == BackState::Asked && !link_.all_sent();
    lost(why, unasked ? Loss::Gone : Loss::Nonsense, now);
}

// The connection is of no use any more, in a state after the greeting.
void BackDialogue::lost(std::string_view why, Loss how, Moment now) {
    const BackState state = link_.state();
    const bool after_end = end_submitted();
    const bool first_mail = state == BackState::Asked && asked_ == Ask::Mail;
    const bool reused = link_.transactions() > 1;
    close();
    if (state == BackState::Ready || (state == BackState::Asked && asked_ == Ask::Rset))
        return link_.finish(BackClosed{});
    if (!first_mail)
        return link_.finish(
            BackLost{std::string(why), how == Loss::Said421, after_end, how == Loss::Nonsense});
    // Rule 26: before MAIL's reply nothing has begun, so another address may have it. A connection kept
    // from an earlier message proves nothing against its address: start over.
    std::string failure = fmt::format("{} before the reply to MAIL", why);
    outbox_.note(NoteKind::BackFailed, Field(keys::kAddress, link_.address()), Field(keys::kWhy, failure));
    dial_.set_failure(std::move(failure));
    if (reused) return dial_.redial(now);
    dial_.next_address(now);
}

void BackDialogue::on_hang_up(Moment now) {
    if (link_.state() == BackState::Settling) {
        held_hangs_up_ = false;
        settled(now);
    }
    // Rule 4: hung up after its 250 to EHLO and before it can have read any further command.
    const bool idle =
        link_.state() == BackState::Ready || (link_.state() == BackState::Asked && !link_.all_sent());
    if (idle && link_.extended() && link_.unused_since_greeting(now) && backend_.greeting == Greeting::Auto)
        return dial_.reconnect_with_helo(now);
    lost("it closed the connection", Loss::Gone, now);
}

void BackDialogue::on_sent(Moment now) {
    if (link_.state() == BackState::Ending && !link_.all_sent()) begun_early_ = !link_.reader().at_rest();
    link_.sent(now);
}

void BackDialogue::on_timeout(Moment now) {
    if (link_.state() != BackState::Settling) return lost("it did not answer in time", Loss::Gone, now);
    link_.reader().at_rest() ? settled(now) : on_second_answer(now);
}

std::optional<Duration> BackDialogue::deadline() const {
    switch (link_.state()) {
        case BackState::Streaming:
            if (link_.all_sent() && !chunk_in_flight_)
                return std::nullopt;  // the front is the one who is slow
            return link_.since() + backend_.timeouts.data_block;
        case BackState::Asked:
            if (asked_ != Ask::Data) return std::nullopt;
            return link_.since() + backend_.timeouts.data_start;
        case BackState::Settling: return link_.since() + limits::kSecondAnswer;
        default: return std::nullopt;
    }
}

void BackDialogue::forget_chunks() {
    chunked_ = chunk_in_flight_ = last_due_ = false;
    chunk_.clear();
}

void BackDialogue::close() {
    link_.close();
    forget_chunks();
}

bool BackDialogue::hangs_up(const Reply& reply) const {
    return announces_hang_up(reply, backend_.quirks);
}

}  // namespace heloise
