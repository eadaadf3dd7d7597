// Burst delivery: what a back's refusals are about, when it would take a message for some of its recipients
// only (rule 30).
//
// A 5xx behind accepted recipients may be about them ("550 Too many recipients" to the fourth). So it is
// asked about once more with nobody before it. What is still about the transaction then is remembered of this
// envelope alone, so that those whom the back took get the message at the next attempt, and the others later
// in one of their own.
#include "proxy/base/limits.h"
#include "proxy/session/session_impl.h"

namespace heloise {

void Session::Impl::judge_recipient(const BackReply& event) {
    BurstRun::Judged& judged = run_.judged[run_.at];
    const bool behind = run_.accepted > 0;
    judged.before = run_.accepted;
    judged.verdict =
        translated_rcpt(event.reply, behind);  // rule 13 asks whether an earlier one was accepted
    judged.said = event.said;
    if (event.reply.positive()) {
        ++run_.accepted;
    } else {
        judged.about = about(event.reply, behind);
        if (worth_asking_again(event.reply, behind) && run_.doubtful.size() < limits::kAskedAgain)
            run_.doubtful.push_back(run_.at);
    }
    ++run_.at;
}

// RSET ends it in any case where it may be said: a reply too many would come before its own.
void Session::Impl::settle_burst(Moment now) {
    run_.step = BurstRun::Step::Reset;
    if (!back_.ready()) return;  // it is leaving: BackClosed follows
    if (!back_.may_use("RSET")) return conclude_mixed(now);
    back_.ask(Ask::Rset, "RSET", now);
}

void Session::Impl::ask_again(Moment now) {
    if (run_.again == run_.doubtful.size()) return conclude_mixed(now);
    run_.step = BurstRun::Step::MailAgain;
    back_.ask(Ask::Mail, mail_line(live_facts()), now);
}

void Session::Impl::ask_recipient_again(Moment now) {
    run_.step = BurstRun::Step::RcptAgain;
    if (!back_.ready()) return;  // as in settle_burst()
    back_.ask(Ask::Rcpt, rcpt_line(run_.judged[run_.doubtful[run_.again]].rcpt, live_facts()), now);
}

// Who is refused leaves the next one at the head, too.
void Session::Impl::judge_again(const BackReply& event, Moment now) {
    BurstRun::Judged& judged = run_.judged[run_.doubtful[run_.again++]];
    if (!event.reply.positive() && about(event.reply, false) == About::Recipient) {
        judged.about = About::Recipient;
        judged.verdict = translated_rcpt(event.reply, false);
        judged.said = event.said;
    }
    if (event.reply.positive() || run_.again == run_.doubtful.size()) return settle_burst(now);
    ask_recipient_again(now);
}

// Of what has been said so far; a recipient without a verdict may still be anything.
void Session::Impl::keep_verdicts(Moment now) {
    if (garbled()) return;
    Verdicts& verdicts = book_.verdicts();
    const SenderKey sender = sender_key(facts_.front_address);
    const std::string reverse_path = mail_.reverse_path.text();
    std::vector<Envelope::Place> places;
    bool dependent = false;
    for (const std::size_t named : run_.naming.named) places.push_back({named, Envelope::kAny});
    for (const BurstRun::Judged& one : run_.judged) {
        if (!one.verdict) continue;
        const std::string recipient = one.rcpt.forward_path.text();
        if (one.verdict->positive()) {
            verdicts.forget(sender, reverse_path, recipient);
            places.push_back({number_of(recipient), run_.accepted});
        } else if (one.about == About::Recipient) {
            verdicts.remember(sender, reverse_path, recipient, *one.verdict, now);
        } else {
            places.push_back({number_of(recipient), one.before});
            dependent = true;
        }
    }
    if (dependent) verdicts.remember(sender, reverse_path, Envelope(std::move(places)), now);
}

}  // namespace heloise
