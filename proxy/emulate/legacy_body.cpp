// Finds the end of a message by one system's rules; see legacy_body.h.
#include "proxy/emulate/legacy_body.h"

#include <algorithm>

#include "proxy/emulate/legacy_lines.h"

namespace heloise {
namespace {

// A line is put into the message when it ends or when so much of it is there: a message without any
// line end must not be held twice.
constexpr std::size_t kHeld = 4096;

}  // namespace

LegacyBody::LegacyBody(const EmulatedMessage& rules, const EmulatedLimits& limits,
                       const EmulatedReading& reading, std::uint64_t most)
    : rules_(rules), limits_(limits), reading_(reading), most_(most) {}

bool LegacyBody::take(std::string_view& octets) {
    const std::size_t whole = octets.size();
    while (!octets.empty()) {
        const LineStep step = line_step(line_, octets, reading_.line, reading_.text_mode);
        line_ += octets.substr(0, step.octets);
        octets.remove_prefix(step.octets);
        if (!step.ended) {
            keep_tail();
            return false;
        }
        if (end_line(whole - octets.size())) return true;
    }
    return false;
}

// An LF has come, or the buffer is full. True when the line is the end of the message.
bool LegacyBody::end_line(std::size_t read_so_far) {
    if (!line_.ends_with('\n')) line_ += "\r\n";  // of the system's own
    if (!mid_line_) cut_line(line_, reading_);
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
    unstuff();
    put(line_);
    line_.clear();
    first_line_ = false;
    mid_line_ = !ends;
    after_crlf_ = crlf;
    if (ends) line_octets_ = 0;
    return false;
}

// RFC 821 section 4.5.2: the receiver deletes a first dot when something follows it.
void LegacyBody::unstuff() {
    using Dots = EmulatedMessage::Dots;
    if (mid_line_ || !line_.starts_with('.')) return;
    if (rules_.dots == Dots::Doubled && !line_.starts_with("..")) return;
    if (rules_.dots == Dots::Alone && line_ != "..\r\n" && line_ != "..\n") return;
    line_.erase(0, 1);
}

void LegacyBody::keep_tail() {
    if (line_.size() < kHeld) return;
    unstuff();
    put(std::string_view(line_).substr(0, line_.size() - 1));  // the last may be the CR of a CRLF
    line_.erase(0, line_.size() - 1);
    mid_line_ = true;
    first_line_ = false;
}

// A field ends where a line begins that is no fold of it; the header with the first empty line.
void LegacyBody::count_field(std::string_view octets) {
    if (!in_header_) return;
    const bool fold = mid_line_ || octets.starts_with(' ') || octets.starts_with('\t');
    const std::size_t content = octets.size() - (octets.ends_with("\r\n") ? 2
                                                 : octets.ends_with('\n') ? 1
                                                                          : 0);
    if (!mid_line_ && content == 0) in_header_ = false;
    field_octets_ = (fold ? field_octets_ + (mid_line_ ? 0 : 1) : 0) + content;
    if (limits_.header_field > 0 && field_octets_ > limits_.header_field) long_field_ = true;
}

void LegacyBody::put(std::string_view octets) {
    count_field(octets);
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
    message_ += mid_line_ ? std::string(octets) : delivered_line(octets, reading_.delivered);
    if (rules_.seven_bit)
        std::transform(message_.begin() + static_cast<std::ptrdiff_t>(before), message_.end(),
                       message_.begin() + static_cast<std::ptrdiff_t>(before),
                       [](char c) { return static_cast<char>(c & 0x7f); });
}

}  // namespace heloise
