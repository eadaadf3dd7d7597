// Making and comparing messages.
#include "tests/simulation/content.h"

#include <array>
#include <cstddef>

#include <fmt/format.h>

#include "tests/support/mime_reader.h"

namespace heloise::simulation {
namespace {

// Commands are in small letters: heloise never writes them so, and what it writes is looked at.
constexpr std::array<std::string_view, 9> kLines{
    "A line like any other, of the length that lines have when people write them.",
    ".",
    "..",
    ".a dot at the beginning",
    "quit",
    "mail from:<smuggled@attacker.example>",
    "data",
    "",
    "250 2.0.0 OK",
};

// Two-octet letters enough to be worth a conversion.
constexpr std::string_view kEightBitLine =
    "Gr\xC3\xBC\xC3\x9F"
    "e aus K\xC3\xB6ln, \xC3\xA4hnlich.";

// What stands below the first field, which is heloise's; empty when it is not.
std::string_view below_received(std::string_view arrived) {
    if (!arrived.starts_with("Received: from ")) return {};
    std::size_t at = 0;
    do {
        at = arrived.find("\r\n", at);
        if (at == std::string_view::npos) return {};
        at += 2;
    } while (at < arrived.size() && (arrived[at] == '\t' || arrived[at] == ' '));
    return arrived.substr(at);
}

std::size_t first_difference(std::string_view one, std::string_view other) {
    std::size_t at = 0;
    while (at < one.size() && at < other.size() && one[at] == other[at]) ++at;
    return at;
}

}  // namespace

Made make_content(std::string_view token, Dice& dice, bool may_be_eight_bit) {
    Made made;
    made.seven_bit = !may_be_eight_bit || !dice.chance(200);
    made.content = fmt::format("From: <a@front.example>\r\nMessage-ID: <{}@front.example>\r\n", token);
    if (!made.seven_bit)
        made.content +=
            "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
            "Content-Transfer-Encoding: 8bit\r\n";
    made.content += "\r\n";
    // Now and then more than a window holds, and more than content.lookahead of some worlds.
    const std::uint64_t lines = dice.chance(20) ? 400 + dice.below(3000) : dice.below(12);
    for (std::uint64_t i = 0; i < lines; ++i) {
        made.content += !made.seven_bit && dice.chance(300) ? kEightBitLine : dice.pick(kLines);
        made.content += "\r\n";
    }
    if (!made.seven_bit) made.content.append(kEightBitLine).append("\r\n");
    return made;
}

std::string difference_in_content(std::string_view sent, std::string_view arrived, bool seven_bit) {
    const std::string_view below = below_received(arrived);
    if (below.empty()) return "its first field is not our Received";
    if (below == sent) return {};
    if (!seven_bit) {
        const std::string wrong = difference(read_mime(sent), read_mime(below), false);
        return wrong.empty() ? wrong : "it differs: " + wrong;
    }
    const std::size_t at = first_difference(sent, below);
    return fmt::format("its content differs at octet {}: sent {} octets, kept {}", at, sent.size(),
                       below.size());
}

}  // namespace heloise::simulation
