// A message on its way to the back: out through an Outflow or from a Store, to its end or its refusal (rules
// 16 to 21).
#include <utility>

#include <fmt/core.h>

#include "proxy/content/received.h"
#include "proxy/extensions/registry.h"
#include "proxy/extensions/size_limit.h"
#include "proxy/session/note_keys.h"
#include "proxy/session/outflow_plan.h"
#include "proxy/session/session_impl.h"
#include "proxy/session/upstream_lines.h"

namespace heloise {

std::string Session::Impl::our_received() const {
    if (!backend_.content.received) return {};
    const Hello* hello = introduction_.hello();
    // In burst the recipient was taken before it was known what the back may hear.
    const std::string recipient = run_.judged.size() == 1
                                      ? sayable(run_.judged.front().rcpt.forward_path, live_facts()).mailbox()
                                      : transaction_.last_recipient();
    return received_field(
        {.hello = hello == nullptr ? std::string_view() : hello->operand,
         .front_address = facts_.front_address,
         .hostname = facts_.hostname,
         .protocol = transaction_.utf8() ? "UTF8SMTP" : (introduction_.said_ehlo() ? "ESMTP" : "SMTP"),
         .id = fmt::format("{}-{}", facts_.id, messages_),
         .recipient = transaction_.recipients() == 1 ? std::string_view(recipient) : std::string_view(),
         .when = message_wall_});
}

OutflowPlan Session::Impl::plan() const {
    return plan_outflow(transaction_.mail(), intake_counted_, back_.extended(), live_facts());
}

// What the back may be told of the size: only a sender that did so is repeated.
std::optional<std::uint64_t> Session::Impl::outgoing_size() const {
    if (!declared_size(transaction_.mail())) return std::nullopt;
    const std::size_t field = our_received().size();
    if (!store_) return size_on_the_fly(plan(), transaction_.mail(), field, backend_);
    return size_of_stored(plan(), {message_facts_, store_->size(), store_->ends_line()}, field);
}

void Session::Impl::begin_outflow() {
    if (intake_) intake_counted_ = !intake_->dotted();
    outflow_finished_ = false;
    outflow_ = std::make_unique<Outflow>(plan(), our_received(), outbox_);
}

void Session::Impl::forget_outflow() {
    const bool spooled = (outflow_ && outflow_->used_spool()) || (store_ && store_->used_spool());
    outflow_.reset();
    store_.reset();
    reading_store_ = false;
    stale_reads_ = 0;
    if (spooled) outbox_.add(SpoolForget{});
}

void Session::Impl::refuse_message(const Refusal& why, Moment now) {
    refuse_message(own_reply(why.code, why.status, why.text, front_.statuses()), "heloise", now);
}

// Without a terminator: nothing of it is delivered (rules 18 and 21). Only the first reason counts.
void Session::Impl::refuse_message(Reply why, std::string_view by, Moment now) {
    if (verdict_) return;
    verdict_ = std::move(why);
    verdict_by_ = by;
    forget_outflow();
    if (!burst() || pending_ == Pending::Flow || pending_ == Pending::Burst) back_.drop(now);
}

// All of the message is here: DATA's CRLF.CRLF, or the octets of BDAT LAST.
void Session::Impl::end_of_body(Moment now) {
    note_intake();
    front_.touch();
    intake_counted_ = !intake_->dotted();
    if (intake_->dotted()) front_.owe();
    in_chunk_ = false;
    intake_.reset();
    front_.enter(FrontState::Body);
    if (verdict_) return give_verdict(now);
    if (burst()) return start_burst(now);
    pending_ = Pending::Flow;
    pump(now);
}

void Session::Impl::note_intake() {
    message_octets_ = intake_->facts().octets;
    message_id_ = intake_->message_id();
    message_facts_ = intake_->facts();
    // Of a message that is refused nothing has become anything.
    if (verdict_ || message_facts_.bare_newlines == 0) return;
    outbox_.note(NoteKind::Normalised, Field(keys::kMessageId, message_id_),
                 Field(keys::kChanged, message_facts_.bare_newlines),
                 Field(keys::kBlanks, message_facts_.blanks));
}

// Carries on what is on its way to the back, as far as the back takes it.
void Session::Impl::pump(Moment now) {
    bool again = stale_reads_ == 0;  // one read at a time
    while (again && outflow_ && back_.streaming()) {
        again = store_ && back_.takes_more() && refill();
        if (!store_ && pending_ == Pending::Flow && outflow_->flows()) finish_outflow();
        if (const auto& why = outflow_->refusal()) {
            if (why->status == replies::kSpoolFull.status)
                outbox_.note(NoteKind::SpoolFailed,
                             Field(keys::kWhy, "an undecided part is larger than limits.spool"));
            refuse_message(own_reply(why->code, why->status, why->text, front_.statuses()), "heloise", now);
            if (pending_ == Pending::Flow) give_verdict(now);
            return;
        }
        std::string octets = outflow_->take();
        if (outflow_->ended()) {
            if (!std::exchange(run_.noted, true)) note_conversion();
            if (outflow_->used_spool() && !(store_ && store_->used_spool())) outbox_.add(SpoolForget{});
            outflow_.reset();  // what was stored stays: another address may have to have it
            pending_ = Pending::End;
            return back_.end_message(std::move(octets), now);
        }
        if (!octets.empty()) back_.stream(std::move(octets), now);
        if (back_.takes_more()) outflow_->read_on();
    }
}

void Session::Impl::finish_outflow() {
    if (std::exchange(outflow_finished_, true)) return;
    outflow_->finish();
}

void Session::Impl::on_spooled(std::string_view octets, Moment now) {
    front_.touch();
    if (stale_reads_ > 0) {
        --stale_reads_;
        return after_back(now);
    }
    if (outflow_ && outflow_->reading()) {
        outflow_->on_spooled(octets);
    } else if (store_ && reading_store_) {
        reading_store_ = false;
        store_->on_spooled(octets);
        push_stored(octets);
    } else {
        return;
    }
    after_back(now);
}

void Session::Impl::on_spool_failed(std::string_view why, Moment now) {
    outbox_.note(NoteKind::SpoolFailed, Field(keys::kWhy, why));
    if (!intake_ && pending_ != Pending::Flow && pending_ != Pending::Burst) return;
    refuse_message(replies::kSpoolFull, now);
    if (!intake_) give_verdict(now);
    after_back(now);
}

// The verdict of a message that came in full but will not be delivered.
void Session::Impl::give_verdict(Moment now) {
    pending_ = Pending::None;
    tell_verdict();
    end_transaction();
    front_.flush();
    reset_back(now);
    back_.end_transaction(now);
    yield_back(now);
    end_if_draining();
}

void Session::Impl::tell_verdict() {
    note_message(NoteKind::MessageRefused, *verdict_, verdict_by_, verdict_said_);
    front_.say(*verdict_);
}

void Session::Impl::note_conversion() {
    const bool raw = message_facts_.eight_bit && backend_.content.eight_bit == Handling::Pass &&
                     !used_upstream(kEightBitMime, live_facts());
    if (raw) outbox_.note(NoteKind::SentRaw, Field(keys::kMessageId, message_id_));
    const Conversion::Facts* facts = outflow_->facts();
    if (facts == nullptr || !facts->any()) return;
    outbox_.note(NoteKind::Converted, Field(keys::kMessageId, message_id_),
                 Field(keys::kQuotedPrintable, facts->quoted_printable), Field(keys::kBase64, facts->base64),
                 Field(keys::kMended, facts->mended), Field(keys::kHeaderFields, facts->fields));
    if (facts->signatures > 0)
        outbox_.note(NoteKind::SignatureBroken, Field(keys::kMessageId, message_id_),
                     Field(keys::kParts, facts->signatures));
}

}  // namespace heloise
