// MAIL, RCPT, DATA and BDAT up to the point where live and burst delivery part; and how a transaction ends.
#include "proxy/session/mail_delivery.h"

#include <utility>

#include "proxy/extensions/registry.h"
#include "proxy/extensions/size_limit.h"
#include "proxy/session/note_keys.h"
#include "proxy/session/upstream_lines.h"

namespace heloise {

void MailDelivery::on_mail(const Mail& mail, Moment now) {
    s_.front.conduct().begin_attempt();
    if (!parameters_fit(mail.parameters, ParameterPlace::Mail)) return;
    s_.transaction.begin(mail);
    if (const auto why = refusal_of(mail, s_.offered())) return refuse_sender(*why);
    open(now);
}

void MailDelivery::on_rcpt(const Rcpt& rcpt, Moment now) {
    if (!s_.front.conduct().may_ask())
        return refuse_recipient(replies::kTooManyRecipients, rcpt.forward_path);
    if (!parameters_fit(rcpt.parameters, ParameterPlace::Rcpt)) return;
    const std::size_t accepted = s_.transaction.recipients();
    if (const auto why = refusal_of(rcpt, s_.transaction.utf8(), accepted, s_.offered(), facts()))
        return refuse_recipient(*why, rcpt.forward_path);
    const std::string line = rcpt_line(rcpt, facts());
    if (!line_fits(line, s_.backend)) return refuse_recipient(replies::kBackLine, rcpt.forward_path);
    s_.transaction.consider(sayable(rcpt.forward_path, facts()).mailbox());
    ask_recipient(rcpt, line, now);
}

bool MailDelivery::parameters_fit(const Parameters& parameters, ParameterPlace place) {
    const auto bad = bad_parameter(parameters, place, s_.introduction, s_.backend);
    if (!bad) return true;
    s_.front.say(bad->offered ? 501 : 555, "5.5.4", bad->text);
    if (bad->offered) {
        s_.front.count_error("bad parameter " + bad->keyword);
    } else {
        s_.front.count_refusal();  // it is SMTP, of another server
    }
    return false;
}

void MailDelivery::refuse_sender(const SpokenRefusal& why) {
    s_.transaction.note_mail_refused(why.code, why.text);
    s_.front.say(why.code, why.status, why.text);
    s_.front.count_refusal();
}

void MailDelivery::refuse_recipient(const SpokenRefusal& why, const Path& path) {
    s_.transaction.refuse({.by = why.by, .code = why.code, .why = why.text}, path.text());
    s_.front.say(why.code, why.status, why.text);
    s_.front.count_refusal();
}

void MailDelivery::accept_recipient() {
    s_.front.enter(FrontState::Rcpt);
    s_.transaction.accept();
    s_.front.conduct().carried_on();
}

void MailDelivery::on_data(Moment now) {
    if (s_.transaction.binary()) return s_.front.fail(replies::kNeedBdat);
    ask_data(now);
}

void MailDelivery::grant_data(Moment now) {
    s_.front.say(Reply{replies::kStartMail.code, {std::string(replies::kStartMail.text)}});
    s_.front.enter(FrontState::Body);
    begin_message(Intake::Framing::Dotted, now);
}

bool MailDelivery::offers_chunking() const {
    return s_.introduction.hello() == nullptr ||
           (s_.introduction.said_ehlo() && offer(kChunking, s_.offered()) != Offer::Withheld);
}

void MailDelivery::on_bdat(const Bdat& bdat, Moment now) {
    if (!offers_chunking()) return refuse_chunk(bdat, replies::kNotImplemented, now);
    message_.begin_chunk(bdat);
    if (s_.front.state() == FrontState::Chunks) return message_.settle_chunk(now);
    open_chunks(now);
}

void MailDelivery::grant_chunks(Moment now) {
    s_.front.enter(FrontState::Chunks);
    begin_message(Intake::Framing::Counted, now);
    message_.settle_chunk(now);
}

void MailDelivery::refuse_first_chunk(Reply why, std::string_view by, Moment now) {
    s_.front.enter(FrontState::Chunks);  // its octets are still to be swallowed
    message_.begin_refused(std::move(why), by, now);
}

// A chunk's octets follow whatever we think of it, so they are always swallowed before it is answered (rule
// 17).
void MailDelivery::refuse_chunk(const Bdat& bdat, const Refusal& why, Moment now) {
    const bool offered = &why == &replies::kBareLf || offers_chunking();
    // RFC 3030 section 2: the state is indeterminate until RSET. Were it open, a next MAIL that is refused as
    // nested would leave its recipients to this one's reverse-path.
    if (offered && s_.front.state() != FrontState::Lost && s_.front.in_transaction())
        message_.kill(FrontState::Dead, now);
    s_.front.refused_chunk().begin(bdat, offered ? why : replies::kNotImplemented, now);
    if (!s_.front.refused_chunk().under_way()) on_chunk_refused();
}

void MailDelivery::on_chunk_refused() {
    const RefusedChunk& chunk = s_.front.refused_chunk();
    if (&chunk.why() != &replies::kLost) return s_.front.refuse_order(chunk.why());
    if (chunk.last()) end_transaction();  // rule 27: the reply to LAST ends a lost one
    s_.front.say(chunk.why());
    s_.coordinator.end_if_draining();
}

IntakeLimits MailDelivery::intake_limits(Intake::Framing framing) const {
    const ContentPolicy& content = s_.backend.content;
    return {.octets = size_limit(facts()),
            .line = content.long_lines == Handling::Reject ? s_.backend.limits.text_line : 0,
            .eight_bit = content.eight_bit != Handling::Reject || used_upstream(kEightBitMime, facts()),
            // "pass" is about lines that may be lost, not about what may be smuggled in.
            .dot_behind_cut = content.long_lines == Handling::Convert || s_.back.extended(),
            .binary = s_.transaction.binary() && framing == Intake::Framing::Counted,
            .bare_newline = content.bare_newline,
            .nul = content.nul};
}

void MailDelivery::end_transaction() {
    s_.transaction.end();
    s_.front.enter(FrontState::Ready);
    message_.forget();
    forget_recipients();
}

void MailDelivery::abort_transaction(Moment now) {
    if (s_.front.state() != FrontState::Connected) end_transaction();
    if (s_.back.streaming()) return s_.back.drop(now);  // there is no other way out of a message
    reset_back(now);
    s_.coordinator.yield_back(now);
}

void MailDelivery::lose_transaction() {
    const bool open = s_.front.state() == FrontState::Mail || s_.front.state() == FrontState::Rcpt;
    open ? s_.front.enter(FrontState::Lost) : end_transaction();
}

void MailDelivery::abandon() {
    message_.forget();
}

void MailDelivery::reset_back(Moment now) {
    if (!s_.back.ready() || !s_.back.in_transaction()) return;
    if (s_.back.may_use("RSET")) {
        s_.back.ask(Ask::Rset, "RSET", now);
    } else {
        s_.back.drop(now);
    }
}

}  // namespace heloise
