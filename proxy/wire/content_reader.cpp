// The states between octets are few; the text between line ends is skipped by find_line_octet().
//
// Only CRLF.CRLF ends DATA, and only behind a true CRLF is a dot taken out (rule 15): a bare LF that is made
// a CRLF begins a line, but not one where framing dots live. That closes the door on smuggling a second
// message past a peer that is laxer about line ends than we are. What CRs before a CRLF and CRs alone become
// is settled behind that, and never moves the framing.
#include "proxy/wire/content_reader.h"

#include <algorithm>
#include <utility>

#include "proxy/wire/cut_line.h"
#include "proxy/wire/scan.h"

namespace heloise {
namespace {

constexpr std::string_view kCrlf = "\r\n";
constexpr std::string_view kBlanks = "                                ";

}  // namespace

ContentReader::Result ContentReader::next(std::string_view& octets) {
    while (!octets.empty() || at_ == At::BareLf || at_ == At::Owing) {
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
                crs_ = 1;
                at_ = At::Crs;
                break;
            case At::Crs:
                if (octets.front() == '\n') {
                    octets.remove_prefix(1);
                    ++facts_.octets;
                    // Several CRs before LF are one line end; the last of them makes it a CRLF, and so
                    // framing.
                    facts_.bare_newlines += torn_ ? crs_ + 1 : crs_ - 1;
                    return end_line(std::exchange(torn_, false) ? At::SoftStart : At::LineStart);
                }
                take_crs(octets);
                break;
            case At::CrsDash: take_crs_dash(octets); break;
            case At::BareLf: return end_bare_lf();
            case At::Owing:
                if (const Run run = owed(); !run.octets.empty()) return run;
                break;
        }
    }
    return NeedMore{};
}

// Reads text and whole lines up to one that begins a run, an odd octet, or the end. The run is empty when an
// odd octet comes first.
Run ContentReader::read_text(std::string_view& octets) {
    const bool line_start = at_ != At::InLine;
    if (column_ == 0) dot_first_ = octets.front() == '.';
    std::size_t end = 0;   // of the run
    std::size_t skip = 0;  // octets behind it that are consumed but not content
    while (true) {
        const std::size_t stop = end + find_line_octet(octets.substr(end), facts_.eight_bit);
        const std::string_view rest = octets.substr(stop);
        note_line(stop - end);
        if (stop > end) dot_last_ = octets[stop - 1] == '.';
        end = stop;
        if (rest.empty()) {
            at_ = At::InLine;
        } else if (rest.starts_with(kCrlf)) {
            end_text_line();
            end += kCrlf.size();
            at_ = At::LineStart;
            if (end < octets.size() && !begins_run(octets[end])) continue;
        } else if (rest.front() == '\r') {
            skip = 1;
            ++facts_.octets;
            crs_ = 1;
            at_ = At::Crs;
        } else if (rest.front() == '\n') {
            skip = 1;
            ++facts_.octets;
            at_ = At::BareLf;
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

bool ContentReader::begins_run(char first) const {
    return first == '.' || place_.header || (place_.multipart && first == '-');
}

// No LF follows the CRs yet. A NUL among what is read is taken out, and hides nothing.
void ContentReader::take_crs(std::string_view& octets) {
    const char c = octets.front();
    const bool dash = c == '-' && place_.multipart && !place_.blank;
    if (c != '\r' && c != '\0' && !dash) return judge_crs(place_.blank);
    octets.remove_prefix(1);
    ++facts_.octets;
    if (c == '\r') {
        ++crs_;
        torn_ = false;
    }
    if (c == '\0') {
        ++facts_.nuls;
        torn_ = true;
    }
    if (dash) at_ = At::CrsDash;
}

// As a line end the CRs would make a line that begins with "--", which may be a delimiter; as a blank they
// are what Postfix makes of every CR alone (cleanup_replace_stray_cr_lf), and make nothing.
void ContentReader::take_crs_dash(std::string_view& octets) {
    if (octets.front() == '\0') {
        octets.remove_prefix(1);
        ++facts_.octets;
        ++facts_.nuls;
        return;
    }
    owes_dash_ = true;
    judge_crs(octets.front() == '-');
}

void ContentReader::judge_crs(bool blank) {
    facts_.bare_newlines += crs_;
    blank_ = blank;
    if (blank) facts_.blanks += crs_;
    torn_ = false;
    at_ = At::Owing;
}

// The next of what was held back; empty: that was all.
Run ContentReader::owed() {
    if (crs_ > 0 && !blank_) {
        --crs_;
        return end_line(At::Owing);
    }
    std::string_view text;
    if (crs_ > 0)
        text = kBlanks.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(crs_, kBlanks.size())));
    crs_ -= text.size();
    if (text.empty() && std::exchange(owes_dash_, false)) text = "-";
    if (text.empty()) {
        at_ = column_ == 0 ? At::SoftStart : At::InLine;
        return {};
    }
    const Run run{text, column_ == 0};
    if (column_ == 0) dot_first_ = false;
    dot_last_ = false;
    note_line(text.size());
    return run;
}

Run ContentReader::end_line(At now_at) {
    const bool line_start = column_ == 0;
    end_text_line();
    at_ = now_at;
    return {kCrlf, line_start};
}

Run ContentReader::end_bare_lf() {
    ++facts_.bare_newlines;
    return end_line(At::SoftStart);
}

void ContentReader::end_text_line() {
    if (column_ >= kCutAfter && cut_leaves_dot(column_, dot_first_, dot_last_)) facts_.dot_behind_cut = true;
    note_line(kCrlf.size());
    column_ = 0;
    dot_first_ = dot_last_ = false;
}

void ContentReader::note_line(std::size_t more) {
    column_ += more;
    facts_.longest_line = std::max(facts_.longest_line, column_);
}

// CRs at the very end are one line end, whatever the place: the LF is missing, and nothing stands behind them
// that could become a field, a part or a body.
Run ContentReader::finish() {
    if (at_ == At::Crs) {
        facts_.bare_newlines += crs_;
        return end_line(At::SoftStart);
    }
    if (at_ == At::BareLf) return end_bare_lf();
    if (at_ == At::CrsDash) {
        owes_dash_ = true;
        judge_crs(false);
    }
    if (at_ == At::Owing) return owed();
    if (column_ > 0 && cut_leaves_dot(column_, dot_first_, dot_last_)) facts_.dot_behind_cut = true;
    return {};
}

}  // namespace heloise
