// Plain octets, looked at naively; see octets.h.
#include "tests/corpora/octets.h"

#include <algorithm>

#include <idn2.h>

#include "tests/support/header_reader.h"
#include "tests/support/mime_reader.h"

namespace heloise::testing {

bool is_ascii_text(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) { return (c & 0x80) != 0; });
}

std::size_t longest_line(std::string_view text) {
    std::size_t longest = 0;
    while (!text.empty()) {
        const std::size_t end = text.find("\r\n");
        const std::size_t octets = end == std::string_view::npos ? text.size() + 2 : end + 2;
        longest = std::max(longest, octets);
        text.remove_prefix(std::min(octets, text.size()));
    }
    return longest;
}

std::string undotted(std::string_view content) {
    std::string out;
    bool at_begin = true;
    for (std::size_t i = 0; i < content.size(); ++i) {
        if (at_begin && content.substr(i, 3) == ".\r\n" && i + 3 == content.size()) break;
        if (at_begin && content[i] == '.') {
            at_begin = false;
            continue;
        }
        out += content[i];
        at_begin = out.ends_with("\r\n");
    }
    return out;
}

std::string dotted(std::string text) {
    if (!text.empty() && !text.ends_with("\r\n")) text += "\r\n";
    std::string out = text.starts_with('.') ? "." : "";
    for (std::size_t i = 0; i < text.size(); ++i) {
        out += text[i];
        if (text[i] == '\n' && i > 0 && text[i - 1] == '\r' && i + 1 < text.size() && text[i + 1] == '.')
            out += '.';
    }
    return out + ".\r\n";
}

std::optional<std::string> below_our_received(const std::string& content) {
    constexpr std::string_view kEnd = " +0000\r\n";
    const std::size_t end = content.find(kEnd);
    if (!content.starts_with("Received: from ") || end == std::string::npos) return std::nullopt;
    return content.substr(end + kEnd.size());
}

namespace {

// Domains as people read them: a header that must be ASCII has their A-labels instead.
std::string with_u_labels(const std::string& text) {
    constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";
    std::string out;
    std::size_t from = 0;
    for (std::size_t at = 0; (at = text.find("xn--", from)) != std::string::npos;) {
        while (at > from && kLetters.find(text[at - 1]) != std::string_view::npos) --at;
        const std::size_t end = std::min(text.find_first_not_of(kLetters, at), text.size());
        out += text.substr(from, at - from);
        char* decoded = nullptr;
        const std::string name = text.substr(at, end - at);
        const bool good = idn2_to_unicode_8z8z(name.c_str(), &decoded, 0) == IDN2_OK;
        out += good ? decoded : name.c_str();
        idn2_free(decoded);
        from = end;
    }
    return out + text.substr(from);
}

}  // namespace

std::string reader_difference(const std::string& sent, const std::string& arrived) {
    const MimeNode ours = read_mime(with_u_labels(sent));
    const MimeNode theirs = read_mime(with_u_labels(arrived));
    std::string found = difference(ours, theirs, true);
    return found.empty() ? field_difference(ours, theirs) : found;
}

}  // namespace heloise::testing
