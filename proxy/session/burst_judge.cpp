// Burst delivery: what a back's refusals are about, when it would take a message for some of its recipients
// only (rule 30).
//
// A 5xx behind accepted recipients may be about them ("550 Too many recipients" to the fourth). So it is
// asked about once more with nobody before it. What is still about the transaction then is remembered of this
// envelope alone, so that those whom the back took get the message at the next attempt, and the others later
// in one of their own.
#include "proxy/session/burst_judge.h"

#include "proxy/base/limits.h"

namespace heloise {

void Session::Impl::BurstJudge::judge(const BackReply& event) {
    BurstRun::Judged& judged = s.run_.judged[s.run_.at];
    const bool behind = s.run_.accepted > 0;
    judged.before = s.run_.accepted;
    judged.verdict =
        s.translated_rcpt(event.reply, behind);  // rule 13 asks whether an earlier one was accepted
    judged.said = event.said;
    if (event.reply.positive()) {
        ++s.run_.accepted;
    } else {
        judged.about = about(event.reply, behind);
        if (worth_asking_again(event.reply, behind) && s.run_.doubtful.size() < limits::kAskedAgain)
            s.run_.doubtful.push_back(s.run_.at);
    }
    ++s.run_.at;
}

// RSET ends it in any case where it may be said: a reply too many would come before its own.
void Session::Impl::BurstJudge::settle(Moment now) {
    s.run_.step = BurstRun::Step::Reset;
    if (!s.back_.ready()) return;  // it is leaving: BackClosed follows
    if (!s.back_.may_use("RSET")) return conclude(now);
    s.back_.ask(Ask::Rset, "RSET", now);
}

// RSET has been answered; or the connection was replaced, which a gateway that leaves at a second MAIL does:
// no more can be learnt of that one.
void Session::Impl::BurstJudge::on_ready(Moment now) {
    s.run_.step == BurstRun::Step::Reset ? ask_again(now) : conclude(now);
}

void Session::Impl::BurstJudge::ask_again(Moment now) {
    if (s.run_.again == s.run_.doubtful.size()) return conclude(now);
    s.run_.step = BurstRun::Step::MailAgain;
    s.back_.ask(Ask::Mail, mail_line(s.transaction_.mail(), s.outgoing_size(), s.live_facts()), now);
}

void Session::Impl::BurstJudge::ask_recipient_again(Moment now) {
    s.run_.step = BurstRun::Step::RcptAgain;
    if (!s.back_.ready()) return;  // as in settle_burst()
    s.back_.ask(Ask::Rcpt, rcpt_line(s.run_.judged[s.run_.doubtful[s.run_.again]].rcpt, s.live_facts()), now);
}

// Who is refused leaves the next one at the head, too.
void Session::Impl::BurstJudge::judge_again(const BackReply& event, Moment now) {
    BurstRun::Judged& judged = s.run_.judged[s.run_.doubtful[s.run_.again++]];
    if (!event.reply.positive() && about(event.reply, false) == About::Recipient) {
        judged.about = About::Recipient;
        judged.verdict = s.translated_rcpt(event.reply, false);
        judged.said = event.said;
    }
    if (event.reply.positive() || s.run_.again == s.run_.doubtful.size()) return settle(now);
    ask_recipient_again(now);
}

void Session::Impl::BurstJudge::conclude(Moment now) {
    keep();
    for (const BurstRun::Judged& one : s.run_.judged) {
        if (!one.verdict->positive()) note(one.rcpt, *one.verdict, one.said, false);
    }
    s.conclude_burst(s.front_.own(garbled() ? replies::kNonsense : replies::kMixed), "heloise", {}, now);
}

// Of what has been said so far; a recipient without a verdict may still be anything.
void Session::Impl::BurstJudge::keep() {
    if (garbled()) return;
    const auto tell = [this](DeskRequest what) { s.outbox_.add(std::move(what)); };
    const SenderKey sender = sender_key(s.facts_.front_address);
    const std::string reverse_path = s.transaction_.reverse_path();
    std::vector<Envelope::Place> places;
    bool dependent = false;
    for (const std::size_t named : s.run_.naming.named) places.push_back({named, Envelope::kAny});
    for (const BurstRun::Judged& one : s.run_.judged) {
        if (!one.verdict) continue;
        const std::string recipient = one.rcpt.forward_path.text();
        if (one.verdict->positive()) {
            tell(RecipientTaken{sender, reverse_path, recipient});
            places.push_back({number_of(recipient), s.run_.accepted});
        } else if (one.about == About::Recipient) {
            tell(RecipientRefused{sender, reverse_path, recipient, *one.verdict});
        } else {
            places.push_back({number_of(recipient), one.before});
            dependent = true;
        }
    }
    if (dependent) tell(EnvelopeRefused{sender, reverse_path, Envelope(std::move(places))});
}

}  // namespace heloise
