// Finds the end of a message by one system's rules; see legacy_body.h.
#include "proxy/emulate/legacy_body.h"

#include <algorithm>

namespace heloise {
namespace {

// A line is put into the message when it ends or when so much of it is there: a message without any
// line end must not be held twice.
constexpr std::size_t kHeld = 4096;

}  // namespace

LegacyBody::LegacyBody(const EmulatedMessage& rules, const EmulatedLimits& limits, std::uint64_t most)
    : rules_(rules), limits_(limits), most_(most) {}

bool LegacyBody::take(std::string_view& octets) {
    const std::size_t whole = octets.size();
    while (!octets.empty()) {
        const std::size_t lf = octets.find('\n');
        if (lf == std::string_view::npos) {
            line_ += octets;
            octets = {};
            keep_tail();
            return false;
        }
        line_ += octets.substr(0, lf + 1);
        octets.remove_prefix(lf + 1);
        if (end_line(whole - octets.size())) return true;
    }
    return false;
}

// An LF has come. True when the line it ends is the end of the message.
bool LegacyBody::end_line(std::size_t read_so_far) {
    const bool crlf = line_.ends_with("\r\n");
    if (!crlf) bare_lf_ = true;
    const bool ends = crlf || rules_.bare_lf_ends_line;
    if (ends && !mid_line_ && (line_ == ".\r\n" || line_ == ".\n") &&
        ((crlf && after_crlf_) || rules_.bare_lf_ends_message)) {
        // The CRLF before the dot counts too, except for DATA's own.
        const std::size_t end_octets = first_line_ ? line_.size() : line_.size() + 2;
        line_.clear();
        first_line_ = false;
        return !rules_.split_end_lost || read_so_far >= end_octets;
    }
    // RFC 821 section 4.5.2: the receiver deletes a first dot when something follows it.
    if (!mid_line_ && line_.front() == '.') line_.erase(0, 1);
    put(line_);
    line_.clear();
    first_line_ = false;
    mid_line_ = !ends;
    after_crlf_ = crlf;
    if (ends) line_octets_ = 0;
    return false;
}

void LegacyBody::keep_tail() {
    if (line_.size() < kHeld) return;
    if (!mid_line_ && line_.front() == '.') line_.erase(0, 1);
    put(std::string_view(line_).substr(0, line_.size() - 1));  // the last may be the CR of a CRLF
    line_.erase(0, line_.size() - 1);
    mid_line_ = true;
    first_line_ = false;
}

void LegacyBody::put(std::string_view octets) {
    octets_ += octets.size();
    line_octets_ += octets.size();
    const std::size_t line_end = octets.ends_with("\r\n") ? 2 : octets.ends_with('\n') ? 1 : 0;
    if (limits_.data_line > 0 && line_octets_ - line_end > limits_.data_line) long_line_ = true;
    if (octets_ > most_) {
        too_big_ = true;
        message_.clear();
        message_.shrink_to_fit();
        return;
    }
    const std::size_t before = message_.size();
    message_ += octets;
    if (rules_.seven_bit)
        std::transform(message_.begin() + static_cast<std::ptrdiff_t>(before), message_.end(),
                       message_.begin() + static_cast<std::ptrdiff_t>(before),
                       [](char c) { return static_cast<char>(c & 0x7f); });
}

}  // namespace heloise
