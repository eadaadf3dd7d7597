// Burst delivery: a recipient that is asked about before its message is complete, since another network was
// refused there with the same envelope (rule 30).
//
// Providers try again from elsewhere, so the verdict may be this sender's, or may be a stranger's. Only the
// back knows. Whatever goes wrong, the recipient is taken as if nothing were known, and the burst will see.
#include "proxy/extensions/registry.h"
#include "proxy/session/burst_judge.h"

namespace heloise {

void Session::Impl::BurstJudge::take(const Rcpt& rcpt) {
    s.run_.judged.push_back({.rcpt = rcpt});
    s.accept_recipient();
    s.front_.say(replies::kRecipient);
}

void Session::Impl::BurstJudge::refuse(const Rcpt& rcpt, const Reply& answer, std::string_view said,
                                       bool remembered) {
    note(rcpt, answer, said, remembered);
    s.front_.say(answer);
    s.front_.count_refusal();
}

void Session::Impl::BurstJudge::note(const Rcpt& rcpt, const Reply& answer, std::string_view said,
                                     bool remembered) {
    const bool ours = said.empty();
    s.transaction_.refuse({.by = ours ? "heloise" : "back",
                           .code = answer.code,
                           .why = ours ? std::string_view(answer.lines.front()) : said,
                           .remembered = remembered},
                          rcpt.forward_path.text());
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
        !promise_broken(s.transaction_.mail().parameters, ParameterPlace::Mail, s.offered_facts(), facts) &&
        !promise_broken(s.run_.inquired.parameters, ParameterPlace::Rcpt, s.offered_facts(), facts) &&
        !why_unsayable(s.transaction_.mail().reverse_path, s.transaction_.utf8(), facts) &&
        !why_unsayable(s.run_.inquired.forward_path, s.transaction_.utf8(), facts);
    if (!sayable_here) return end_inquiry(nullptr, now);
    const std::string line = mail_line(s.transaction_.mail(), s.outgoing_size(), facts);
    if (!line_fits(line, s.backend_) || !line_fits(rcpt_line(s.run_.inquired, facts), s.backend_))
        return end_inquiry(nullptr, now);
    s.back_.ask(Ask::Mail, line, now);
}

void Session::Impl::BurstJudge::on_inquiry_reply(const BackReply& event, Moment now) {
    if (s.run_.step == BurstRun::Step::Rcpt) return end_inquiry(&event, now);
    if (!event.reply.positive() || !s.back_.ready()) return end_inquiry(nullptr, now);
    s.run_.step = BurstRun::Step::Rcpt;
    s.back_.ask(Ask::Rcpt, rcpt_line(s.run_.inquired, s.live_facts()), now);
}

// `said`: the back's reply to this recipient; null: nobody knows.
void Session::Impl::BurstJudge::end_inquiry(const BackReply* said, Moment now) {
    s.pending_ = Pending::None;
    s.run_.in_vain = said == nullptr;  // whoever waited once for each recipient would wait for ever
    const bool refused =
        said != nullptr && !said->reply.positive() && !is_no_verdict(said->reply) && !garbled();
    if (refused) {
        refuse(s.run_.inquired, s.translated_rcpt(said->reply, false), said->said, false);
    } else {
        take(s.run_.inquired);
    }
    s.reset_back(now);
    s.back_.end_transaction(now);  // MAIL may have been refused
    s.yield_back(now);
}

}  // namespace heloise
