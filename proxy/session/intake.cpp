// Refusals are found on the way and told at the end: the connection to the back is given up as soon as there
// is one, so the terminator never follows (rules 18 and 21).
#include "proxy/session/intake.h"

#include <utility>

#include "proxy/base/check.h"
#include "proxy/base/limits.h"
#include "proxy/base/utf8.h"

namespace heloise {

Intake::Intake(const IntakeLimits& limits, Framing framing)
    : limits_(limits), framing_(framing), reader_(framing) {
    CHECK(!limits.binary || framing == Framing::Counted);
    reader_.stand(place_.place());
}

ContentReader::Result Intake::next(std::string_view& octets) {
    if (limits_.binary) {
        if (octets.empty()) return ContentReader::NeedMore{};
        const Run run{std::exchange(octets, {}), false};
        binary_facts_.octets += run.octets.size();
        if (!binary_facts_.eight_bit) binary_facts_.eight_bit = !is_ascii(run.octets);
        watch_.look(run);
        check_facts();
        return run;
    }
    const auto result = reader_.next(octets);
    if (const Run* run = std::get_if<Run>(&result)) look(*run);
    check_facts();
    return result;
}

void Intake::look(const Run& run) {
    watch_.look(run);
    place_.look(run);
    reader_.stand(place_.place());
}

Run Intake::finish() {
    if (limits_.binary) return {};
    const Run run = reader_.finish();
    look(run);
    check_facts();
    return run;
}

const ContentReader::Facts& Intake::facts() const {
    return limits_.binary ? binary_facts_ : reader_.facts();
}

void Intake::check_facts() {
    if (refusal_ != nullptr) return;
    const ContentReader::Facts& seen = facts();
    const struct {
        bool found;
        const Refusal& why;
    } reasons[] = {
        {limits_.octets > 0 && seen.octets > limits_.octets, replies::kTooLarge},
        {seen.eight_bit && !limits_.eight_bit, replies::kEightBit},
        {limits_.line > 0 && seen.longest_line > limits_.line, replies::kLongLine},
        {seen.dot_behind_cut && !limits_.dot_behind_cut, replies::kDotBehindCut},
        {seen.bare_newlines > 0 && limits_.bare_newline == BareNewline::Reject, replies::kBareNewline},
        {seen.nuls > 0 && limits_.nul == NulHandling::Reject, replies::kNul},
        {watch_.received_lines() > limits::kReceivedLines, replies::kLoop},
    };
    for (const auto& [found, why] : reasons) {
        if (found) {
            refusal_ = &why;
            return;
        }
    }
}

}  // namespace heloise
