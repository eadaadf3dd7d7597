// The "\xNN" form. What could not be seen on a screen, or would not survive an editor, is escaped.
#include "proxy/transcript/escapes.h"

#include <charconv>

#include "proxy/base/ascii.h"

namespace heloise {
namespace {

// The octet of "xNN" or "\" behind a backslash, removed from `text`.
std::optional<char> take_escape(std::string_view& text) {
    if (text.starts_with('\\')) {
        text.remove_prefix(1);
        return '\\';
    }
    constexpr std::size_t kLength = 3;
    if (!text.starts_with('x') || text.size() < kLength) return std::nullopt;
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data() + 1, text.data() + kLength, value, 16);
    if (error != std::errc() || end != text.data() + kLength) return std::nullopt;
    text.remove_prefix(kLength);
    return static_cast<char>(value);
}

}  // namespace

std::string escape(std::string_view octets) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string text;
    text.reserve(octets.size());
    for (std::size_t i = 0; i < octets.size(); ++i) {
        const char c = octets[i];
        const bool last_blank = c == ' ' && i + 1 == octets.size();
        if (is_printable(c) && c != '\\' && !last_blank) {
            text.push_back(c);
        } else {
            const auto octet = static_cast<unsigned char>(c);
            text.append({'\\', 'x', kDigits[octet >> 4U], kDigits[octet & 15U]});
        }
    }
    return text;
}

std::optional<std::string> unescape(std::string_view text) {
    if (text.ends_with(' ')) return std::nullopt;
    std::string octets;
    octets.reserve(text.size());
    while (!text.empty()) {
        const char c = text.front();
        text.remove_prefix(1);
        if (c == '\\') {
            const auto octet = take_escape(text);
            if (!octet) return std::nullopt;
            octets.push_back(*octet);
        } else if (is_printable(c)) {
            octets.push_back(c);
        } else {
            return std::nullopt;
        }
    }
    return octets;
}

}  // namespace heloise
