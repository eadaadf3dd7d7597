// The encoder: stretches that stand for themselves are copied sixteen octets at a time, the rest by a table.
//
// Output lines break before the 76th octet, also where the line ends just there: to know that would take a
// look ahead, and lines of exactly 76 octets are too rare to pay for it.
#include "proxy/content/codec/quoted_printable.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "proxy/base/ascii.h"
#include "proxy/base/check.h"
#include "proxy/content/codec/quoted_printable_form.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace heloise {
namespace {

using quoted_printable::kColumns;
using quoted_printable::kEscapes;
using quoted_printable::kSoftBreak;

constexpr std::string_view kCrlf = "\r\n";
constexpr std::string_view kFrom = "From ";
constexpr std::size_t kStep = 16;
// Octets taken at once, so that what they become has a place on the stack: each three octets, and a soft
// break after every 24 of those.
constexpr std::size_t kPiece = 4096;
constexpr std::size_t kPieceOut = kPiece * 3 + kPiece / 24 * kSoftBreak.size() + 64;

// Blanks too: a blank before a line end is taken back when that line end comes.
constexpr bool stands_for_itself(char c) {
    return (is_printable(c) && c != '=') || c == '\t';
}

constexpr auto kStands = [] {
    std::array<bool, 256> stands{};
    for (std::size_t i = 0; i < stands.size(); ++i) stands[i] = stands_for_itself(static_cast<char>(i));
    return stands;
}();

bool stands(char c) {
    return kStands[static_cast<unsigned char>(c)];
}

#if defined(__SSE2__)
// 0xFF where an octet may not stand for itself. Compared as signed, octets over 127 are less than a blank.
__m128i not_standing(__m128i block) {
    const __m128i tab = _mm_cmpeq_epi8(block, _mm_set1_epi8('\t'));
    const __m128i low = _mm_andnot_si128(tab, _mm_cmplt_epi8(block, _mm_set1_epi8(' ')));
    const __m128i equals = _mm_cmpeq_epi8(block, _mm_set1_epi8('='));
    return _mm_or_si128(_mm_or_si128(low, equals), _mm_cmpeq_epi8(block, _mm_set1_epi8('\x7f')));
}

__m128i load(const char* at) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
}
#endif

// Copies what stands for itself at the front of `text`, at most `room` octets, and says how many. Writes up
// to 16 octets more than it says.
std::size_t copy_standing(std::string_view text, std::size_t room, char* to) {
    std::size_t i = 0;
#if defined(__SSE2__)
    for (; i < room && i + kStep <= text.size(); i += kStep) {
        const __m128i block = load(text.data() + i);
        _mm_storeu_si128(reinterpret_cast<__m128i*>(to + i), block);
        const auto stop = static_cast<unsigned>(_mm_movemask_epi8(not_standing(block)));
        if (stop != 0) return std::min(room, i + static_cast<std::size_t>(std::countr_zero(stop)));
    }
    i = std::min(i, room);
#endif
    for (; i < room && i < text.size() && stands(text[i]); ++i) to[i] = text[i];
    return i;
}

}  // namespace

// One piece of text on its way into a buffer that is large enough for all it may become.
class QuotedPrintableEncoder::Writer {
public:
    Writer(std::size_t column, bool final) : column_(column), final_(final) {}

    // How many octets of `text` were taken: all, but for those whose form depends on what follows.
    std::size_t write(std::string_view text);

    [[nodiscard]] std::size_t column() const { return column_; }
    [[nodiscard]] std::string_view written() const {
        return {buffer_, static_cast<std::size_t>(to_ - buffer_)};
    }

private:
    void put(std::string_view octets) { to_ = std::copy(octets.begin(), octets.end(), to_); }
    void soft_break() {
        put(kSoftBreak);
        column_ = 0;
    }
    void put_escaped(char c);
    void put_escaped_run(std::string_view text);
    bool put_first(std::string_view text);
    bool put_line_end(std::string_view text);
    char take_blank_back();

    std::size_t column_;
    bool final_;
    char* to_ = buffer_;
    std::size_t taken_ = 0;
    char buffer_[kPieceOut];
};

std::size_t QuotedPrintableEncoder::Writer::write(std::string_view text) {
    while (taken_ < text.size()) {
        const std::string_view rest = text.substr(taken_);
        const char c = rest.front();
        if (c == '\r') {
            if (!put_line_end(rest)) return taken_;
        } else if (!stands(c)) {
            put_escaped_run(rest);
        } else if (column_ == 0 && (c == '.' || c == 'F')) {
            if (!put_first(rest)) return taken_;
        } else if (column_ == kColumns) {
            soft_break();
            // What was inside a line must not become a boundary by standing at the start of one.
            if (c == '-') {
                put_escaped(c);
                ++taken_;
            }
        } else {
            const std::size_t count = copy_standing(rest, kColumns - column_, to_);
            to_ += count;
            column_ += count;
            taken_ += count;
        }
    }
    // The last octet may be a blank at a line's end: the next piece knows.
    if (const char blank = take_blank_back(); blank != '\0') {
        if (final_) {
            put_escaped(blank);
        } else {
            --taken_;
        }
    }
    return taken_;
}

void QuotedPrintableEncoder::Writer::put_escaped(char c) {
    if (column_ + 3 > kColumns) soft_break();
    std::memcpy(to_, kEscapes[static_cast<unsigned char>(c)].data(), 4);
    to_ += 3;
    column_ += 3;
}

// All at the front of `text` that must be encoded: in most scripts of the world that is nearly everything.
void QuotedPrintableEncoder::Writer::put_escaped_run(std::string_view text) {
    std::size_t i = 0;
    for (; i < text.size() && !stands(text[i]) && text[i] != '\r'; ++i) put_escaped(text[i]);
    taken_ += i;
}

// A dot or an F at the start of a line. False: more must be known.
bool QuotedPrintableEncoder::Writer::put_first(std::string_view text) {
    const std::string_view beginning = text.substr(0, kFrom.size());
    const bool from = beginning == kFrom;
    if (!from && !final_ && kFrom.starts_with(beginning)) return false;
    if (text.front() == '.' || from) {
        put_escaped(text.front());
    } else {
        *to_++ = text.front();
        ++column_;
    }
    ++taken_;
    return true;
}

// A CR, with its LF or alone. False: more must be known.
bool QuotedPrintableEncoder::Writer::put_line_end(std::string_view text) {
    if (text.size() == 1 && !final_) {
        // The blank before it is given back too: both may be the end of a line.
        if (take_blank_back() != '\0') --taken_;
        return false;
    }
    if (!text.starts_with(kCrlf)) {
        put_escaped('\r');
        ++taken_;
        return true;
    }
    if (const char blank = take_blank_back(); blank != '\0') put_escaped(blank);
    put(kCrlf);
    column_ = 0;
    taken_ += kCrlf.size();
    return true;
}

// The blank that was written last, now unwritten, or NUL. It is always one that stood for itself.
char QuotedPrintableEncoder::Writer::take_blank_back() {
    if (to_ == buffer_ || !is_blank(to_[-1])) return '\0';
    --column_;
    return *--to_;
}

void QuotedPrintableEncoder::encode(std::string_view text, std::string& out) {
    if (!held_.empty()) {
        // What was held is short, so sixteen more octets settle it.
        const std::size_t before = held_.size();
        held_.append(text.substr(0, kStep));
        const std::size_t taken = write(held_, false, out);
        const std::size_t borrowed = held_.size() - before;
        if (borrowed == text.size()) {
            held_.erase(0, taken);
            return;
        }
        CHECK(taken >= before);
        text.remove_prefix(taken - before);
        held_.clear();
    }
    while (!text.empty()) {
        const std::size_t taken = write(text.substr(0, kPiece), false, out);
        text.remove_prefix(taken);
        if (taken == 0) break;
    }
    held_ = text;
}

void QuotedPrintableEncoder::finish(std::string& out) {
    write(held_, true, out);
    held_.clear();
    column_ = 0;
}

std::size_t QuotedPrintableEncoder::write(std::string_view text, bool final, std::string& out) {
    if (text.empty()) return 0;
    Writer writer(column_, final);
    const std::size_t taken = writer.write(text);
    out.append(writer.written());
    column_ = writer.column();
    return taken;
}

}  // namespace heloise
