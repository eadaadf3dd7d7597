// Plain passes over whole strings, and the independent reader of MIME as the judge.
#include "tests/support/settled_text.h"

#include <algorithm>

#include <fmt/format.h>

#include "tests/support/mime_reader.h"

namespace heloise {
namespace {

std::string tree_difference(const MimeNode& wanted, const MimeNode& got) {
    if (wanted.fields != got.fields)
        return fmt::format("{} fields became {}, or others", wanted.fields.size(), got.fields.size());
    if (wanted.type != got.type) return fmt::format("type {} became {}", wanted.type, got.type);
    if (wanted.composite != got.composite || wanted.children.size() != got.children.size())
        return fmt::format("{} parts became {}", wanted.children.size(), got.children.size());
    for (std::size_t i = 0; i < wanted.children.size(); ++i) {
        std::string found = tree_difference(wanted.children[i], got.children[i]);
        if (!found.empty()) return fmt::format("{} {}: {}", wanted.type, i, found);
    }
    return {};
}

// Is `settled` the text, with a blank or a CRLF for each CR alone?
bool aligned(std::string_view text, std::string_view settled) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool line_end = text.substr(i, 2) == "\r\n";
        if (line_end || text[i] != '\r') {
            const std::size_t octets = line_end ? 2 : 1;
            if (settled.substr(0, octets) != text.substr(i, octets)) return false;
            settled.remove_prefix(octets);
            i += octets - 1;
        } else if (settled.starts_with(' ')) {
            settled.remove_prefix(1);
        } else if (settled.starts_with("\r\n")) {
            settled.remove_prefix(2);
        } else {
            return false;
        }
    }
    return settled.empty();
}

}  // namespace

std::string with_lone_crs(std::string_view content) {
    std::string out;
    for (std::size_t i = 0; i < content.size(); ++i) {
        const std::size_t behind = std::min(content.find_first_not_of('\r', i), content.size());
        const bool at_end = behind == content.size() && behind > i;
        if (at_end || (behind < content.size() && content[behind] == '\n')) {
            out += "\r\n";
            i = behind;
        } else {
            out += content[i];
        }
    }
    return out;
}

std::string settled_text(std::string_view content) {
    const std::string text = with_lone_crs(content);
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool alone = text[i] == '\r' && text.substr(i, 2) != "\r\n";
        const bool in_body = alone && (out.starts_with("\r\n") || out.find("\r\n\r\n") != std::string::npos);
        out += !alone ? std::string(1, text[i]) : in_body ? "\r\n" : " ";
    }
    return out;
}

std::string structure_text(std::string_view content) {
    std::string text = with_lone_crs(content);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\r' && text.substr(i, 2) != "\r\n") text[i] = ' ';
    }
    return text;
}

std::string settling_fault(std::string_view content, std::string_view settled) {
    if (!aligned(with_lone_crs(content), settled)) return "more than the line ends changed";
    return tree_difference(read_mime(structure_text(content)), read_mime(settled));
}

}  // namespace heloise
