// encoded-word = "=?" charset "?" encoding "?" encoded-text "?=" (RFC 2047 section 2).
#include "proxy/content/header/encoded_word.h"

#include <algorithm>
#include <cstdint>

#include "proxy/base/ascii.h"
#include "proxy/base/utf8.h"
#include "proxy/content/codec/base64.h"

namespace heloise {
namespace {

constexpr std::string_view kHex = "0123456789ABCDEF";
// "=?" "?q?" "?="
constexpr std::size_t kFrame = 7;

constexpr bool stands_for_itself(char c) {
    return is_alnum(c) || c == '!' || c == '*' || c == '+' || c == '-' || c == '/';
}

// A blank is "_".
constexpr std::size_t quoted_octets(char c) {
    return stands_for_itself(c) || c == ' ' ? 1 : 3;
}

std::size_t quoted_octets(std::string_view text) {
    std::size_t octets = 0;
    for (const char c : text) octets += quoted_octets(c);
    return octets;
}

constexpr std::size_t base64_octets(std::size_t octets) {
    return (octets + 2) / 3 * 4;
}

void append_hex(char c, std::string& out) {
    const auto octet = static_cast<unsigned char>(c);
    out += '=';
    out += kHex[octet >> 4U];
    out += kHex[octet & 0xFU];
}

void append_quoted(std::string_view text, std::string& out) {
    for (const char c : text) {
        if (c == ' ') {
            out += '_';
        } else if (stands_for_itself(c)) {
            out += c;
        } else {
            append_hex(c, out);
        }
    }
}

constexpr bool is_encoding(char c) {
    return c == 'q' || c == 'Q' || c == 'b' || c == 'B';
}

constexpr bool is_word_octet(char c) {
    return is_printable(c) && c != ' ' && c != '?';
}

struct Frame {
    char encoding;
    std::string_view text;
};

// Empty when this is no encoded word whatever its text is.
std::optional<Frame> read_frame(std::string_view word) {
    if (!word.starts_with("=?") || !word.ends_with("?=") || word.size() < kFrame + 1) return std::nullopt;
    const std::size_t charset_end = word.find('?', 2);
    if (charset_end == 2 || charset_end + 3 > word.size() - 2) return std::nullopt;
    if (!is_encoding(word[charset_end + 1]) || word[charset_end + 2] != '?') return std::nullopt;
    const std::string_view charset = word.substr(2, charset_end - 2);
    if (!std::all_of(charset.begin(), charset.end(), is_word_octet)) return std::nullopt;
    const std::size_t text = charset_end + 3;
    return Frame{to_lower(word[charset_end + 1]), word.substr(text, word.size() - 2 - text)};
}

bool is_raw_word(std::string_view word) {
    const auto parts = read_frame(word);
    return parts && parts->encoding == 'q' && std::all_of(parts->text.begin(), parts->text.end(), [](char c) {
               return is_word_octet(c) || is_eight_bit(c);
           });
}

}  // namespace

std::string_view charset_name(Charset charset) {
    switch (charset) {
        case Charset::UsAscii: return "us-ascii";
        case Charset::Utf8: return "utf-8";
        case Charset::Unknown8Bit: break;
    }
    return "unknown-8bit";
}

Charset charset_of(std::string_view text) {
    if (std::none_of(text.begin(), text.end(), is_eight_bit)) return Charset::UsAscii;
    return is_utf8(text) ? Charset::Utf8 : Charset::Unknown8Bit;
}

std::size_t character_octets(std::string_view text, Charset charset) {
    return charset == Charset::Utf8 ? std::max<std::size_t>(utf8_octets(text), 1) : 1;
}

bool is_encoded_word(std::string_view word) {
    const auto parts = read_frame(word);
    return parts && std::all_of(parts->text.begin(), parts->text.end(), is_word_octet);
}

std::string mended_word(std::string_view word) {
    std::string out;
    for (const char c : word) {
        if (is_eight_bit(c)) {
            append_hex(c, out);
        } else {
            out += c;
        }
    }
    return out;
}

EncodedWordFinder::Reading EncodedWordFinder::read(std::string_view part) {
    const auto begin = static_cast<std::size_t>(part.data() - text_.data());
    const std::size_t end = begin + part.size();
    while (begin_ != std::string_view::npos && end_ <= begin) find_from(end_);
    if (begin_ >= end) return part.find("=?") == std::string_view::npos ? Reading::Text : Reading::Opening;
    if (begin_ != begin || end_ != end) return Reading::Murky;
    if (is_encoded_word(part)) return Reading::Word;
    return is_raw_word(part) ? Reading::Raw : Reading::Murky;
}

void EncodedWordFinder::find_from(std::size_t at) {
    for (;; ++at) {
        at = text_.find("=?", at);
        if (at == std::string_view::npos) break;
        const std::size_t charset_end = text_.find('?', at + 2);
        if (charset_end == std::string_view::npos || charset_end + 2 >= text_.size()) break;
        if (!is_encoding(text_[charset_end + 1]) || text_[charset_end + 2] != '?') continue;
        const std::size_t close = text_.find("?=", charset_end + 3);
        if (close == std::string_view::npos) break;
        begin_ = at;
        end_ = close + 2;
        return;
    }
    begin_ = end_ = std::string_view::npos;
}

EncodedWordCutter::EncodedWordCutter(std::string_view text, Charset charset)
    : rest_(text), charset_(charset), base64_(base64_octets(text.size()) < quoted_octets(text)) {}

std::size_t EncodedWordCutter::cost(std::size_t octets, std::size_t quoted) const {
    return kFrame + charset_name(charset_).size() + (base64_ ? base64_octets(octets) : quoted);
}

std::size_t EncodedWordCutter::least() const {
    const std::size_t first = character_octets(rest_, charset_);
    return cost(first, quoted_octets(rest_.substr(0, first)));
}

std::size_t EncodedWordCutter::cut(std::size_t room) const {
    std::size_t taken = 0;
    std::size_t quoted = 0;
    std::size_t behind_blank = 0;
    while (taken < rest_.size()) {
        const std::size_t octets = character_octets(rest_.substr(taken), charset_);
        const std::size_t more = quoted_octets(rest_.substr(taken, octets));
        // Some readers show a blank between two encoded words of a name (Python's email before 3.13): it does
        // least harm where there is one.
        if (taken > 0 && cost(taken + octets, quoted + more) > room) {
            return behind_blank > taken / 2 ? behind_blank : taken;
        }
        taken += octets;
        quoted += more;
        if (is_blank(rest_[taken - 1])) behind_blank = taken;
    }
    return taken;
}

std::string EncodedWordCutter::next(std::size_t room) {
    const std::size_t taken = cut(room);
    std::string word("=?");
    word.append(charset_name(charset_)).append(base64_ ? "?b?" : "?q?");
    if (base64_) {
        Base64Encoder encoder;
        encoder.encode(rest_.substr(0, taken), word);
        encoder.finish(word);
    } else {
        append_quoted(rest_.substr(0, taken), word);
    }
    rest_.remove_prefix(taken);
    return word.append("?=");
}

}  // namespace heloise
