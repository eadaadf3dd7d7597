// Quoted-printable (RFC 2045 section 6.7): text into it, and what a sender called so made true.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace heloise {

// Text into quoted-printable. Lines stay lines; output lines have at most 76 octets.
//
// A dot at a line's start becomes "=2E" and "From " there "=46rom ": a gateway that cannot undo dot-stuffing
// (Exchange 4.0 before SP2, KB Q140935) or that keeps mailboxes in one file does no harm then.
class QuotedPrintableEncoder {
public:
    // Text cut anywhere. CRLF is a line end; a CR or LF alone, NUL, and any octet that may not stand for
    // itself becomes "=XX". Appends to `out`; holds at most a blank and a CR back.
    void encode(std::string_view text, std::string& out);
    // The text ended, in the middle of a line or not; adds no line end of its own. Ready for the next text.
    void finish(std::string& out);

private:
    class Writer;
    std::size_t write(std::string_view text, bool final, std::string& out);

    std::size_t column_ = 0;
    std::string held_;  // octets whose form depends on what follows: a blank, a CR, "From"'s beginning
};

// What a text would cost in either encoding, line breaks of the encoding included. Close, not exact: it is
// for choosing.
class EncodingMeter {
public:
    void look(std::string_view octets);
    [[nodiscard]] std::uint64_t quoted_printable() const;
    [[nodiscard]] std::uint64_t base64() const;

private:
    std::uint64_t octets_ = 0;
    std::uint64_t escaped_ = 0;
    std::uint64_t line_ends_ = 0;
};

// Passes a body that is declared quoted-printable. Lines without fault leave octet for octet as they came. In
// a line with a raw octet over 127, a bare CR, LF or NUL, or more than `line_max` octets, raw octets become
// "=XX" and soft breaks keep it to 76; decoded, it is the same.
//
// - A "=" that begins nothing stays as it is, unless an encoded octet would follow it: "=" and a raw C3 must
//   not become "==C3", which decoders read in several ways, but "=3D=C3".
// - Blanks at a line's end are padding that decoders drop. They stay where there is room for them; where
//   there is not, padding_kept() turns false.
// - A "=" before a bare CR or LF was meant as a soft break, and becomes one.
class QuotedPrintableMender {
public:
    struct Limits {
        std::size_t line_max = 0;     // CRLF counted; 0: lines may have any length
        bool leading_dot = false;     // "." at a line's start becomes "=2E"
        bool dot_behind_cut = false;  // a line that cut_leaves_dot() (wire/cut_line.h) is mended
        bool seven_bit = false;
    };
    explicit QuotedPrintableMender(const Limits& limits)
        : line_max_(limits.line_max),
          leading_dot_(limits.leading_dot),
          dot_behind_cut_(limits.dot_behind_cut),
          seven_bit_(limits.seven_bit) {}
    // Cut anywhere; holds at most one line of up to line_max (or 1,000) octets and one piece of input.
    void mend(std::string_view body, std::string& out);
    void finish(std::string& out);
    [[nodiscard]] std::uint64_t lines_mended() const { return lines_mended_; }
    // False for good when a mended line lost blanks at its end.
    [[nodiscard]] bool padding_kept() const { return padding_kept_; }

private:
    // Whole: the line is held, and nothing of it has left. Passing: it is longer than what is held and may be
    // so, and was without fault so far. Mending: it leaves mended.
    enum class Mode : std::uint8_t { Whole, Passing, Mending };

    void pass_lines(std::string_view& body, std::string& out);
    void end_line(std::string_view ending, std::string& out);
    void settle(std::string_view& text, bool final, std::string& out);
    void pass_some(std::string_view& text, bool final, std::string& out);
    void start_mending(std::size_t column);
    [[nodiscard]] std::size_t find_line_end(std::string_view body) const;
    [[nodiscard]] std::size_t longest() const;
    [[nodiscard]] std::size_t find_fault(std::string_view text) const;
    [[nodiscard]] bool dots_are_fine(std::string_view line) const;

    std::size_t line_max_;
    bool leading_dot_;
    bool dot_behind_cut_;
    bool seven_bit_;
    std::string line_;  // what has not left of the current line
    Mode mode_ = Mode::Whole;
    std::size_t column_ = 0;
    bool padding_kept_ = true;
    std::uint64_t lines_mended_ = 0;
};

}  // namespace heloise
