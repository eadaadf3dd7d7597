// Three octets in, four out, by a table of pairs; a line at a time, so that `out` grows by whole lines.
//
// The mender looks only for line ends and what nobody can decode. Whether the rest is good base64 is between
// the sender and whoever decodes it: decoders skip what is outside the alphabet (RFC 2045 section 6.8).
#include "proxy/content/codec/base64.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "proxy/base/ascii.h"
#include "proxy/wire/scan.h"

namespace heloise {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kCrlf = "\r\n";
constexpr std::size_t kLine = 76;               // RFC 2045 section 6.8
constexpr std::size_t kLineIn = kLine / 4 * 3;  // octets that make one line

// Twelve bits to two letters: half the look-ups of one letter at a time, and 8 KiB stay in the cache.
constexpr auto kPairs = [] {
    std::array<std::array<char, 2>, 4096> pairs{};
    for (std::size_t i = 0; i < pairs.size(); ++i) pairs[i] = {kAlphabet[i >> 6], kAlphabet[i & 63]};
    return pairs;
}();

// Four letters at `to` for the three octets at `from`.
void encode_group(const unsigned char* from, char* to) {
    const unsigned bits = unsigned{from[0]} << 16 | unsigned{from[1]} << 8 | from[2];
    std::memcpy(to, kPairs[bits >> 12].data(), 2);
    std::memcpy(to + 2, kPairs[bits & 0xFFF].data(), 2);
}

}  // namespace

void Base64Encoder::encode(std::string_view octets, std::string& out) {
    while (holds_ > 0 && !octets.empty()) {
        held_[holds_++] = static_cast<unsigned char>(octets.front());
        octets.remove_prefix(1);
        if (holds_ == 3) put_groups(held_, 3, out);
        holds_ %= 3;
    }
    const std::size_t whole = octets.size() / 3 * 3;
    put_groups(reinterpret_cast<const unsigned char*>(octets.data()), whole, out);
    for (const char c : octets.substr(whole)) held_[holds_++] = static_cast<unsigned char>(c);
}

void Base64Encoder::put_groups(const unsigned char* from, std::size_t count, std::string& out) {
    while (count > 0) {
        char line[kCrlf.size() + kLine];
        char* to = line;
        if (column_ == kLine) {
            to = std::copy(kCrlf.begin(), kCrlf.end(), to);
            column_ = 0;
        }
        const std::size_t take = std::min(count, kLineIn - column_ / 4 * 3);
        for (const unsigned char* end = from + take; from != end; from += 3, to += 4) encode_group(from, to);
        out.append(line, static_cast<std::size_t>(to - line));
        column_ += take / 3 * 4;
        count -= take;
    }
}

void Base64Encoder::finish(std::string& out) {
    if (holds_ > 0) {
        std::fill(held_ + holds_, held_ + 3, static_cast<unsigned char>(0));
        put_groups(held_, 3, out);
        out.replace(out.size() - (3 - holds_), 3 - holds_, 3 - holds_, '=');
    }
    holds_ = 0;
    column_ = 0;
}

void Base64Mender::mend(std::string_view body, std::string& out) {
    if (held_cr_ && !body.empty()) {
        held_cr_ = false;
        const bool bare = body.front() != '\n';
        if (!bare) body.remove_prefix(1);
        end_line(bare, out);
    }
    while (!body.empty()) {
        if (line_.empty() && !cutting_ && column_ == 0) pass_lines(body, out);
        bool eight_bit = false;
        const std::size_t length = find_line_octet(body, eight_bit);
        if (eight_bit) readable_ = false;
        put(body.substr(0, length), out);
        body.remove_prefix(length);
        if (!body.empty()) take_line_octet(body, out);
    }
}

void Base64Mender::finish(std::string& out) {
    if (held_cr_) end_line(true, out);
    held_cr_ = false;
    out.append(line_);
    start_line();
}

// The usual case in one append: lines that are whole, short enough and sound.
void Base64Mender::pass_lines(std::string_view& body, std::string& out) {
    std::size_t passed = 0;
    for (;;) {
        const std::string_view rest = body.substr(passed);
        bool eight_bit = false;
        const std::size_t length = find_line_octet(rest, eight_bit);
        if (eight_bit || !fits(length) || rest.substr(length, kCrlf.size()) != kCrlf) break;
        passed += length + kCrlf.size();
    }
    out.append(body.substr(0, passed));
    body.remove_prefix(passed);
}

// A CR, LF or NUL is at the front of `body`.
void Base64Mender::take_line_octet(std::string_view& body, std::string& out) {
    const char c = body.front();
    body.remove_prefix(1);
    if (c == '\0') {
        readable_ = false;
        put(std::string_view("\0", 1), out);
    } else if (c == '\r' && body.empty()) {
        held_cr_ = true;
    } else {
        const bool bare = c == '\n' || body.front() != '\n';
        if (!bare) body.remove_prefix(1);
        end_line(bare, out);
    }
}

void Base64Mender::put(std::string_view piece, std::string& out) {
    if (piece.empty()) return;
    if (line_max_ == 0) {
        out.append(piece);
        column_ += piece.size();
    } else if (cutting_) {
        cut(piece, out);
    } else if (fits(line_.size() + piece.size())) {
        line_.append(piece);
    } else {
        cutting_ = true;
        ++lines_mended_;
        cut(line_, out);
        cut(piece, out);
        line_.clear();
    }
}

// A cut makes a new line, and base64 has neither '-' nor '.': where there is one after all, the cut waits as
// long as the line may grow, so that no boundary and no leading dot comes into being.
void Base64Mender::cut(std::string_view piece, std::string& out) {
    const std::size_t most = std::max<std::size_t>(line_max_, kCrlf.size() + 1) - kCrlf.size();
    const std::size_t usual = std::min(kLine, most);
    while (!piece.empty()) {
        if (column_ >= most || (column_ >= usual && piece.front() != '-' && piece.front() != '.')) {
            if (piece.front() == '-' || piece.front() == '.') cut_well_ = false;
            out.append(kCrlf);
            column_ = 0;
        }
        const std::string_view part = piece.substr(0, column_ < usual ? usual - column_ : 1);
        out.append(part);
        column_ += part.size();
        piece.remove_prefix(part.size());
    }
}

void Base64Mender::end_line(bool bare, std::string& out) {
    if (bare && !cutting_) ++lines_mended_;
    out.append(line_).append(kCrlf);
    start_line();
}

void Base64Mender::start_line() {
    line_.clear();
    cutting_ = false;
    column_ = 0;
}

}  // namespace heloise
