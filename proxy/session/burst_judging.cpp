// Some recipients are taken and some are not: ask again where that may help, remember, and tell the sender
// so.
#include <utility>

#include "proxy/backend/sender_key.h"
#include "proxy/session/burst_delivery.h"
#include "proxy/session/upstream_lines.h"

namespace heloise {

// RSET ends it in any case where it may be said: a reply too many would come before its own.
void BurstDelivery::settle(Moment now) {
    step_ = Step::Reset;
    if (!s_.back.ready()) return;  // it is leaving: BackClosed follows
    if (!s_.back.may_use("RSET")) return conclude_mixed(now);
    s_.back.ask(Ask::Rset, "RSET", now);
}

void BurstDelivery::ask_again(Moment now) {
    if (recipients_.doubtful() == nullptr) return conclude_mixed(now);
    step_ = Step::MailAgain;
    s_.back.ask(Ask::Mail, mail_line(s_.transaction.mail(), message_.outgoing_size(), s_.live()), now);
}

void BurstDelivery::ask_recipient_again(Moment now) {
    step_ = Step::RcptAgain;
    if (!s_.back.ready()) return;  // as in settle()
    s_.back.ask(Ask::Rcpt, rcpt_line(recipients_.doubtful()->rcpt, s_.live()), now);
}

// Who is refused leaves the next one at the head, too.
void BurstDelivery::judge_again(const BackReply& event, Moment now) {
    recipients_.judge_again(event, s_.told_of_recipient(event.reply, false));
    if (event.reply.positive() || recipients_.doubtful() == nullptr) return settle(now);
    ask_recipient_again(now);
}

void BurstDelivery::conclude_mixed(Moment now) {
    remember();
    for (const BurstRecipients::Judged& one : recipients_.all()) {
        if (!one.verdict->positive()) note_refused(one.rcpt, *one.verdict, one.said, false);
    }
    conclude(s_.front.own(garbled() ? replies::kNonsense : replies::kMixed), "heloise", {}, now);
}

void BurstDelivery::remember() {
    if (garbled()) return;
    const SenderKey sender = sender_key(s_.facts.front_address);
    for (DeskRequest& lesson : recipients_.lessons(sender, s_.transaction.reverse_path(), inquiry_.named()))
        s_.outbox.add(std::move(lesson));
}

void BurstDelivery::note_refused(const Rcpt& rcpt, const Reply& answer, std::string_view said,
                                 bool remembered) {
    const bool ours = said.empty();
    s_.transaction.refuse({.by = ours ? "heloise" : "back",
                           .code = answer.code,
                           .why = ours ? std::string_view(answer.lines.front()) : said,
                           .remembered = remembered},
                          rcpt.forward_path.text());
}

}  // namespace heloise
