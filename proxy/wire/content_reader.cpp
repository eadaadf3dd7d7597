// The states between octets are few; the text between line ends is skipped by find_line_octet().
//
// Only CRLF.CRLF ends DATA, and only behind a true CRLF is a dot taken out (rule 15): a bare LF that is made
// a CRLF begins a line, but not one where framing dots live. That closes the door on smuggling a second
// message past a peer that is laxer about line ends than we are.
#include "proxy/wire/content_reader.h"

#include <algorithm>

#include "proxy/wire/scan.h"

namespace heloise {
namespace {
constexpr std::string_view kCrlf = "\r\n";
}

ContentReader::Result ContentReader::next(std::string_view& octets) {
    while (!octets.empty() || at_ == At::BareNewline) {
        switch (at_) {
            case At::LineStart:
                if (dotted_ && octets.front() == '.') {
                    octets.remove_prefix(1);
                    at_ = At::Dot;
                    break;
                }
                [[fallthrough]];
            case At::SoftStart:
            case At::InLine:
                if (const Run run = read_text(octets); !run.octets.empty()) return run;
                break;
            case At::Dot:
                if (octets.front() == '\r') {
                    octets.remove_prefix(1);
                    at_ = At::DotCr;
                } else {
                    at_ = At::SoftStart;
                }
                break;
            case At::DotCr:
                if (octets.front() == '\n') {
                    octets.remove_prefix(1);
                    at_ = At::LineStart;
                    return End{};
                }
                ++facts_.octets;
                at_ = At::BareNewline;
                break;
            case At::Cr:
                if (octets.front() == '\n') {
                    octets.remove_prefix(1);
                    facts_.octets += 2;
                    return end_line(At::LineStart);
                }
                ++facts_.octets;
                at_ = At::BareNewline;
                break;
            case At::BareNewline: ++facts_.bare_newlines; return end_line(At::SoftStart);
        }
    }
    return NeedMore{};
}

// Reads text and whole lines up to a line that begins with a dot, an odd octet, or the end. The run is
// empty when an odd octet comes first.
Run ContentReader::read_text(std::string_view& octets) {
    const bool line_start = at_ != At::InLine;
    std::size_t end = 0;   // of the run
    std::size_t skip = 0;  // octets behind it that are consumed but not content
    while (true) {
        const std::size_t stop = end + find_line_octet(octets.substr(end), facts_.eight_bit);
        const std::string_view rest = octets.substr(stop);
        note_line(stop - end);
        end = stop;
        if (rest.empty()) {
            at_ = At::InLine;
        } else if (rest.starts_with(kCrlf)) {
            note_line(kCrlf.size());
            column_ = 0;
            end += kCrlf.size();
            at_ = At::LineStart;
            if (end < octets.size() && octets[end] != '.') continue;
        } else if (rest.front() == '\r') {
            skip = 1;
            at_ = At::Cr;
        } else if (rest.front() == '\n') {
            skip = 1;
            ++facts_.octets;
            at_ = At::BareNewline;
        } else {
            skip = 1;
            ++facts_.octets;
            ++facts_.nuls;
            at_ = end == 0 && line_start ? At::SoftStart : At::InLine;
            if (end > 0 && octets.substr(0, end).ends_with(kCrlf)) at_ = At::SoftStart;
        }
        break;
    }
    const Run run{octets.substr(0, end), line_start};
    facts_.octets += end;
    octets.remove_prefix(end + skip);
    return run;
}

Run ContentReader::end_line(At now_at) {
    const bool line_start = column_ == 0;
    note_line(kCrlf.size());
    column_ = 0;
    at_ = now_at;
    return {kCrlf, line_start};
}

void ContentReader::note_line(std::size_t more) {
    column_ += more;
    facts_.longest_line = std::max(facts_.longest_line, column_);
}

Run ContentReader::finish() {
    if (at_ != At::Cr) return {};
    ++facts_.octets;
    ++facts_.bare_newlines;
    return end_line(At::SoftStart);
}

}  // namespace heloise
