// How long a front may take, and what happens when it takes longer. The back's own times are Back's.
#include <algorithm>
#include <array>

#include "proxy/base/limits.h"
#include "proxy/session/burst_judge.h"
#include "proxy/session/note_keys.h"
#include "proxy/session/session_impl.h"

namespace heloise {

std::array<std::optional<Duration>, 3> Session::Impl::deadlines() const {
    std::array due{back_.deadline(), front_deadline(), idle_back_deadline()};
    std::sort(due.begin(), due.end(),
              [](const auto& one, const auto& other) { return one && (!other || *one < *other); });
    return due;
}

bool Session::Impl::between_transactions() const {
    return pending_ == Pending::None && !front_.in_transaction();
}

// The front has said its message's end and waits for the reply to it.
bool Session::Impl::message_complete() const {
    return pending_ == Pending::Burst || pending_ == Pending::Flow || pending_ == Pending::End;
}

// The front does nothing for which it needs the back; in burst that is so until its message is complete.
bool Session::Impl::back_unneeded() const {
    return between_transactions() || (burst() && pending_ == Pending::None);
}

// A back that waits for the front's next message is not kept from its other work for ever.
std::optional<Duration> Session::Impl::idle_back_deadline() const {
    if (!back_.ready() || !back_unneeded() || front_.closed()) return std::nullopt;
    return back_.since() + limits::kBackIdle;
}

// Who is waited for decides: the back (for at most `setup`, where dialling is included), or the front.
std::optional<Duration> Session::Impl::front_deadline() const {
    if (front_.closed() || front_.gone()) return std::nullopt;
    switch (pending_) {
        case Pending::Mail:
        case Pending::Inquiry:
        case Pending::Recall:
        case Pending::Verb: {
            const Duration setup = backend_.timeouts.setup;
            const Duration queue = backend_.limits.queue_timeout;
            return mail_since_ + (back_.waiting_turn() ? std::min(setup, queue) : setup);
        }
        case Pending::Hello: return mail_since_ + backend_.timeouts.setup;
        case Pending::Burst: {
            const Duration start = backend_.timeouts.burst_start;
            const Duration queue = backend_.limits.queue_timeout;
            return run_.since + (back_.waiting_turn() ? std::min(start, queue) : start);
        }
        case Pending::Flow:
            if (burst()) return run_.since + backend_.timeouts.burst_start;
            if (back_.unsent() || back_.chunked()) return std::nullopt;  // the back's own timeout
            return front_.heard() + backend_.limits.idle;                // a disk that does not answer
        case Pending::End:
            if (burst() && !back_.end_submitted()) return run_.since + backend_.timeouts.burst_start;
            return std::nullopt;
        case Pending::Rcpt:
        case Pending::Data:
        case Pending::Chunk:  // the back's own timeouts
            if (!resay_.under_way()) return std::nullopt;
            return mail_since_ + backend_.timeouts.setup;
        case Pending::None: break;
    }
    // A front that is not read because its back takes nothing is not silent; the back's own timeout runs.
    const bool back_is_slow =
        back_.streaming() && (back_.unsent() || (back_.chunked() && !back_.takes_more()));
    if (reads_body() && back_is_slow) return body_since_ + limits::kBody;
    Duration patience = backend_.limits.idle;
    if (introduction_.hello() == nullptr) patience = std::min(patience, limits::kFirstCommand);
    if (others_wait_ && !back_unneeded() && !back_.closed())
        patience = std::min(patience, backend_.limits.hold);
    const Duration due = front_.heard() + patience;
    if (front_.refused_chunk().under_way())
        return std::min(due, front_.refused_chunk().since() + limits::kBody);
    return intake_ ? std::min(due, body_since_ + limits::kBody) : due;
}

void Session::Impl::on_time(Moment now) {
    back_.on(TimePassed{}, now);
    after_back(now);
    const auto idle = idle_back_deadline();
    if (idle && now.steady >= *idle) {
        back_.quit(now);
        after_back(now);
    }
    const auto due = front_deadline();
    if (!due || now.steady < *due) return;
    outbox_.note(NoteKind::TimedOut, Field(keys::kSide, "front"), Field(keys::kState, name(front_.state())),
                 Field(keys::kWaitingForTurn, back_.waiting_turn() ? "yes" : "no"));
    on_front_time(now);
    after_back(now);
}

void Session::Impl::on_front_time(Moment now) {
    if (resay_.under_way()) return give_up_resay("setup took too long", now);
    if (pending_ == Pending::Mail || pending_ == Pending::Verb) {
        const bool queued = back_.waiting_turn();
        back_.drop(now);
        return refuse_pending(queued ? replies::kNoTurn : replies::kUnreachable, now);
    }
    if (pending_ == Pending::Recall) return keep_recalled({}, now);
    if (pending_ == Pending::Inquiry) {
        back_.drop(now);
        return BurstJudge{*this}.end_inquiry(nullptr, now);
    }
    if (message_complete()) {
        const bool queued = back_.waiting_turn();
        back_.drop(now);
        if (pending_ == Pending::Burst && run_.judging()) return BurstJudge{*this}.conclude(now);
        if (pending_ == Pending::Burst) BurstJudge{*this}.keep();
        const Refusal& why = queued ? replies::kNoTurn : burst() ? replies::kBurstLate : replies::kSpoolFull;
        return conclude_burst(front_.own(why), "heloise", {}, now);
    }
    if (pending_ == Pending::Hello) {
        back_.drop(now);
        pending_ = Pending::None;
        return answer_hello();
    }
    const bool held = now.steady < front_.heard() + backend_.limits.idle;
    front_.end(held && others_wait_ ? &replies::kHeldTooLong : &replies::kIdle);
}

}  // namespace heloise
