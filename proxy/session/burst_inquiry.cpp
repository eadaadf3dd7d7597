// Burst delivery: a recipient that is asked about before its message is complete, since another network was
// refused there with the same envelope (rule 30).
//
// Providers try again from elsewhere, so the verdict may be this sender's, or may be a stranger's. Only the
// back knows. Whatever goes wrong, the recipient is taken as if nothing were known, and the burst will see.
#include "proxy/extensions/registry.h"
#include "proxy/session/session_impl.h"

namespace heloise {

void Session::Impl::inquire(const Rcpt& rcpt, Moment now) {
    run_.inquired = rcpt;
    run_.step = BurstRun::Step::Mail;
    start(Pending::Inquiry, now);
}

void Session::Impl::ask_inquiry(Moment now) {
    run_.step = BurstRun::Step::Mail;
    run_.misfits = back_.misfits();
    const OfferFacts facts = live_facts();
    const bool sayable_here =
        !promise_broken(mail_.parameters, ParameterPlace::Mail, offered_facts(), facts) &&
        !promise_broken(run_.inquired.parameters, ParameterPlace::Rcpt, offered_facts(), facts) &&
        !why_unsayable(mail_.reverse_path, facts) && !why_unsayable(run_.inquired.forward_path, facts);
    if (!sayable_here) return end_inquiry(nullptr, now);
    const std::string line = mail_line(facts);
    if (!line_fits(line) || !line_fits(rcpt_line(run_.inquired, facts))) return end_inquiry(nullptr, now);
    back_.ask(Ask::Mail, line, now);
}

void Session::Impl::on_inquiry_reply(const BackReply& event, Moment now) {
    if (run_.step == BurstRun::Step::Rcpt) return end_inquiry(&event, now);
    if (!event.reply.positive() || !back_.ready()) return end_inquiry(nullptr, now);
    run_.step = BurstRun::Step::Rcpt;
    back_.ask(Ask::Rcpt, rcpt_line(run_.inquired, live_facts()), now);
}

// `said`: the back's reply to this recipient; null: nobody knows.
void Session::Impl::end_inquiry(const BackReply* said, Moment now) {
    pending_ = Pending::None;
    const bool refused =
        said != nullptr && !said->reply.positive() && !is_no_verdict(said->reply) && !garbled();
    if (refused) {
        refuse_recipient(run_.inquired, translated_rcpt(said->reply, false), said->said, false);
    } else {
        take_recipient(run_.inquired);
    }
    reset_back(now);
    back_.end_transaction(now);  // MAIL may have been refused
    yield_back(now);
}

}  // namespace heloise
