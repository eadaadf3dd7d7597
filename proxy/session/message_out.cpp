// The message leaves.
#include <utility>

#include <fmt/core.h>

#include "proxy/content/received.h"
#include "proxy/extensions/offer.h"
#include "proxy/extensions/registry.h"
#include "proxy/session/message.h"
#include "proxy/session/note_keys.h"
#include "proxy/session/reply_rules.h"

namespace heloise {

std::string Message::our_received() const {
    if (!s_.backend.content.received) return {};
    const Hello* hello = s_.introduction.hello();
    const std::string recipient = s_.transaction.recipients() == 1 ? owner_.only_recipient() : std::string();
    return received_field(
        {.hello = hello == nullptr ? std::string_view() : hello->operand,
         .front_address = s_.facts.front_address,
         .hostname = s_.facts.hostname,
         .protocol = s_.transaction.utf8() ? "UTF8SMTP" : (s_.introduction.said_ehlo() ? "ESMTP" : "SMTP"),
         .id = fmt::format("{}-{}", s_.facts.id, incoming_.number()),
         .recipient = recipient,
         .when = incoming_.wall()});
}

OutflowPlan Message::plan() const {
    return plan_outflow(s_.transaction.mail(), incoming_.counted(), s_.back.extended(), s_.live());
}

std::optional<std::uint64_t> Message::outgoing_size() const {
    if (!declared_size(s_.transaction.mail())) return std::nullopt;
    const std::size_t field = our_received().size();
    if (!outgoing_.kept()) return size_on_the_fly(plan(), s_.transaction.mail(), field, s_.backend);
    return size_of_stored(plan(), outgoing_.stored(incoming_.facts()), field);
}

void Message::begin_outflow() {
    outgoing_.begin(plan(), our_received(), s_.transaction.binary());
}

void Message::leave(Moment now) {
    stage_ = Stage::Leaving;
    if (outgoing_.kept()) begin_outflow();
    pump(now);
}

void Message::pump(Moment now) {
    bool again = outgoing_.may_read();  // one read at a time
    while (again && outgoing_.leaving() && s_.back.streaming()) {
        again = outgoing_.kept() && s_.back.takes_more() && outgoing_.refill();
        if (!outgoing_.kept() && stage_ == Stage::Leaving && outgoing_.flows()) outgoing_.finish();
        if (outgoing_.refusal()) return refuse_outflow(now);
        std::string octets = outgoing_.take();
        if (outgoing_.ended()) {
            end_outflow();
            return s_.back.end_message(std::move(octets), now);
        }
        if (!octets.empty()) s_.back.stream(std::move(octets), now);
        if (s_.back.takes_more()) outgoing_.read_on();
    }
}

void Message::refuse_outflow(Moment now) {
    const OutflowRefusal why = *outgoing_.refusal();  // a copy: it goes with the outflow
    if (why.status == replies::kSpoolFull.status)
        s_.outbox.note(NoteKind::SpoolFailed,
                       Field(keys::kWhy, "an undecided part is larger than limits.spool"));
    refuse(own_reply(why.code, why.status, why.text, s_.front.statuses()), "heloise", {}, now);
    if (stage_ == Stage::Leaving) owner_.on_verdict_due(now);
}

void Message::end_outflow() {
    if (!std::exchange(conversion_noted_, true)) note_conversion();
    outgoing_.end();
    stage_ = Stage::Ended;
}

void Message::note_conversion() {
    const std::string& id = incoming_.message_id();
    const bool raw = incoming_.facts().eight_bit && s_.backend.content.eight_bit == Handling::Pass &&
                     !used_upstream(kEightBitMime, s_.live());
    if (raw) s_.outbox.note(NoteKind::SentRaw, Field(keys::kMessageId, id));
    const Conversion::Facts* facts = outgoing_.conversion();
    if (facts == nullptr || !facts->any()) return;
    s_.outbox.note(NoteKind::Converted, Field(keys::kMessageId, id),
                   Field(keys::kQuotedPrintable, facts->quoted_printable),
                   Field(keys::kBase64, facts->base64), Field(keys::kMended, facts->mended),
                   Field(keys::kHeaderFields, facts->fields));
    if (facts->signatures > 0)
        s_.outbox.note(NoteKind::SignatureBroken, Field(keys::kMessageId, id),
                       Field(keys::kParts, facts->signatures));
}

void Message::break_off() {
    outgoing_.break_off();
    stage_ = Stage::Kept;
}

bool Message::on_spooled(std::string_view octets) {
    return outgoing_.on_spooled(octets);
}

bool Message::on_spool_failed(Moment now) {
    if (stage_ == Stage::None || stage_ == Stage::Ended) return false;
    refuse(replies::kSpoolFull, now);
    if (complete()) owner_.on_verdict_due(now);
    return true;
}

}  // namespace heloise
