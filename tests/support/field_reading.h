// What a reader makes of a header field's text: unfolded, encoded words decoded (RFC 2047 section 6).
//
// Written apart from proxy/content, and simpler, so that both are not wrong in the same way.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace heloise {
namespace field_reading {

inline std::string unfolded(std::string_view field) {
    std::string out;
    for (const char c : field) {
        if (c != '\r' && c != '\n') out += c;
    }
    return out;
}

inline int digit(std::string_view alphabet, char c) {
    const std::size_t at = alphabet.find(c);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

inline std::string decode_q(std::string_view text) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '_') {
            out += ' ';
        } else if (text[at] == '=' && at + 2 < text.size() && digit(kHex, text[at + 1]) >= 0 &&
                   digit(kHex, text[at + 2]) >= 0) {
            out += static_cast<char>(digit(kHex, text[at + 1]) * 16 + digit(kHex, text[at + 2]));
            at += 2;
        } else {
            out += text[at];
        }
    }
    return out;
}

inline std::string decode_b(std::string_view text) {
    constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char c : text) {
        const int value = digit(kAlphabet, c);
        if (value < 0) continue;
        bits = (bits << 6U) | static_cast<std::uint32_t>(value);
        count += 6;
        if (count >= 8) out += static_cast<char>((bits >> (count -= 8)) & 0xFFU);
    }
    return out;
}

// Empty when `word` is no encoded word. Octets over 127 in one in Q are taken as readers take them.
inline std::optional<std::string> decode_word(std::string_view word) {
    if (word.size() < 8 || word.substr(0, 2) != "=?" || word.substr(word.size() - 2) != "?=")
        return std::nullopt;
    const std::string_view inside = word.substr(2, word.size() - 4);
    const std::size_t first = inside.find('?');
    if (first == 0 || first == std::string_view::npos || first + 2 >= inside.size()) return std::nullopt;
    const char encoding = static_cast<char>(inside[first + 1] | 0x20);
    const std::string_view text = inside.substr(first + 3);
    if (inside[first + 2] != '?' || text.find('?') != std::string_view::npos) return std::nullopt;
    for (std::size_t at = 0; at < inside.size(); ++at) {
        const auto octet = static_cast<unsigned char>(inside[at]);
        if (octet <= 32 || octet == 127 || (octet > 127 && (at < first || encoding == 'b')))
            return std::nullopt;
    }
    if (encoding == 'q') return decode_q(text);
    if (encoding == 'b') return decode_b(text);
    return std::nullopt;
}

}  // namespace field_reading

// The octets a reader shows of an unstructured field, `field` with its name and CRLFs. Blanks at the
// beginning do not count. What a word says is given as octets, whatever its charset.
[[nodiscard]] inline std::string read_text_field(std::string_view field) {
    const std::string all = field_reading::unfolded(field.substr(field.find(':') + 1));
    std::string_view rest(all);
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
    std::string out;
    std::string_view blanks;
    bool after_word = false;
    while (!rest.empty()) {
        const std::string_view word = rest.substr(0, rest.find_first_of(" \t"));
        const auto decoded = field_reading::decode_word(word);
        if (!(after_word && decoded)) out += blanks;
        out += decoded ? *decoded : std::string(word);
        after_word = decoded.has_value();
        rest.remove_prefix(word.size());
        blanks = rest.substr(0, rest.find_first_not_of(" \t"));
        rest.remove_prefix(blanks.size());
        if (rest.empty()) out += blanks;
    }
    return out;
}

}  // namespace heloise
