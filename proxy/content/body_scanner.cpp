// Looks at each octet once (find_line_octet), with a branch or two a line.
#include "proxy/content/body_scanner.h"

#include <algorithm>
#include <utility>

#include "proxy/base/ascii.h"
#include "proxy/base/limits.h"
#include "proxy/wire/cut_line.h"
#include "proxy/wire/scan.h"

namespace heloise {
namespace {

using Stop = BodyScanner::Step::Stop;

// A candidate is gathered up to here: the longest delimiter, and blanks behind it as long as a line may be.
constexpr std::size_t kCandidate = 1000 + limits::kBoundary;

}  // namespace

void BodyScanner::start(bool delimiters) {
    *this = BodyScanner();
    delimiters_ = delimiters;
}

void BodyScanner::start_with(std::string line, bool delimiters) {
    start(delimiters);
    if (line.empty()) return;
    line_ = std::move(line);
    reject();
}

BodyScanner::Step BodyScanner::next(std::string_view& octets, const FaultWatch& watch, std::size_t most,
                                    bool at_end) {
    if (!replaying_) return scan(octets, watch, most, at_end);
    std::string_view line = std::string_view(line_).substr(replay_at_);
    Step step = scan(line, watch, most, false);
    replay_at_ = line_.size() - line.size();
    // Kept until the next call, since step.text is of it.
    if (line.empty() && step.stop == Stop::NeedMore) {
        replaying_ = false;
        step.stop = Stop::None;
    }
    return step;
}

BodyScanner::Step BodyScanner::scan(std::string_view& octets, const FaultWatch& watch, std::size_t most,
                                    bool at_end) {
    if (held_cr_ && (!octets.empty() || at_end)) return end_held_cr(octets, watch);
    if (gathering_) return gather(octets, at_end);
    if (octets.empty() && !at_end) return {{}, Stop::NeedMore};
    if (line_start_ && !octets.empty() && may_be_candidate(octets.front())) {
        gathering_ = true;
        line_.clear();
        return gather(octets, at_end);
    }
    if (held_crlf_) {
        held_crlf_ = false;
        return {"\r\n", Stop::None};
    }
    // The message's terminator will end its last line.
    if (octets.empty() && cut_leaves_dot_here(watch)) return {{}, Stop::Fault, Fault::DotBehindCut};
    if (octets.empty()) return {{}, Stop::NeedMore};
    return stretch(octets, watch, most);
}

bool BodyScanner::may_be_candidate(char first) const {
    // A replayed line is one line; a bare newline in it is the caller's business.
    if (skip_candidate_ || (replaying_ && bare_start_)) return false;
    return all_lines_ || (delimiters_ && first == '-');
}

void BodyScanner::begin_line(bool bare) {
    line_start_ = true;
    bare_start_ = bare;
    skip_candidate_ = false;
    line_octets_ = 0;
    dot_first_ = dot_last_ = false;
}

bool BodyScanner::cut_leaves_dot_here(const FaultWatch& watch) const {
    return watch.dot_behind_cut && cut_leaves_dot(line_octets_, dot_first_, dot_last_);
}

BodyScanner::Step BodyScanner::end_held_cr(std::string_view& octets, const FaultWatch& watch) {
    if (octets.empty() || octets.front() != '\n') {
        if (watch.bare_newline) return {{}, Stop::Fault, Fault::BareNewline};
        held_cr_ = false;
        begin_line(true);
        return {"\r", Stop::None};
    }
    if (cut_leaves_dot_here(watch)) return {{}, Stop::Fault, Fault::DotBehindCut};
    octets.remove_prefix(1);
    held_cr_ = false;
    begin_line(false);
    if (!delimiters_) return {"\r\n", Stop::None};
    held_crlf_ = true;
    return {{}, Stop::None};
}

// Up to a line end, bare ones too: so a candidate that is rejected is one line to all readers.
BodyScanner::Step BodyScanner::gather(std::string_view& octets, bool at_end) {
    bool complete = false;
    while (!octets.empty() && !complete) {
        if (line_.ends_with('\r') && octets.front() != '\n') {
            complete = true;
            break;
        }
        const std::size_t end = octets.find_first_of("\r\n");
        const std::size_t wanted = end == std::string_view::npos ? octets.size() : end + 1;
        const std::size_t taken = std::min(wanted, kCandidate - line_.size());
        line_.append(octets.substr(0, taken));
        octets.remove_prefix(taken);
        complete = line_.ends_with('\n') || line_.size() == kCandidate;
    }
    if (octets.empty() && at_end) complete = true;
    const bool dashes = std::string_view("--").starts_with(std::string_view(line_).substr(0, 2));
    if (!dashes && !all_lines_) {
        reject();
        return {{}, Stop::None};
    }
    return {{}, complete ? Stop::Candidate : Stop::NeedMore};
}

std::string_view BodyScanner::accept() {
    const std::string_view line_end = held_crlf_ ? "\r\n" : "";
    held_crlf_ = false;
    gathering_ = false;
    begin_line(false);
    return line_end;
}

void BodyScanner::reject() {
    gathering_ = false;
    skip_candidate_ = true;
    replaying_ = true;
    replay_at_ = 0;
}

BodyScanner::Step BodyScanner::stretch(std::string_view& octets, const FaultWatch& watch, std::size_t most) {
    const std::string_view within = octets.substr(0, most);
    std::size_t i = 0;
    std::size_t held = 0;  // octets at the end of what is taken that are not given yet
    Step step;
    while (i < within.size()) {
        if (line_start_) {
            // A line that may be a delimiter is left to the next call, and so is the line end before it.
            if (may_be_candidate(within[i])) break;
            if (watch.leading_dot && within[i] == '.') {
                if (i == 0) step.fault = Fault::LeadingDot;
                break;
            }
            line_start_ = false;
            skip_candidate_ = false;
            dot_first_ = within[i] == '.';
        }
        held = 0;
        const std::size_t clean = clean_octets(within.substr(i), watch, step.fault);
        line_octets_ += clean;
        i += clean;
        if (clean > 0) dot_last_ = within[i - 1] == '.';
        if (i == within.size() || step.fault != Fault::None) break;
        if (within[i] == '\r' && i + 1 == within.size()) {
            held_cr_ = true;
            held = 1;
            ++i;
        } else if (within[i] == '\r' && within[i + 1] == '\n') {
            if (cut_leaves_dot_here(watch)) step.fault = Fault::DotBehindCut;
            if (step.fault != Fault::None) break;
            held = delimiters_ ? 2 : 0;
            i += 2;
            begin_line(false);
        } else {
            const bool nul = within[i] == '\0';
            if (nul ? watch.nul : watch.bare_newline) step.fault = nul ? Fault::Nul : Fault::BareNewline;
            if (step.fault != Fault::None) break;
            ++i;
            ++line_octets_;
            dot_last_ = false;
            if (!nul) begin_line(true);
        }
    }
    held_crlf_ = held == 2;
    step.text = octets.substr(0, i - held);
    octets.remove_prefix(i);
    if (step.fault != Fault::None) step.stop = Stop::Fault;
    return step;
}

// How many octets at the front hold neither a fault nor CR, LF or NUL.
std::size_t BodyScanner::clean_octets(std::string_view octets, const FaultWatch& watch, Fault& fault) const {
    bool eight_bit = false;
    std::size_t clean = find_line_octet(octets, eight_bit);
    if (watch.eight_bit && eight_bit) {
        clean = static_cast<std::size_t>(std::find_if(octets.begin(), octets.end(), is_eight_bit) -
                                         octets.begin());
        fault = Fault::EightBit;
    }
    const std::size_t line_max = watch.line_max < 2 ? 0 : watch.line_max - 2;
    if (watch.line_max != 0 && line_octets_ + clean > line_max) {
        clean = line_max - std::min(line_octets_, line_max);
        fault = Fault::LongLine;
    }
    return clean;
}

}  // namespace heloise
