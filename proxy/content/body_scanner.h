// Cuts what is no header into text and what one must look at: lines that may be delimiters, and faults, which
// are octets that the back cannot take.
//
// next() gives a run of text that belongs to the body whatever follows, and says why it stopped there. A
// line end before a line that may be a delimiter is held back, since it belongs to the delimiter (RFC 2046
// section 5.1.1). Lines are not gathered, but for those that may be delimiters. Where next() stops does not
// depend on how the input was cut.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace heloise {

enum class Fault : std::uint8_t { None, EightBit, LongLine, LeadingDot, Nul, BareNewline, DotBehindCut };

// Which faults to stop at.
struct FaultWatch {
    bool eight_bit = false;
    bool leading_dot = false;
    bool nul = false;
    bool bare_newline = false;
    std::size_t line_max = 0;     // octets of a line, CRLF counted; 0: any length
    bool dot_behind_cut = false;  // wire/cut_line.h; the fault stands at the line's end
};

class BodyScanner {
public:
    struct Step {
        std::string_view text;  // valid until the next call
        enum class Stop : std::uint8_t {
            None,      // call again
            NeedMore,  // all input was taken
            Fault,  // the octet that comes next is the fault; the next call reports it again if still watched
            Candidate,  // line() begins with "--" (or any line, see watch_all_lines): accept() it or reject()
                        // it
        } stop = Stop::None;
        Fault fault = Fault::None;
    };

    // A body begins. `delimiters`: a line may be a delimiter.
    void start(bool delimiters);
    // start_with() begins a body with `line`, which was read already: it is scanned before all further
    // input, and is no delimiter.
    void start_with(std::string line, bool delimiters);
    // Every line is a candidate, not only those that begin with "--".
    void watch_all_lines(bool all) { all_lines_ = all; }

    // Takes from the front of `octets`; gives at most `most` octets of text (a line end may be two).
    // `at_end`: nothing will follow `octets`.
    Step next(std::string_view& octets, const FaultWatch& watch, std::size_t most, bool at_end);
    // True when next() has something to do without further input.
    [[nodiscard]] bool has_more() const { return replaying_; }

    // The candidate, with its line end if it has one; without, when it is longer than any delimiter.
    [[nodiscard]] const std::string& line() const { return line_; }
    // The line before the candidate ended in a bare CR or LF, which not all readers take for an end.
    [[nodiscard]] bool after_bare_newline() const { return bare_start_; }
    // The candidate is a delimiter: returns the line end before it, which is not the body's.
    std::string_view accept();
    // The candidate is text like all other.
    void reject();

private:
    [[nodiscard]] bool may_be_candidate(char first) const;
    Step scan(std::string_view& octets, const FaultWatch& watch, std::size_t most, bool at_end);
    Step end_held_cr(std::string_view& octets, const FaultWatch& watch);
    Step gather(std::string_view& octets, bool at_end);
    Step stretch(std::string_view& octets, const FaultWatch& watch, std::size_t most);
    std::size_t clean_octets(std::string_view octets, const FaultWatch& watch, Fault& fault) const;
    void begin_line(bool bare);
    [[nodiscard]] bool cut_leaves_dot_here(const FaultWatch& watch) const;

    bool delimiters_ = false;
    bool all_lines_ = false;
    bool line_start_ = true;
    bool bare_start_ = false;
    bool skip_candidate_ = false;  // this line was looked at
    bool gathering_ = false;
    bool replaying_ = false;  // line_ from replay_at_ on is scanned before the input
    bool held_cr_ = false;
    bool held_crlf_ = false;
    std::size_t line_octets_ = 0;
    bool dot_first_ = false;  // the line begins with a dot
    bool dot_last_ = false;   // its last octet so far is one
    std::size_t replay_at_ = 0;
    std::string line_;
};

}  // namespace heloise
