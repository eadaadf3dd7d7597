// DATA, BDAT and the message between them and the back: octets in through an Intake, out through an Outflow,
// or into a Store when the back is to have nothing before the message is complete (rules 14 to 21).
#include <algorithm>

#include <fmt/core.h>

#include "proxy/base/ascii.h"
#include "proxy/extensions/registry.h"
#include "proxy/extensions/size_limit.h"
#include "proxy/session/note_keys.h"
#include "proxy/session/session_impl.h"

namespace heloise {

void Session::Impl::on_data(const Command&, Moment now) {
    if (transaction_.binary()) return front_.fail(replies::kNeedBdat);
    if (burst()) return grant_data(now);
    pending_ = Pending::Data;
    back_.ask(Ask::Data, "DATA", now);
}

void Session::Impl::grant_data(Moment now) {
    front_.say(Reply{replies::kStartMail.code, {std::string(replies::kStartMail.text)}});
    front_.enter(FrontState::Body);
    begin_message(Intake::Framing::Dotted, now);
}

bool Session::Impl::offers_chunking() const {
    return introduction_.hello() == nullptr ||
           (introduction_.said_ehlo() && offer(kChunking, offered_facts()) != Offer::Withheld);
}

// A chunk's octets follow whatever we think of it, so they are always swallowed before it is answered (rule
// 17).
void Session::Impl::refuse_chunk(const Bdat& bdat, const Refusal& why, Moment now) {
    if (&why != &replies::kBareLf && !offers_chunking()) return swallow(bdat, replies::kNotImplemented, now);
    // RFC 3030 section 2: the state is indeterminate until RSET. Were it open, a next MAIL that is refused as
    // nested would leave its recipients to this one's reverse-path.
    if (front_.state() != FrontState::Lost && front_.in_transaction())
        kill_transaction(FrontState::Dead, now);
    swallow(bdat, why, now);
}

void Session::Impl::on_bdat(const Command& said, Moment now) {
    const Bdat& bdat = std::get<Bdat>(said);
    if (!offers_chunking()) return swallow(bdat, replies::kNotImplemented, now);
    chunk_ = bdat.octets;
    chunk_left_ = bdat.octets;
    chunk_last_ = bdat.last;
    in_chunk_ = true;
    if (front_.state() == FrontState::Chunks) return settle_chunk(now);
    if (!burst() && !(used_upstream(kChunking, live_facts()))) {
        pending_ = Pending::Chunk;  // the first opens DATA; its octets wait for the 354
        return back_.ask(Ask::Data, "DATA", now);
    }
    if (!burst()) back_.begin_chunks(now);
    grant_chunks(now);
}

void Session::Impl::grant_chunks(Moment now) {
    front_.enter(FrontState::Chunks);
    begin_message(Intake::Framing::Counted, now);
    settle_chunk(now);
}

void Session::Impl::swallow(const Bdat& bdat, const Refusal& why, Moment now) {
    front_.refused_chunk().begin(bdat, why, now);
    if (!front_.refused_chunk().under_way()) swallowed();
}

void Session::Impl::swallowed() {
    const RefusedChunk& chunk = front_.refused_chunk();
    if (&chunk.why() != &replies::kLost) return front_.refuse_order(chunk.why());
    if (chunk.last()) end_transaction();  // rule 27: the reply to LAST ends a lost one
    front_.say(chunk.why());
    end_if_draining();
}

// Its transaction is over but for the front's RSET.
void Session::Impl::kill_transaction(FrontState then, Moment now) {
    if (back_.streaming()) back_.drop(now);
    intake_.reset();
    forget_outflow();
    front_.enter(then);
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
                     // "pass" is about lines that may be lost, not about what may be smuggled in.
                     .dot_behind_cut = content.long_lines == Handling::Convert || burst() || back_.extended(),
                     .binary = transaction_.binary() && framing == Intake::Framing::Counted,
                     .bare_newline = content.bare_newline,
                     .nul = content.nul},
        framing);
    ++messages_;
    message_wall_ = now.wall;
    verdict_.reset();
    run_.noted = false;
    body_since_ = now.steady;
    if (burst()) {
        store_ = std::make_unique<Store>(content.lookahead, backend_.limits.spool, outbox_);
    } else {
        begin_outflow();
    }
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
                         Field(keys::kWhy, "the message is larger than content.lookahead and limits.spool"));
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
        for (Run run = intake_->finish(); !run.octets.empty(); run = intake_->finish()) take_run(run, now);
        if (intake_->refusal() != nullptr) refuse_message(*intake_->refusal(), now);
        return end_of_body(now);
    }
    if (!verdict_ && chunk_ == 0) front_.count_junk("empty chunks");
    if (front_.closed()) return;
    if (!verdict_) return front_.say(250, "2.0.0", fmt::format("{} octets received", chunk_));
    note_intake();
    tell_verdict();
    front_.count_refusal();
    const bool lost = verdict_by_ == "loss";
    kill_transaction(lost ? FrontState::Lost : FrontState::Dead, now);
}

}  // namespace heloise
