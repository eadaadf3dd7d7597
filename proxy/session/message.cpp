// Refusals are found on the way and told at the end: the connection to the back is given up as soon as there
// is one, so the terminator never follows (rules 18 and 21).
#include "proxy/session/message.h"

#include <utility>

#include "proxy/base/limits.h"

namespace heloise {

Message::Message(const MessageLimits& limits, std::string on_top)
    : limits_(limits), on_top_(std::move(on_top)) {}

bool Message::take(std::string_view& octets, std::string& out) {
    out.reserve(on_top_.size() + octets.size() + 16);
    while (true) {
        const auto result = reader_.next(octets);
        check_facts();
        if (const Run* run = std::get_if<Run>(&result)) {
            watch_.look(*run);
            if (watch_.received_lines() > limits::kReceivedLines) refuse(replies::kLoop);
            if (refusal_ != nullptr) continue;
            if (!on_top_.empty()) encoder_.encode({std::exchange(on_top_, {}), true}, out);
            encoder_.encode(*run, out);
            continue;
        }
        const bool ended = std::holds_alternative<ContentReader::End>(result);
        if (ended && refusal_ == nullptr) {
            if (!on_top_.empty()) encoder_.encode({std::exchange(on_top_, {}), true}, out);
            encoder_.finish(out);
        }
        return ended;
    }
}

void Message::refuse(const Refusal& why) {
    if (refusal_ == nullptr) refusal_ = &why;
}

void Message::check_facts() {
    const ContentReader::Facts& facts = reader_.facts();
    if (limits_.octets > 0 && facts.octets > limits_.octets) refuse(replies::kTooLarge);
    if (facts.eight_bit && !limits_.eight_bit) refuse(replies::kEightBit);
    if (facts.longest_line > limits_.line && !limits_.long_lines) refuse(replies::kLongLine);
    if (facts.bare_newlines > 0 && limits_.bare_newline == BareNewline::Reject) refuse(replies::kBareNewline);
    if (facts.nuls > 0 && limits_.nul == NulHandling::Reject) refuse(replies::kNul);
}

}  // namespace heloise
