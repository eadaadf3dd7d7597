// What the quoted-printable encoder and the mender share: the form of an encoded octet and of a soft break.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace heloise::quoted_printable {

// Of a line's 76 octets the last is kept for the "=" of a soft break (RFC 2045 section 6.7, rule 5).
inline constexpr std::size_t kColumns = 75;
inline constexpr std::string_view kSoftBreak = "=\r\n";

// "=XX" for each octet, capital letters (RFC 2045 section 6.7, rule 1), and a fourth octet so that a copy is
// one move.
inline constexpr auto kEscapes = [] {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::array<std::array<char, 4>, 256> escapes{};
    for (std::size_t i = 0; i < escapes.size(); ++i) escapes[i] = {'=', kHex[i >> 4], kHex[i & 15], '\0'};
    return escapes;
}();

[[nodiscard]] inline std::string_view escape(char c) {
    return {kEscapes[static_cast<unsigned char>(c)].data(), 3};
}

}  // namespace heloise::quoted_printable
