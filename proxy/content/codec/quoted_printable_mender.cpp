// Quoted-printable as senders really make it, line by line. A line without fault is only looked at.
//
// In a line that is mended every octet keeps its meaning for strict and for lenient decoders alike. So what
// is broken stays together with what follows it, because a soft break in between would change how it is read.
#include <algorithm>

#include "proxy/base/ascii.h"
#include "proxy/content/codec/quoted_printable.h"
#include "proxy/content/codec/quoted_printable_form.h"
#include "proxy/wire/cut_line.h"
#include "proxy/wire/scan.h"

namespace heloise {
namespace {

using quoted_printable::escape;
using quoted_printable::kColumns;
using quoted_printable::kSoftBreak;

constexpr std::string_view kCrlf = "\r\n";
constexpr std::string_view kBlanks = " \t";
constexpr auto kNone = std::string_view::npos;
// What is held where a line may have any length: an RFC 5322 line. Also how many blanks at a line's end may
// be padding; more than that are text.
constexpr std::size_t kHeld = 998;
// Taken from one input at a time while a line's end is not in sight.
constexpr std::size_t kPiece = 4096;
// "=" in a row that are kept together; with an encoded octet behind they fill a line.
constexpr std::size_t kChain = kColumns - 3;

constexpr bool is_hex(char c) {
    return is_hex_upper(to_upper(c));
}

constexpr bool is_always_encoded(char c) {
    return is_eight_bit(c) || c == '\r' || c == '\n' || c == '\0';
}

std::size_t count_blanks(std::string_view text) {
    return std::min(text.find_first_not_of(kBlanks), text.size());
}

// What stands behind a row of "=".
enum class Follows : std::uint8_t { Unknown, Hex, LineEnd, Encoded, Text };

Follows what_follows(std::string_view text, bool final) {
    if (text.size() >= 2 && is_hex(text[0]) && is_hex(text[1])) return Follows::Hex;
    const std::size_t blanks = count_blanks(text);
    const bool padding = blanks <= kHeld;
    if (padding && blanks == text.size()) return final ? Follows::LineEnd : Follows::Unknown;
    if (padding && (text[blanks] == '\r' || text[blanks] == '\n')) return Follows::LineEnd;
    if (text.size() == 1 && is_hex(text[0]) && !final) return Follows::Unknown;
    return is_always_encoded(text[0]) ? Follows::Encoded : Follows::Text;
}

// One line being mended: takes from the front of `text`, as long as enough of it is known.
class LineMender {
public:
    LineMender(std::size_t& column, bool& padding_kept, std::string& out)
        : column_(column), padding_kept_(padding_kept), out_(out) {}

    void mend(std::string_view& text, bool final) {
        bool known = true;
        while (known && !text.empty()) {
            if (text.front() == '=') {
                known = take_equals(text, final);
            } else if (is_blank(text.front())) {
                known = take_blanks(text, final);
            } else {
                take_run(text);
            }
        }
    }

private:
    void soft_break() {
        out_.append(kSoftBreak);
        column_ = 0;
    }
    void put_escaped(char c) {
        if (column_ + 3 > kColumns) soft_break();
        out_.append(escape(c));
        column_ += 3;
    }
    void put_text(std::string_view text);
    void put_padding(std::string_view blanks);
    void take_run(std::string_view& text);
    bool take_blanks(std::string_view& text, bool final);
    bool take_equals(std::string_view& text, bool final);
    void take_line_end(std::string_view& text);

    std::size_t& column_;
    bool& padding_kept_;
    std::string& out_;
};

// What a soft break moves to the start of a line must neither end the message, nor become a boundary, nor
// "From ".
void LineMender::put_text(std::string_view text) {
    while (!text.empty()) {
        if (column_ == kColumns) soft_break();
        std::size_t count = 1;
        if (column_ == 0 && (text[0] == '.' || text[0] == '-' || text[0] == 'F')) {
            put_escaped(text[0]);
        } else {
            count = std::min(text.size(), kColumns - column_);
            out_.append(text.substr(0, count));
            column_ += count;
        }
        text.remove_prefix(count);
    }
}

// Blanks at the line's end mean nothing, so a soft break must not come between them: it would make text of
// them. More than fit on a line are dropped (RFC 2045 section 6.7, rule 3), which readers that keep padding
// see.
void LineMender::put_padding(std::string_view blanks) {
    constexpr std::size_t kLine = kColumns + 1;
    if (column_ + blanks.size() > kLine && blanks.size() <= kLine) soft_break();
    if (blanks.size() > kLine - column_) padding_kept_ = false;
    out_.append(blanks.substr(0, kLine - column_));
}

void LineMender::take_run(std::string_view& text) {
    const auto* const end = std::find_if(
        text.begin(), text.end(), [](char c) { return c == '=' || is_blank(c) || is_always_encoded(c); });
    const auto length = static_cast<std::size_t>(end - text.begin());
    put_text(text.substr(0, length));
    if (length == 0) put_escaped(text[0]);
    text.remove_prefix(std::max<std::size_t>(length, 1));
}

bool LineMender::take_blanks(std::string_view& text, bool final) {
    const std::size_t blanks = count_blanks(text);
    const bool at_end = blanks == text.size();
    const std::size_t padding = at_end ? std::min(blanks, kHeld) : 0;
    put_text(text.substr(0, blanks - padding));
    text.remove_prefix(blanks - padding);
    if (!at_end) return true;
    if (!final) return false;
    put_padding(text);
    text = {};
    return true;
}

bool LineMender::take_equals(std::string_view& text, bool final) {
    const std::size_t row = std::min(text.find_first_not_of('='), text.size());
    if (row > kChain) {
        for (std::size_t i = kChain; i < row; ++i) put_escaped('=');
        text.remove_prefix(row - kChain);
        return true;
    }
    const Follows follows = what_follows(text.substr(row), final);
    if (follows == Follows::Unknown) return false;
    if (follows == Follows::Encoded) {
        put_escaped('=');
        text.remove_prefix(1);
        return true;
    }
    const std::size_t broken = follows == Follows::Text ? row : row - 1;
    const std::size_t behind = follows == Follows::Text ? 1 : follows == Follows::Hex ? 3 : 0;
    if (column_ + broken + behind > kColumns) soft_break();
    const std::size_t together = broken + (follows == Follows::Hex ? behind : 0);
    out_.append(text.substr(0, together));
    column_ += together;
    text.remove_prefix(together);
    if (follows == Follows::LineEnd) take_line_end(text);
    return true;
}

// A "=" with nothing but padding between it and the line's end, or a bare CR or LF that was meant as one.
void LineMender::take_line_end(std::string_view& text) {
    text.remove_prefix(1);
    const std::size_t blanks = count_blanks(text);
    if (blanks < text.size()) {
        soft_break();
        text.remove_prefix(blanks + 1);
        return;
    }
    out_.push_back('=');
    out_.append(text.substr(0, kColumns - column_));
    text = {};
}

// How many "=" stand at the end of `text`, at most as many as are kept together.
std::size_t count_last_equals(std::string_view text) {
    const std::size_t last = text.find_last_not_of('=');
    return std::min(last == kNone ? text.size() : text.size() - last - 1, kChain);
}

}  // namespace

void QuotedPrintableMender::mend(std::string_view body, std::string& out) {
    while (!body.empty()) {
        if (line_.empty() && mode_ == Mode::Whole) pass_lines(body, out);
        const std::size_t end = find_line_end(body);
        const bool complete = end != kNone;
        const std::string_view piece = body.substr(0, complete ? end : kPiece);
        line_.append(piece);
        body.remove_prefix(piece.size());
        if (complete) {
            end_line(kCrlf, out);
        } else if (mode_ != Mode::Whole || line_.size() > longest() + 1) {
            // A CR at the end may be half of a line end.
            std::string_view text = line_;
            if (text.ends_with('\r')) text.remove_suffix(1);
            const std::size_t before = text.size();
            settle(text, false, out);
            line_.erase(0, before - text.size());
        }
    }
}

void QuotedPrintableMender::finish(std::string& out) {
    end_line({}, out);
}

// Where in `body` the next line begins, or kNone: not near.
std::size_t QuotedPrintableMender::find_line_end(std::string_view body) const {
    if (line_.ends_with('\r') && body.starts_with('\n')) return 1;
    const std::size_t end = body.substr(0, kPiece + 1).find(kCrlf);
    return end == kNone ? kNone : end + kCrlf.size();
}

// `line_` ends, with `ending`.
void QuotedPrintableMender::end_line(std::string_view ending, std::string& out) {
    std::string_view text = line_;
    text.remove_suffix(ending.size());
    settle(text, true, out);
    out.append(ending);
    line_.clear();
    mode_ = Mode::Whole;
}

// The usual case in one append: lines that are whole and without fault.
void QuotedPrintableMender::pass_lines(std::string_view& body, std::string& out) {
    std::size_t passed = 0;
    for (;;) {
        const std::string_view rest = body.substr(passed);
        bool eight_bit = false;
        const std::size_t length = find_line_octet(rest, eight_bit);
        const bool sound = !(eight_bit && seven_bit_) && (line_max_ == 0 || length <= longest()) &&
                           dots_are_fine(rest.substr(0, length));
        if (!sound || rest.substr(length, kCrlf.size()) != kCrlf) break;
        passed += length + kCrlf.size();
    }
    out.append(body.substr(0, passed));
    body.remove_prefix(passed);
}

// Takes from the front of `text`, which is all that is left of the current line if `final`. What depends on
// more stays.
void QuotedPrintableMender::settle(std::string_view& text, bool final, std::string& out) {
    if (mode_ == Mode::Whole) {
        // A line that may be long is judged by what would be held of it, however much of it is here.
        const bool may_pass = line_max_ == 0 || text.size() <= longest();
        const std::string_view held = text.substr(0, longest());
        const bool sound = find_fault(held) == kNone && dots_are_fine(held);
        if (may_pass && sound) {
            mode_ = Mode::Passing;
        } else {
            start_mending(0);
        }
    }
    if (mode_ == Mode::Passing) pass_some(text, final, out);
    if (mode_ == Mode::Mending) LineMender(column_, padding_kept_, out).mend(text, final);
}

void QuotedPrintableMender::pass_some(std::string_view& text, bool final, std::string& out) {
    const std::size_t fault = find_fault(text);
    std::size_t passes = std::min(fault, text.size());
    if (fault != kNone || !final) passes -= count_last_equals(text.substr(0, passes));
    out.append(text.substr(0, passes));
    text.remove_prefix(passes);
    // Where the line stands is not known, so it is broken first.
    if (fault != kNone) start_mending(kColumns);
}

void QuotedPrintableMender::start_mending(std::size_t column) {
    mode_ = Mode::Mending;
    column_ = column;
    ++lines_mended_;
}

// The longest line that is held, without its CRLF.
std::size_t QuotedPrintableMender::longest() const {
    return line_max_ == 0 ? kHeld : std::max(line_max_, kCrlf.size()) - kCrlf.size();
}

bool QuotedPrintableMender::dots_are_fine(std::string_view line) const {
    return !(leading_dot_ && line.starts_with('.')) && !(dot_behind_cut_ && cut_leaves_dot(line));
}

std::size_t QuotedPrintableMender::find_fault(std::string_view text) const {
    bool eight_bit = false;
    const std::size_t line_octet = find_line_octet(text, eight_bit);
    if (eight_bit && seven_bit_) {
        return static_cast<std::size_t>(std::find_if(text.begin(), text.end(), is_eight_bit) - text.begin());
    }
    return line_octet < text.size() ? line_octet : kNone;
}

}  // namespace heloise
