// From a complete message to its terminator at the back, or to the reason why not.
#include "proxy/session/burst_delivery.h"

#include <utility>

#include "proxy/base/limits.h"
#include "proxy/extensions/registry.h"
#include "proxy/session/reply_rules.h"
#include "proxy/session/upstream_lines.h"

namespace heloise {

void BurstDelivery::open(Moment) {
    const Mail& mail = s_.transaction.mail();
    if (declared_size(mail).value_or(0) > s_.backend.content.lookahead + s_.backend.limits.spool)
        return refuse_sender(replies::kSpoolFull);
    if (const auto why = unsayable_sender(mail, s_.offered())) return refuse_sender(*why);
    if (!line_fits(mail_line(mail, message_.outgoing_size(), s_.offered()), s_.backend))
        return refuse_sender(replies::kBackLine);
    s_.front.enter(FrontState::Mail);
    forget_recipients();
    s_.front.say(replies::kSender);
}

void BurstDelivery::begin_message(Intake::Framing framing, Moment now) {
    IntakeLimits limits = intake_limits(framing);
    limits.eight_bit = limits.dot_behind_cut = true;  // the back is to be known for that
    message_.begin_kept(limits, framing, now);
}

void BurstDelivery::forget_recipients() {
    recipients_.forget();
    inquiry_.forget();
}

void BurstDelivery::on_message_complete(Moment now) {
    since_ = now.steady;
    step_ = Step::Mail;
    attempts_ = starts_ = 0;
    asked_back_ = false;
    if (s_.back.ready()) return begin_attempt(now);
    if (s_.back.closed()) s_.back.dial(s_.hello_name(), now);  // else it is leaving: BackClosed follows
}

void BurstDelivery::on_message_refused(Moment now) {
    if (message_.complete()) s_.back.drop(now);
}

// The recipient was taken before it was known what the back may hear.
std::string BurstDelivery::only_recipient() const {
    return sayable(recipients_.all().front().rcpt.forward_path, s_.live()).mailbox();
}

void BurstDelivery::begin_attempt(Moment now) {
    step_ = Step::Mail;
    recipients_.begin();
    asked_back_ = true;
    misfits_ = s_.back.misfits();
    if (auto why = refusal_here()) return conclude(*std::move(why), "heloise", {}, now);
    const std::string line = mail_line(s_.transaction.mail(), message_.outgoing_size(), s_.live());
    if (!line_fits(line, s_.backend)) return conclude(s_.front.own(replies::kBackLine), "heloise", {}, now);
    s_.back.ask(Ask::Mail, line, now);
}

std::optional<Reply> BurstDelivery::refusal_here() const {
    const Mail& mail = s_.transaction.mail();
    const OfferFacts live = s_.live();
    const ContentPolicy& content = s_.backend.content;
    const ContentReader::Facts& seen = message_.incoming().facts();
    if (promise_broken(mail.parameters, ParameterPlace::Mail, s_.offered(), live))
        return s_.front.own(replies::kPromise);
    if (const auto why = unsayable_sender(mail, live))
        return own_reply(why->code, why->status, why->text, s_.front.statuses());
    const bool takes_it = content.eight_bit != Handling::Reject || used_upstream(kEightBitMime, live);
    if (seen.eight_bit && !takes_it) return s_.front.own(replies::kEightBit);
    const bool takes_lines = content.long_lines == Handling::Convert || s_.back.extended();
    if (seen.dot_behind_cut && !takes_lines) return s_.front.own(replies::kDotBehindCut);
    return std::nullopt;
}

// A back that answered and went away in one breath is not asked any more: BackClosed or BackLost follows.
void BurstDelivery::ask_next_recipient(Moment now) {
    step_ = Step::Rcpt;
    const OfferFacts live = s_.live();
    while (const BurstRecipients::Judged* one = recipients_.next()) {
        if (one->unanswerable) {
            recipients_.settle(s_.front.own(replies::kNonsense), About::Recipient);
            continue;
        }
        if (promise_broken(one->rcpt.parameters, ParameterPlace::Rcpt, s_.offered(), live))
            return conclude(s_.front.own(replies::kPromise), "heloise", {}, now);
        if (const auto why = why_unsayable(one->rcpt.forward_path, s_.transaction.utf8(), live)) {
            recipients_.settle(own_reply(553, "5.6.7", *why, s_.front.statuses()), About::Recipient);
            continue;
        }
        const std::string line = rcpt_line(one->rcpt, live);
        if (line_fits(line, s_.backend)) return s_.back.ready() ? s_.back.ask(Ask::Rcpt, line, now) : void();
        recipients_.settle(s_.front.own(replies::kBackLine), About::Transaction);
    }
    weigh(now);
}

void BurstDelivery::weigh(Moment now) {
    switch (recipients_.outcome()) {
        case BurstRecipients::Outcome::Accepted: return ask_for_data(now);
        case BurstRecipients::Outcome::Mixed: return settle(now);
        case BurstRecipients::Outcome::Refused: break;
    }
    const BurstRecipients::Judged first = recipients_.all().front();  // a copy: the transaction ends
    conclude(*first.verdict, first.said.empty() ? "heloise" : "back", first.said, now);
}

void BurstDelivery::ask_for_data(Moment now) {
    step_ = Step::Data;
    if (!s_.back.ready()) return;
    if (message_.incoming().counted() && used_upstream(kChunking, s_.live())) {
        s_.back.begin_chunks(now);
        return message_.leave(now);
    }
    s_.back.ask(Ask::Data, "DATA", now);
}

// Nothing has been submitted that could be delivered, so the next address may have it (rule 26).
void BurstDelivery::on_attempt_lost(const BackLost& event, Moment now) {
    if (judging()) return conclude_mixed(now);
    const bool in_time = now.steady < since_ + s_.backend.timeouts.burst_start;
    const bool may_retry =
        !event.nonsense && !event.disorder && in_time && ++attempts_ < limits::kBurstAttempts;
    message_.break_off();
    if (!may_retry) {
        remember();
        return conclude(s_.told_of_loss(event), "loss", {}, now);
    }
    asked_back_ = false;
    s_.back.dial_next(now);
}

void BurstDelivery::on_recipient_good(const Rcpt& rcpt) {
    recipients_.add(rcpt);
    accept_recipient();
    s_.front.say(replies::kRecipient);
}

void BurstDelivery::on_recipient_refused(const Rcpt& rcpt, const Reply& answer, std::string_view said,
                                         bool remembered) {
    note_refused(rcpt, answer, said, remembered);
    s_.front.say(answer);
    s_.front.count_refusal();
}

void BurstDelivery::on_back_asked(Moment now) {
    reset_back(now);
    s_.back.end_transaction(now);  // MAIL may have been refused
    s_.coordinator.yield_back(now);
}

}  // namespace heloise
