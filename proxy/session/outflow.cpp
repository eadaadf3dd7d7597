// Three ways through: untouched and dotted, untouched and counted, converted. They meet in put().
#include "proxy/session/outflow.h"

#include <algorithm>
#include <utility>

#include "proxy/base/check.h"
#include "proxy/base/limits.h"
#include "proxy/session/refusals.h"

namespace heloise {
namespace {

OutflowRefusal from(const Refusal& refusal) {
    return {refusal.code, std::string(refusal.status), std::string(refusal.text)};
}

OutflowRefusal from(const Conversion::Refusal& refusal, bool smtputf8) {
    if (refusal.kind == Conversion::Refusal::Kind::Spool) return from(replies::kSpoolFull);
    const bool header = refusal.kind == Conversion::Refusal::Kind::Header && smtputf8;
    const Refusal& kind = header ? replies::kUtf8Header : replies::kNotConvertible;
    OutflowRefusal told = from(kind);
    if (!refusal.why.empty()) told.text.append(": ").append(refusal.why);
    return told;
}

}  // namespace

Outflow::Outflow(const OutflowPlan& plan, std::string on_top, Outbox& outbox)
    : plan_(plan), outbox_(outbox), fields_(plan.header_field), on_top_(std::move(on_top)) {
    if (plan_.needs) conversion_.emplace(*plan_.needs);
    look(on_top_);
}

void Outflow::push(const Run& run) {
    CHECK(!finishing_);
    if (refusal_) return;
    if (!flows()) {
        rest_.append(run.octets);
        return;
    }
    if (conversion_) {
        std::string_view octets = run.octets;
        convert(octets);
        rest_.assign(octets);
        return;
    }
    out_.reserve(out_.size() + on_top_.size() + run.octets.size() + 16);
    if (plan_.chunked) return put(run.octets);
    if (!on_top_.empty()) encoder_.encode({std::exchange(on_top_, {}), true}, out_);
    encoder_.encode(run, out_);
    count(run.octets);
}

void Outflow::convert(std::string_view& octets) {
    std::string spill;
    conversion_->push(octets, plain_, spill);
    if (!spill.empty()) {
        used_spool_ = true;
        const std::uint64_t at = std::exchange(spilled_, spilled_ + spill.size());
        outbox_.add(SpoolWrite{SpoolFile::Part, at, std::move(spill)});
    }
    settle();
}

// What the conversion has settled leaves; or why it cannot.
void Outflow::settle() {
    if (const Conversion::Refusal* why = conversion_->refusal(); why != nullptr && !refusal_)
        refusal_ = from(*why, plan_.smtputf8);
    if (!refusal_) put(plain_);
    plain_.clear();
}

void Outflow::frame(std::string_view plain) {
    if (plan_.chunked) {
        out_.append(plain);
    } else {
        encoder_.encode_plain(plain, out_);
    }
}

void Outflow::put(std::string_view plain) {
    if (plain.empty()) return;
    frame(std::exchange(on_top_, {}));
    frame(plain);
    count(plain);
}

// Of the field's name all is printable ASCII that could be said.
void Outflow::look(std::string_view plain) {
    if (refusal_ || !fields_.look(plain)) return;
    refusal_ = from(replies::kHeaderField);
    refusal_->text += fields_.name();
}

void Outflow::count(std::string_view plain) {
    look(plain);
    octets_ += plain.size();
    if (plan_.octets_max > 0 && octets_ > plan_.octets_max)
        refusal_ = from(conversion_ ? replies::kTooLargeConverted : replies::kTooLarge);
}

void Outflow::finish() {
    CHECK(flows());
    finishing_ = true;
    if (refusal_) return;
    if (conversion_) {
        conversion_->finish(plain_);
        settle();
        if (refusal_ || !conversion_->done()) return;
    }
    end();
}

void Outflow::end() {
    frame(std::exchange(on_top_, {}));  // of an empty message
    // The last line ends here, if it has not.
    look("\r\n");
    if (refusal_) return;
    if (!plan_.chunked) encoder_.finish(out_);
    ended_ = true;
}

void Outflow::read_on() {
    if (!recalling() || reading_ || refusal_) return;
    reading_ = true;
    const auto octets =
        static_cast<std::size_t>(std::min<std::uint64_t>(conversion_->recall_octets(), limits::kSpoolRead));
    outbox_.add(SpoolRead{SpoolFile::Part, conversion_->recall_at(), octets});
}

void Outflow::on_spooled(std::string_view octets) {
    reading_ = false;
    if (!recalling() || refusal_) return;
    conversion_->on_recalled(octets, plain_);
    settle();
    if (refusal_ || recalling()) return;
    spilled_ = 0;
    const std::string rest = std::exchange(rest_, {});
    std::string_view left = rest;
    if (!left.empty()) convert(left);
    rest_.assign(left);
    if (finishing_ && !refusal_ && conversion_->done()) end();
}

std::string Outflow::take() {
    return std::exchange(out_, {});
}

const Conversion::Facts* Outflow::facts() const {
    return conversion_ ? &conversion_->facts() : nullptr;
}

}  // namespace heloise
