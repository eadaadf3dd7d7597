// ASCII as SMTP means it: no locale, no characters, only octets.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace heloise {

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
constexpr bool is_alpha(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}
constexpr bool is_alnum(char c) {
    return is_alpha(c) || is_digit(c);
}
constexpr bool is_hex_upper(char c) {
    return is_digit(c) || (c >= 'A' && c <= 'F');
}
constexpr bool is_printable(char c) {
    return c >= ' ' && c <= '~';
}
constexpr bool is_control(char c) {
    return (c >= '\0' && c < ' ') || c == '\x7f';
}
// True for octets over 127, whatever the signedness of char.
constexpr bool is_eight_bit(char c) {
    return (static_cast<unsigned char>(c) & 0x80U) != 0;
}
constexpr bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

constexpr char to_upper(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}
constexpr char to_lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

inline std::string upper(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), to_upper);
    return out;
}

inline std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), to_lower);
    return out;
}

constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return to_lower(x) == to_lower(y); });
}

constexpr bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) {
    return text.size() >= prefix.size() && equal_ignoring_case(text.substr(0, prefix.size()), prefix);
}

// The ASCII-case-blind search of `quirks`: is `part` anywhere in `text`? An empty part is everywhere.
constexpr bool contains_ignoring_case(std::string_view text, std::string_view part) {
    return std::search(text.begin(), text.end(), part.begin(), part.end(),
                       [](char x, char y) { return to_lower(x) == to_lower(y); }) != text.end() ||
           part.empty();
}

constexpr std::string_view trim(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

}  // namespace heloise
