// A question to the desk, then perhaps MAIL and RCPT to the back, and RSET.
#include "proxy/session/burst_inquiry.h"

#include <utility>

#include "proxy/backend/sender_key.h"
#include "proxy/session/refusal_about.h"
#include "proxy/session/upstream_lines.h"

namespace heloise {

void BurstInquiry::about(const Rcpt& rcpt, Moment now) {
    pending_ = Pending::Recall;
    since_ = now.steady;
    rcpt_ = rcpt;
    s_.outbox.add(DeskRequest{AskVerdict{.number = ++recalls_,
                                         .sender = sender_key(s_.facts.front_address),
                                         .reverse_path = s_.transaction.reverse_path(),
                                         .recipient = rcpt.forward_path.text(),
                                         .naming = std::exchange(naming_, {}),
                                         .accepted = s_.transaction.recipients()}});
}

bool BurstInquiry::on_recalled(const Recalled& recalled, Moment now) {
    if (pending_ != Pending::Recall || recalled.number != recalls_) return false;
    naming_ = recalled.naming;
    answer(recalled.recall, now);
    return true;
}

// What the back said lately to this sender for this recipient is said again, once; else the answer is ours
// for now, or the back's at once.
void BurstInquiry::answer(const Recall& known, Moment now) {
    if (known.elsewhere && !in_vain_) return ask_back(now);
    pending_ = Pending::None;
    if (!known.reply || known.reply->positive()) {
        owner_.on_recipient_good(rcpt_);
    } else {
        const std::string said = known.surplus ? std::string() : first_line(*known.reply);
        owner_.on_recipient_refused(rcpt_, s_.told(*known.reply, StatusContext::Rcpt), said, true);
    }
    s_.coordinator.end_if_draining();
}

void BurstInquiry::ask_back(Moment now) {
    pending_ = Pending::Inquiry;
    since_ = now.steady;
    asked_recipient_ = false;
    if (s_.back.ready()) return on_ready(now);
    if (s_.back.closed()) s_.back.dial(s_.hello_name(), now);
}

void BurstInquiry::on_ready(Moment now) {
    asked_recipient_ = false;
    misfits_ = s_.back.misfits();
    const Mail& mail = s_.transaction.mail();
    const OfferFacts live = s_.live();
    const bool sayable_here = !promise_broken(mail.parameters, ParameterPlace::Mail, s_.offered(), live) &&
                              !promise_broken(rcpt_.parameters, ParameterPlace::Rcpt, s_.offered(), live) &&
                              !why_unsayable(mail.reverse_path, s_.transaction.utf8(), live) &&
                              !why_unsayable(rcpt_.forward_path, s_.transaction.utf8(), live);
    if (!sayable_here) return end(nullptr, now);
    const std::string line = mail_line(mail, message_.outgoing_size(), live);
    if (!line_fits(line, s_.backend) || !line_fits(rcpt_line(rcpt_, live), s_.backend))
        return end(nullptr, now);
    s_.back.ask(Ask::Mail, line, now);
}

void BurstInquiry::on_reply(const BackReply& event, Moment now) {
    if (asked_recipient_) return end(&event, now);
    if (!event.reply.positive() || !s_.back.ready()) return end(nullptr, now);
    asked_recipient_ = true;
    s_.back.ask(Ask::Rcpt, rcpt_line(rcpt_, s_.live()), now);
}

void BurstInquiry::end(const BackReply* said, Moment now) {
    pending_ = Pending::None;
    in_vain_ = said == nullptr;  // whoever waited once for each recipient would wait for ever
    const bool garbled = s_.back.misfits() != misfits_;
    const bool refused =
        said != nullptr && !said->reply.positive() && !is_no_verdict(said->reply) && !garbled;
    if (refused) {
        owner_.on_recipient_refused(rcpt_, s_.told_of_recipient(said->reply, false), said->said, false);
    } else {
        owner_.on_recipient_good(rcpt_);
    }
    owner_.on_back_asked(now);
}

Duration BurstInquiry::deadline() const {
    return s_.setup_deadline(since_, s_.backend.timeouts.setup);
}

void BurstInquiry::on_late(Moment now) {
    if (pending_ == Pending::Recall) return answer({}, now);
    s_.back.drop(now);
    end(nullptr, now);
}

void BurstInquiry::forget() {
    naming_ = {};
    in_vain_ = false;
}

}  // namespace heloise
