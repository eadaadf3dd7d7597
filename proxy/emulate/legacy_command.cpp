// Reads commands by the rules of one system's data; see legacy_command.h.
#include "proxy/emulate/legacy_command.h"

#include <charconv>

#include "proxy/base/ascii.h"

namespace heloise {
namespace {

std::size_t first_blank(std::string_view text) {
    const std::size_t at = text.find_first_of(" \t");
    return at == std::string_view::npos ? text.size() : at;
}

// The octets of a path in brackets, both included; 0 when the closing one is missing. A ">" inside
// quotes closes nothing.
std::size_t bracketed(std::string_view text) {
    bool quoted = false;
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '\\')
            ++i;
        else if (text[i] == '"')
            quoted = !quoted;
        else if (text[i] == '>' && !quoted)
            return i + 1;
    }
    return 0;
}

}  // namespace

LegacyCommand read_legacy_command(std::string_view line, const EmulatedSyntax& syntax) {
    const std::size_t end = first_blank(line);
    std::string verb = upper(line.substr(0, end));
    if (const auto alias = syntax.aliases.find(verb); alias != syntax.aliases.end()) verb = alias->second;
    return {std::move(verb), trim(line.substr(end))};
}

std::optional<LegacyPath> read_legacy_path(std::string_view argument, std::string_view word,
                                           const EmulatedSyntax& syntax) {
    if (!starts_with_ignoring_case(argument, word)) return std::nullopt;
    std::string_view rest = argument.substr(word.size());
    const std::size_t colon = rest.find_first_not_of(" \t");
    if (colon == std::string_view::npos || rest[colon] != ':') return std::nullopt;
    const std::string_view behind = trim(rest.substr(colon + 1));
    const bool blanks = colon > 0 || behind.size() != trim(rest).size() - 1;
    if (blanks && syntax.blanks == EmulatedSyntax::Blanks::Refused) return std::nullopt;

    const bool brackets = behind.starts_with('<');
    if (!brackets && syntax.brackets == EmulatedSyntax::Brackets::Required) return std::nullopt;
    const std::size_t end = brackets ? bracketed(behind) : first_blank(behind);
    if (end == 0) return std::nullopt;
    std::string path(behind.substr(0, end));
    if (!brackets) path = "<" + path + ">";
    return LegacyPath{std::move(path), std::string(trim(behind.substr(end)))};
}

std::string_view LegacyPath::local_part() const {
    std::string_view text = std::string_view(path).substr(1, path.size() - 2);
    if (text.starts_with('@'))  // RFC 821 section 3.1: "<@ONE,@TWO:JOE@THREE>"
        if (const std::size_t colon = text.find(':'); colon != std::string_view::npos)
            text.remove_prefix(colon + 1);
    const std::size_t at = text.rfind('@');
    return at == std::string_view::npos ? text : text.substr(0, at);
}

std::optional<std::uint64_t> LegacyPath::size() const {
    std::string_view rest = parameters;
    while (!rest.empty()) {
        const std::string_view word = rest.substr(0, first_blank(rest));
        if (starts_with_ignoring_case(word, "SIZE=")) {
            std::uint64_t value = 0;
            const auto [end, error] = std::from_chars(word.data() + 5, word.data() + word.size(), value);
            if (error == std::errc() && end == word.data() + word.size()) return value;
            return std::nullopt;
        }
        rest = trim(rest.substr(word.size()));
    }
    return std::nullopt;
}

}  // namespace heloise
