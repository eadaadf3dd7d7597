// UTF-8 by its table of good octet sequences.
#include "proxy/base/utf8.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include <fmt/format.h>

namespace heloise {
namespace {

// RFC 3629 section 4, row by row. The second octet's bounds are what keeps overlong forms (E0, F0),
// surrogates (ED) and what lies behind U+10FFFF (F4) out; every later octet is 80-BF.
struct Row {
    std::uint8_t first_low, first_high;
    std::uint8_t second_low, second_high;
    std::uint8_t octets;
};
constexpr std::array kRows{
    Row{0xC2, 0xDF, 0x80, 0xBF, 2}, Row{0xE0, 0xE0, 0xA0, 0xBF, 3}, Row{0xE1, 0xEC, 0x80, 0xBF, 3},
    Row{0xED, 0xED, 0x80, 0x9F, 3}, Row{0xEE, 0xEF, 0x80, 0xBF, 3}, Row{0xF0, 0xF0, 0x90, 0xBF, 4},
    Row{0xF1, 0xF3, 0x80, 0xBF, 4}, Row{0xF4, 0xF4, 0x80, 0x8F, 4},
};

bool within(char c, std::uint8_t low, std::uint8_t high) {
    const auto octet = static_cast<std::uint8_t>(c);
    return octet >= low && octet <= high;
}

}  // namespace

std::size_t utf8_octets(std::string_view text) {
    if (text.empty()) return 0;
    if (within(text[0], 0x00, 0x7F)) return 1;
    for (const Row& row : kRows) {
        if (!within(text[0], row.first_low, row.first_high)) continue;
        if (text.size() < row.octets || !within(text[1], row.second_low, row.second_high)) return 0;
        for (std::size_t i = 2; i < row.octets; ++i) {
            if (!within(text[i], 0x80, 0xBF)) return 0;
        }
        return row.octets;
    }
    return 0;
}

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return within(c, 0x00, 0x7F); });
}

std::string printable_utf8(std::string_view text) {
    std::string shown;
    while (!text.empty()) {
        const std::size_t octets = utf8_octets(text);
        if (octets == 1 && within(text[0], 0x20, 0x7E)) {
            shown.push_back(text[0]);
        } else if (octets < 2) {
            fmt::format_to(std::back_inserter(shown), "\\x{:02X}", static_cast<std::uint8_t>(text[0]));
        } else {
            // The first octet of n gives 7 - n bits, each later one 6.
            std::uint32_t code = static_cast<std::uint8_t>(text[0]) & (0x7FU >> octets);
            for (std::size_t i = 1; i < octets; ++i)
                code = code << 6 | (static_cast<std::uint8_t>(text[i]) & 0x3FU);
            fmt::format_to(std::back_inserter(shown), "\\x{{{:X}}}", code);
        }
        text.remove_prefix(std::max<std::size_t>(octets, 1));
    }
    return shown;
}

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const std::size_t octets = utf8_octets(text);
        if (octets == 0) return false;
        text.remove_prefix(octets);
    }
    return true;
}

}  // namespace heloise
