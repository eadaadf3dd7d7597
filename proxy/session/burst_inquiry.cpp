// Burst delivery: a recipient that is asked about before its message is complete, since another network was
// refused there with the same envelope (rule 30).
//
// Providers try again from elsewhere, so the verdict may be this sender's, or may be a stranger's. Only the
// back knows. Whatever goes wrong, the recipient is taken as if nothing were known, and the burst will see.
#include <fmt/core.h>

#include "proxy/extensions/registry.h"
#include "proxy/session/burst_judge.h"
#include "proxy/session/note_text.h"

namespace heloise {

void Session::Impl::BurstJudge::take(const Rcpt& rcpt) {
    s.run_.judged.push_back({.rcpt = rcpt});
    s.accept_recipient(s.asked_recipient_);
    s.say(replies::kRecipient);
}

void Session::Impl::BurstJudge::refuse(const Rcpt& rcpt, const Reply& answer, std::string_view said,
                                       std::string_view remembered) {
    s.outbox_.note(NoteKind::MailRefused,
                   fmt::format("at=rcpt from={} to={} code={} by={} back_reply={} remembered={}",
                               note_value(s.mail_.reverse_path.text()), note_value(rcpt.forward_path.text()),
                               answer.code, said.empty() ? "heloise" : "back", note_value(said), remembered));
    s.say(answer);
    s.count_junk("refused by the gateway");
}

void Session::Impl::BurstJudge::inquire(const Rcpt& rcpt, Moment now) {
    s.run_.inquired = rcpt;
    s.run_.step = BurstRun::Step::Mail;
    s.start(Pending::Inquiry, now);
}

void Session::Impl::BurstJudge::ask_inquiry(Moment now) {
    s.run_.step = BurstRun::Step::Mail;
    s.run_.misfits = s.back_.misfits();
    const OfferFacts facts = s.live_facts();
    const bool sayable_here =
        !promise_broken(s.mail_.parameters, ParameterPlace::Mail, s.offered_facts(), facts) &&
        !promise_broken(s.run_.inquired.parameters, ParameterPlace::Rcpt, s.offered_facts(), facts) &&
        !s.why_unsayable(s.mail_.reverse_path, facts) &&
        !s.why_unsayable(s.run_.inquired.forward_path, facts);
    if (!sayable_here) return end_inquiry(nullptr, now);
    const std::string line = s.mail_line(facts);
    if (!s.line_fits(line) || !s.line_fits(s.rcpt_line(s.run_.inquired, facts)))
        return end_inquiry(nullptr, now);
    s.back_.ask(Ask::Mail, line, now);
}

void Session::Impl::BurstJudge::on_inquiry_reply(const BackReply& event, Moment now) {
    if (s.run_.step == BurstRun::Step::Rcpt) return end_inquiry(&event, now);
    if (!event.reply.positive() || !s.back_.ready()) return end_inquiry(nullptr, now);
    s.run_.step = BurstRun::Step::Rcpt;
    s.back_.ask(Ask::Rcpt, s.rcpt_line(s.run_.inquired, s.live_facts()), now);
}

// `said`: the back's reply to this recipient; null: nobody knows.
void Session::Impl::BurstJudge::end_inquiry(const BackReply* said, Moment now) {
    s.pending_ = Pending::None;
    const bool refused =
        said != nullptr && !said->reply.positive() && !is_no_verdict(said->reply) && !garbled();
    if (refused) {
        refuse(s.run_.inquired, s.translated_rcpt(said->reply, false), said->said, "no");
    } else {
        take(s.run_.inquired);
    }
    s.reset_back(now);
    s.yield_back(now);
}

}  // namespace heloise
