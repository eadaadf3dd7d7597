// What the back reports, and how long burst delivery waits for it.
#include "proxy/base/limits.h"
#include "proxy/session/burst_delivery.h"

namespace heloise {

bool BurstDelivery::on_ready(Moment now) {
    if (inquiry_.pending() == Pending::Inquiry) {
        inquiry_.on_ready(now);
    } else if (message_.stage() != Message::Stage::Kept) {
        return false;
    } else if (!judging()) {
        begin_attempt(now);
    } else if (step_ == Step::Reset) {
        ask_again(now);
    } else {
        // The connection was replaced, which a gateway that leaves at a second MAIL does: no more can be
        // learnt of that one.
        conclude_mixed(now);
    }
    return true;
}

void BurstDelivery::on_answer(const BackReply& event, Moment now) {
    if (inquiry_.pending() == Pending::Inquiry) return inquiry_.on_reply(event, now);
    if (message_.stage() != Message::Stage::Kept) return;  // the front is gone
    const Reply& reply = event.reply;
    switch (step_) {
        case Step::Mail:
            if (reply.positive()) return ask_next_recipient(now);
            return conclude(s_.told(reply, StatusContext::Mail), "back", event.said, now);
        case Step::Rcpt:
            // Rule 13 asks whether an earlier one was accepted.
            recipients_.judge(event, s_.told_of_recipient(reply, recipients_.accepted() > 0));
            return ask_next_recipient(now);
        case Step::Data:
            if (reply.code == 354) return message_.leave(now);
            return conclude(s_.told(reply, StatusContext::Data), "back", event.said, now);
        case Step::MailAgain: return reply.positive() ? ask_recipient_again(now) : conclude_mixed(now);
        case Step::RcptAgain: return judge_again(event, now);
        case Step::Reset: return;
    }
}

void BurstDelivery::on_answer_lost(const Reply&, Moment now) {
    if (inquiry_.pending() == Pending::Inquiry) inquiry_.on_lost(now);
}

void BurstDelivery::on_early_reply(const BackEarlyReply& event, Moment now) {
    if (message_.complete() && event.reply.code == 421)
        return on_attempt_lost({.why = "421", .said_421 = true}, now);
    MailDelivery::on_early_reply(event, now);
}

void BurstDelivery::on_lost(const BackLost& event, Moment now) {
    if (!message_.complete() || event.after_end) return MailDelivery::on_lost(event, now);
    note_lost(event);
    on_attempt_lost(event, now);
}

// BackReady begins the transaction anew, without a recipient that the back answered twice.
void BurstDelivery::on_starts_over(const BackStartsOver& event, Moment now) {
    if (inquiry_.pending() == Pending::Inquiry) {
        s_.back.drop(now);
        return inquiry_.on_lost(now);
    }
    if (judging()) {
        s_.back.drop(now);
        return conclude_mixed(now);
    }
    if (++starts_ > limits::kAgain) {
        s_.back.drop(now);
        return on_attempt_lost({.why = "it answers twice", .nonsense = true}, now);
    }
    if (event.answered_twice) recipients_.give_up();
}

void BurstDelivery::on_unavailable(Moment now) {
    if (inquiry_.pending() == Pending::Inquiry) return inquiry_.on_lost(now);
    if (message_.stage() != Message::Stage::Kept) return;
    if (judging()) return conclude_mixed(now);
    remember();  // of an address before
    conclude(s_.front.own(replies::kUnreachable), "heloise", {}, now);
}

void BurstDelivery::on_closed(Moment now) {
    const bool kept = message_.stage() == Message::Stage::Kept;
    if (kept && asked_back_) return on_attempt_lost({.why = "it closed the connection"}, now);
    if (kept || inquiry_.pending() == Pending::Inquiry) s_.back.dial(s_.hello_name(), now);
}

void BurstDelivery::abandon() {
    if (message_.stage() == Message::Stage::Kept) remember();
    MailDelivery::abandon();
    inquiry_.stop();
}

std::optional<Duration> BurstDelivery::deadline() const {
    const Duration most = s_.backend.timeouts.burst_start;
    switch (pending()) {
        case Pending::Burst: return s_.setup_deadline(since_, most);
        case Pending::Flow: return since_ + most;
        case Pending::End:
            if (s_.back.end_submitted()) return std::nullopt;
            return since_ + most;
        default: return inquiry_.deadline();
    }
}

void BurstDelivery::on_late(Moment now) {
    if (!message_.complete()) return inquiry_.on_late(now);
    const bool queued = s_.back.waiting_turn();
    const bool kept = message_.stage() == Message::Stage::Kept;
    s_.back.drop(now);
    if (kept && judging()) return conclude_mixed(now);
    if (kept) remember();
    conclude(s_.front.own(queued ? replies::kNoTurn : replies::kBurstLate), "heloise", {}, now);
}

}  // namespace heloise
