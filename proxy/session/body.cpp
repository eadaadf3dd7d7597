// DATA, BDAT and the message between them and the back: octets in through an Intake, out through an Outflow,
// or into a Store when the back is to have nothing before the message is complete (rules 14 to 21).
#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "proxy/base/ascii.h"
#include "proxy/content/received.h"
#include "proxy/extensions/registry.h"
#include "proxy/extensions/size_limit.h"
#include "proxy/session/note_text.h"
#include "proxy/session/session_impl.h"

namespace heloise {

bool Session::Impl::declared_binary() const {
    const Parameter* body = find(mail_.parameters, "BODY");
    return body != nullptr && body->value && equal_ignoring_case(*body->value, "BINARYMIME");
}

void Session::Impl::on_data(Moment now) {
    if (const Refusal* why = why_not(front_, Verb::Data)) {
        if (why != &replies::kLost) return fail(*why);
        end_transaction();  // rule 27: the reply to DATA ends a lost one
        return say(*why);
    }
    if (declared_binary()) return fail(replies::kNeedBdat);
    if (burst()) return grant_data(now);
    pending_ = Pending::Data;
    back_.ask(Ask::Data, "DATA", now);
}

void Session::Impl::grant_data(Moment now) {
    say(Reply{replies::kStartMail.code, {std::string(replies::kStartMail.text)}});
    front_ = FrontState::Body;
    begin_message(Intake::Framing::Dotted, now);
}

// A chunk's octets follow whatever we think of it, so they are always swallowed before it is answered (rule
// 17).
void Session::Impl::on_bdat(const Bdat& bdat, Moment now) {
    const bool offered =
        !hello_ || (hello_->extended && offer(kChunking, offered_facts()) != Offer::Withheld);
    if (!offered) return swallow(bdat, replies::kNotImplemented, now);
    if (const Refusal* why = why_not(front_, Verb::Bdat)) {
        // RFC 3030 section 2: the state is indeterminate until RSET. Were it open, a next MAIL that is
        // refused as nested would leave its recipients to this one's reverse-path.
        if (front_ == FrontState::Mail) kill_transaction(now);
        return swallow(bdat, *why, now);
    }
    chunk_ = bdat.octets;
    chunk_left_ = bdat.octets;
    chunk_last_ = bdat.last;
    in_chunk_ = true;
    if (front_ == FrontState::Chunks) return settle_chunk(now);
    if (!burst() && !(used_upstream(kChunking, live_facts()))) {
        pending_ = Pending::Chunk;  // the first opens DATA; its octets wait for the 354
        return back_.ask(Ask::Data, "DATA", now);
    }
    if (!burst()) back_.begin_chunks(now);
    grant_chunks(now);
}

void Session::Impl::grant_chunks(Moment now) {
    front_ = FrontState::Chunks;
    begin_message(Intake::Framing::Counted, now);
    settle_chunk(now);
}

void Session::Impl::swallow(const Bdat& bdat, const Refusal& why, Moment now) {
    swallow_ = bdat.octets;
    swallowed_for_ = &why;
    swallowed_last_ = bdat.last;
    body_since_ = now.steady;
    if (swallow_ == 0) swallowed();
}

void Session::Impl::swallowed() {
    if (swallowed_for_ != &replies::kLost) return fail(*swallowed_for_);
    if (swallowed_last_) end_transaction();  // rule 27: the reply to LAST ends a lost one
    say(*swallowed_for_);
    end_if_draining(now_);
}

// Its transaction is over but for the front's RSET.
void Session::Impl::kill_transaction(Moment now) {
    if (back_.streaming()) back_.drop(now);
    intake_.reset();
    forget_outflow();
    front_ = FrontState::Dead;
}

void Session::Impl::begin_message(Intake::Framing framing, Moment now) {
    const ContentPolicy& content = backend_.content;
    const OfferFacts facts = burst() ? offered_facts() : live_facts();
    const bool takes_eight_bit =
        content.eight_bit != Handling::Reject || used_upstream(kEightBitMime, facts) || burst();
    intake_ = std::make_unique<Intake>(
        IntakeLimits{.octets = size_limit(facts),
                     .line = content.long_lines == Handling::Reject ? backend_.limits.text_line : 0,
                     .eight_bit = takes_eight_bit,
                     .binary = declared_binary() && framing == Intake::Framing::Counted,
                     .bare_newline = content.bare_newline,
                     .nul = content.nul},
        framing);
    ++messages_;
    message_wall_ = now.wall;
    verdict_.reset();
    body_since_ = now.steady;
    if (burst()) {
        store_ = std::make_unique<Store>(content.lookahead, backend_.limits.spool, outbox_);
    } else {
        begin_outflow();
    }
}

std::string Session::Impl::our_received() const {
    if (!backend_.content.received) return {};
    const bool extended = hello_ && hello_->extended;
    // In burst the recipient was taken before it was known what the back may hear.
    const std::string recipient = run_.judged.size() == 1
                                      ? sayable(run_.judged.front().rcpt.forward_path, live_facts()).mailbox()
                                      : recipient_;
    return received_field({.hello = hello_ ? std::string_view(hello_->operand) : std::string_view(),
                           .front_address = facts_.front_address,
                           .hostname = facts_.hostname,
                           .protocol = declared_utf8() ? "UTF8SMTP" : (extended ? "ESMTP" : "SMTP"),
                           .id = fmt::format("{}-{}", facts_.id, messages_),
                           .recipient = recipients_ == 1 ? std::string_view(recipient) : std::string_view(),
                           .when = message_wall_});
}

// What this back cannot take of this message (rules 18 to 20).
OutflowPlan Session::Impl::plan() const {
    const ContentPolicy& content = backend_.content;
    const OfferFacts facts = live_facts();
    const bool smtputf8 = declared_utf8();
    const bool chunks = intake_counted_ && used_upstream(kChunking, facts);
    ConversionNeeds needs;
    needs.seven_bit = !used_upstream(kEightBitMime, facts) && content.eight_bit == Handling::Convert;
    needs.ascii_headers = needs.seven_bit || (smtputf8 && !used_upstream(kSmtpUtf8, facts));
    needs.headers_too = !(smtputf8 && content.utf8 == Handling::Reject);
    needs.line_max = content.long_lines == Handling::Convert ? backend_.limits.text_line : 0;
    needs.no_leading_dot = backend_.quirks.leading_dot == LeadingDot::Encode && !chunks;
    needs.signed_too = content.signed_parts == Handling::Convert;
    needs.lookahead = content.lookahead;
    needs.spool = backend_.limits.spool;
    // Binary content passes as it is or is converted in full; there is nothing in between.
    const bool told_binary = used_upstream(kBinaryMime, facts) && used_upstream(kEightBitMime, facts);
    const bool native = chunks && told_binary && !needs.ascii_headers;
    needs.no_binary = declared_binary() && !native;
    const bool as_it_is = declared_binary() ? native
                                            : !needs.seven_bit && !needs.ascii_headers &&
                                                  needs.line_max == 0 && !needs.no_leading_dot;
    OutflowPlan how;
    if (!as_it_is) how.needs = needs;
    how.chunked = chunks;
    how.smtputf8 = smtputf8;
    how.octets_max = size_limit(facts);
    return how;
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

// Octets of the message may be taken from the front now.
bool Session::Impl::body_flows() const {
    if (verdict_ || !outflow_) return true;  // swallowed, or stored
    return outflow_->flows() && (!back_.streaming() || !back_.chunked() || back_.takes_more());
}

bool Session::Impl::reads_body() const {
    return intake_ && (intake_->dotted() || in_chunk_);
}

// Takes of `octets` what belongs to the message and may flow.
void Session::Impl::take_body(std::string_view& octets, Moment now) {
    const bool dotted = intake_->dotted();
    const auto piece = static_cast<std::size_t>(
        std::min<std::uint64_t>(dotted ? octets.size() : chunk_left_, octets.size()));
    std::string_view ours = octets.substr(0, piece);
    bool ended = false;
    while (body_flows()) {
        const auto result = intake_->next(ours);
        if (intake_->refusal() != nullptr) refuse_message(*intake_->refusal(), now);
        if (const Run* run = std::get_if<Run>(&result)) {
            take_run(*run, now);
            continue;
        }
        ended = std::holds_alternative<ContentReader::End>(result);
        break;
    }
    const std::size_t taken = piece - ours.size();
    octets.remove_prefix(taken);
    if (!dotted) chunk_left_ -= taken;
    if (ended) return end_of_body(now);
    pump(now);
    if (!dotted && intake_) settle_chunk(now);
}

void Session::Impl::take_run(const Run& run, Moment now) {
    if (verdict_) return;
    if (store_) {
        if (!store_->append(run.octets)) {
            outbox_.note(NoteKind::SpoolFailed,
                         "why=\"the message is larger than content.lookahead and limits.spool\"");
            refuse_message(replies::kSpoolFull, now);
        }
    } else {
        outflow_->push(run);
    }
}

// A chunk is complete when its octets are; then it is answered.
void Session::Impl::settle_chunk(Moment now) {
    if (chunk_left_ > 0 || !in_chunk_ || !body_flows()) return;
    in_chunk_ = false;
    if (chunk_last_) {
        take_run(intake_->finish(), now);
        if (intake_->refusal() != nullptr) refuse_message(*intake_->refusal(), now);
        return end_of_body(now);
    }
    if (!verdict_ && chunk_ == 0) count_junk("empty chunks");
    if (front_closed_) return;
    if (!verdict_) return say_own(250, "2.0.0", fmt::format("{} octets received", chunk_));
    note_intake();
    tell_verdict();
    const bool lost = verdict_by_ == "loss";
    kill_transaction(now);
    if (lost) front_ = FrontState::Lost;
}

void Session::Impl::refuse_message(const Refusal& why, Moment now) {
    refuse_message(own_reply(why.code, why.status, why.text, statuses()), "heloise", now);
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
    heard_ = now.steady;
    intake_counted_ = !intake_->dotted();
    if (intake_->dotted()) replies_.owe();
    in_chunk_ = false;
    intake_.reset();
    front_ = FrontState::Body;
    if (verdict_) return give_verdict(now);
    if (burst()) return start_burst(now);
    pending_ = Pending::Flow;
    pump(now);
}

void Session::Impl::note_intake() {
    message_octets_ = intake_->facts().octets;
    message_id_ = intake_->message_id();
    message_eight_bit_ = intake_->facts().eight_bit;
}

// Carries on what is on its way to the back, as far as the back takes it.
void Session::Impl::pump(Moment now) {
    bool again = stale_reads_ == 0;  // one read at a time
    while (again && outflow_ && back_.streaming()) {
        again = store_ && back_.takes_more() && refill();
        if (!store_ && pending_ == Pending::Flow && outflow_->flows()) finish_outflow();
        if (const auto& why = outflow_->refusal()) {
            if (why->status == replies::kSpoolFull.status)
                outbox_.note(NoteKind::SpoolFailed, "why=\"an undecided part is larger than limits.spool\"");
            refuse_message(own_reply(why->code, why->status, why->text, statuses()), "heloise", now);
            if (pending_ == Pending::Flow) give_verdict(now);
            return;
        }
        std::string octets = outflow_->take();
        if (outflow_->ended()) {
            if (run_.attempts == 0) note_conversion();
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
    now_ = now;
    heard_ = now.steady;
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
    now_ = now;
    outbox_.note(NoteKind::SpoolFailed, fmt::format("why={}", quoted(why)));
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
    flush();
    reset_back(now);
    back_.end_transaction(now);
    yield_back(now);
    end_if_draining(now);
}

void Session::Impl::tell_verdict() {
    note_message(NoteKind::MessageRefused, *verdict_, verdict_by_, verdict_said_);
    say(*verdict_);
}

void Session::Impl::note_conversion() {
    const bool raw = message_eight_bit_ && backend_.content.eight_bit == Handling::Pass &&
                     !used_upstream(kEightBitMime, live_facts());
    if (raw) outbox_.note(NoteKind::SentRaw, fmt::format("message_id={}", quoted(message_id_)));
    const Conversion::Facts* facts = outflow_->facts();
    if (facts == nullptr || !facts->any()) return;
    outbox_.note(
        NoteKind::Converted,
        fmt::format("message_id={} quoted_printable={} base64={} mended={} fields={}", quoted(message_id_),
                    facts->quoted_printable, facts->base64, facts->mended, facts->fields));
    if (facts->signatures > 0)
        outbox_.note(NoteKind::SignatureBroken,
                     fmt::format("message_id={} parts={}", quoted(message_id_), facts->signatures));
}

}  // namespace heloise
