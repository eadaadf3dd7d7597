// The public face, and the order of things: input, recalls, the end.
#include "proxy/content/conversion.h"

#include <utility>

#include "proxy/base/check.h"
#include "proxy/content/conversion_impl.h"
#include "proxy/content/fault_text.h"

namespace heloise {

Conversion::Conversion(const ConversionNeeds& needs) : impl_(std::make_unique<Impl>(needs)) {}
Conversion::~Conversion() = default;

void Conversion::push(std::string_view& octets, std::string& out, std::string& spill) {
    impl_->push(octets, out, spill);
}
void Conversion::finish(std::string& out) {
    impl_->finish(out);
}
bool Conversion::recalling() const {
    return impl_->recalling();
}
std::uint64_t Conversion::recall_at() const {
    return impl_->recall_at();
}
std::uint64_t Conversion::recall_octets() const {
    return impl_->recall_octets();
}
void Conversion::on_recalled(std::string_view octets, std::string& out) {
    impl_->on_recalled(octets, out);
}
bool Conversion::done() const {
    return impl_->done();
}
const Conversion::Refusal* Conversion::refusal() const {
    return impl_->refusal();
}
const Conversion::Facts& Conversion::facts() const {
    return impl_->facts();
}

Conversion::Impl::Impl(const ConversionNeeds& needs)
    : needs_(needs),
      needs_anything_(needs.seven_bit || needs.ascii_headers || needs.line_max != 0 || needs.no_binary ||
                      needs.no_leading_dot || needs.no_dot_behind_cut),
      hold_(needs.lookahead, needs.spool) {
    start_header(true);
}

void Conversion::Impl::push(std::string_view& octets, std::string& out, std::string& spill) {
    CHECK(!finishing_);
    const std::size_t before = out.size();
    out_ = &out;
    spill_ = &spill;
    if (!needs_anything_) {
        out += octets;
        octets = {};
    }
    run(octets);
    guard(std::string_view(out).substr(before));
    if (refused_) octets = {};
}

void Conversion::Impl::finish(std::string& out) {
    CHECK(!finishing_ && !recalling());
    finishing_ = true;
    out_ = &out;
    spill_ = nullptr;
    const std::size_t before = out.size();
    std::string_view nothing;
    run(nothing);
    guard(std::string_view(out).substr(before));
}

void Conversion::Impl::on_recalled(std::string_view octets, std::string& out) {
    out_ = &out;
    const std::size_t before = out.size();
    hold_.on_recalled(octets, coder_, out);
    if (!recalling()) {
        if (std::exchange(finish_after_recall_, false)) finish_encoder(out);
        out += after_recall_;
        after_recall_.clear();
        std::string_view nothing;
        if (finishing_) run(nothing);
    }
    guard(std::string_view(out).substr(before));
}

// Whatever made it, no line leaves that would end the message at a back that cuts lines: encoders, menders
// and header fields mostly see to that before; delimiters, and base64 that is none, are left to this. The
// message's end has not left, so nothing of it is delivered. It comes before other reasons, which may be
// found earlier or later than this one as the message is cut.
void Conversion::Impl::guard(std::string_view out) {
    if (!needs_.no_dot_behind_cut || !(leaving_.look(out) || (done() && leaving_.look_at_end()))) return;
    refused_ = false;
    refuse(Refusal::Kind::Content, fault_text(Fault::DotBehindCut, 0));
}

// run() goes on until the input is used up, or spilled octets are needed first.
void Conversion::Impl::run(std::string_view& octets) {
    bool more = true;
    while (more && !refused_ && !recalling())
        more = where_ == Where::Header ? step_header(octets) : step_body(octets);
    if (!finishing_ || refused_ || recalling() || ended_) return;
    on_end();
}

void Conversion::Impl::on_end() {
    ended_ = true;
    if (where_ == Where::Header) held_part_ = false;
    if (where_ == Where::Leaf) end_leaf(true);
    if (refused_) return;
    drop_labels();
}

// emit() sends settled octets, or puts them behind octets that cannot leave yet.
void Conversion::Impl::emit(std::string_view settled) {
    if (recalling()) {
        after_recall_ += settled;
    } else if (live_labels_ > 0) {
        held_cost_ += settled.size();
        hold_.add(settled, nullptr);
        if (held_cost_ > needs_.lookahead) drop_labels();
    } else {
        *out_ += settled;
    }
}

// hold() keeps octets that may have to change. While enclosing labels are held too, all stays in memory, not
// in the spool: the labels stand in front and would have to leave first.
void Conversion::Impl::hold(std::string_view octets) {
    if (live_labels_ > 0) {
        held_cost_ += octets.size();
        if (held_cost_ > needs_.lookahead) drop_labels();
    }
    hold_.add(octets, live_labels_ > 0 ? nullptr : spill_);
    if (hold_.over()) refuse(Refusal::Kind::Spool, "a part whose header is too large to be held");
}

// settle() lets the current header and body leave as they came, unless an enclosing label is held.
void Conversion::Impl::settle() {
    held_part_ = false;
    if (live_labels_ > 0) return;
    BodyCoder plain;
    hold_.release(hold_.end(), plain, *out_);
}

// tell_labels() corrects the enclosing headers that are still held.
void Conversion::Impl::tell_labels() {
    for (Frame& frame : frames_) {
        if (!std::exchange(frame.held, false)) continue;
        if (!frame.true_label.empty())
            hold_.edit(frame.label.at, frame.label.octets,
                       frame.label.name + ": " + std::string(frame.true_label) + "\r\n");
        if (frame.lacks_version) hold_.edit(frame.fields_end_at, 0, "MIME-Version: 1.0\r\n");
    }
    drop_labels();
}

// drop_labels() stops holding octets for a label's sake; those of the current part stay held.
void Conversion::Impl::drop_labels() {
    for (Frame& frame : frames_) frame.held = false;
    live_labels_ = 0;
    held_cost_ = 0;
    if (held_part_) {
        hold_.release_to(header_at_, *out_);
    } else if (!recalling()) {
        BodyCoder plain;
        hold_.release(hold_.end(), plain, *out_);
    }
}

void Conversion::Impl::refuse(Refusal::Kind kind, std::string why) {
    if (refused_) return;
    constexpr std::size_t kWhy = 120;
    refused_ = true;
    refusal_ = {kind, std::move(why)};
    if (refusal_.why.size() > kWhy) refusal_.why.resize(kWhy);
    hold_.discard();
    after_recall_.clear();
}

// why_unchangeable() returns the doubt about this part or an enclosing one, or the operator's will; null: it
// may change.
const char* Conversion::Impl::why_unchangeable() const {
    if (!frames_.empty() && frames_.back().doubt != nullptr) return frames_.back().doubt;
    if (needs_.signed_too) return nullptr;
    for (const Frame& frame : frames_) {
        if (frame.signature) return "a signed or encrypted part, which must not be changed";
    }
    return nullptr;
}

bool Conversion::Impl::allow_change(Refusal::Kind kind, std::string_view what) {
    if (const char* const why = why_unchangeable(); why != nullptr) {
        refuse(kind, std::string(what) + " in " + why);
        return false;
    }
    for (Frame& frame : frames_) {
        if (frame.signature && !std::exchange(frame.counted, true)) ++facts_.signatures;
    }
    return true;
}

}  // namespace heloise
