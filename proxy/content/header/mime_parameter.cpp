// RFC 2231: sections 3 (continuations), 4 (charsets) and 4.1 (both).
#include "proxy/content/header/mime_parameter.h"

#include <algorithm>

#include "proxy/base/ascii.h"
#include "proxy/content/header/encoded_word.h"

namespace heloise {
namespace {

using Kind = FieldToken::Kind;

constexpr std::string_view kHex = "0123456789ABCDEF";
// One blank before it and a semicolon behind: 76 in all.
constexpr std::size_t kPartMax = 74;
// Nobody cuts a file name into more.
constexpr std::size_t kSectionDigits = 4;

// Some of attribute-char (RFC 2231 section 7), those that no known reader stumbles over.
constexpr bool stands_for_itself(char c) {
    return is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '+';
}

void append_percent(char c, std::string& out) {
    const auto octet = static_cast<unsigned char>(c);
    out += '%';
    out += kHex[octet >> 4U];
    out += kHex[octet & 0xFU];
}

std::string percent_encoded(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (stands_for_itself(c)) {
            out += c;
        } else {
            append_percent(c, out);
        }
    }
    return out;
}

constexpr int hex_value(char c) {
    const char upper_c = to_upper(c);
    if (is_digit(upper_c)) return upper_c - '0';
    return upper_c >= 'A' && upper_c <= 'F' ? upper_c - 'A' + 10 : -1;
}

// "0", "12"; no other form is one (RFC 2231 section 3: no leading zeroes).
std::optional<std::size_t> section_number(std::string_view digits) {
    if (digits.empty() || digits.size() > kSectionDigits ||
        !std::all_of(digits.begin(), digits.end(), is_digit)) {
        return std::nullopt;
    }
    if (digits.size() > 1 && digits.front() == '0') return std::nullopt;
    std::size_t number = 0;
    for (const char c : digits) number = number * 10 + static_cast<std::size_t>(c - '0');
    return number;
}

void read_attribute(MimeParameter& parameter) {
    std::string_view name = parameter.attribute;
    if (name.ends_with('*')) {
        parameter.extended = true;
        name.remove_suffix(1);
    }
    const std::size_t star = name.find_last_of('*');
    if (star != std::string_view::npos) {
        parameter.section = section_number(name.substr(star + 1));
        if (parameter.section) name = name.substr(0, star);
    }
    parameter.name = lower(name);
}

}  // namespace

std::string MimeParameter::plain() const {
    return value->kind == Kind::Quoted ? unquoted(value->text) : std::string(value->text);
}

//   [CFWS] attribute [CFWS] "=" [CFWS] value [CFWS]
MimeParameter read_parameter(std::span<const FieldToken> tokens) {
    MimeParameter parameter{.tokens = tokens};
    std::vector<const FieldToken*> words;
    for (const FieldToken& token : tokens) {
        if (!token.aside() && words.size() <= 3) words.push_back(&token);
    }
    if (words.size() != 3 || words[0]->kind != Kind::Atom || !words[1]->is('=')) return parameter;
    if (words[2]->kind != Kind::Atom && words[2]->kind != Kind::Quoted) return parameter;
    parameter.attribute = words[0]->text;
    parameter.value = words[2];
    read_attribute(parameter);
    if (parameter.name.empty()) return {.tokens = tokens};
    return parameter;
}

std::optional<std::string> percent_decoded(std::string_view text, bool charset) {
    for (int i = 0; charset && i < 2; ++i) {
        const std::size_t apostrophe = text.find('\'');
        if (apostrophe == std::string_view::npos) return std::nullopt;
        text.remove_prefix(apostrophe + 1);
    }
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool escape = text[at] == '%' && at + 2 < text.size() && hex_value(text[at + 1]) >= 0 &&
                            hex_value(text[at + 2]) >= 0;
        out += escape ? static_cast<char>(hex_value(text[at + 1]) * 16 + hex_value(text[at + 2])) : text[at];
        if (escape) at += 2;
    }
    return out;
}

std::string percent_mended(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (is_eight_bit(c)) {
            append_percent(c, out);
        } else {
            out += c;
        }
    }
    return out;
}

void write_extended(std::string_view name, std::string_view text, FieldWriter& writer) {
    const Charset charset = charset_of(text);
    const std::string prefix = std::string(charset_name(charset)) + "''";
    const std::string whole = percent_encoded(text);
    if (name.size() + 2 + prefix.size() + whole.size() <= kPartMax) {
        writer.touch();
        return writer.text(std::string(name) + "*=" + prefix + whole);
    }
    for (std::size_t part = 0; !text.empty(); ++part) {
        std::string piece = std::string(name) + "*" + std::to_string(part) + "*=" + (part == 0 ? prefix : "");
        const std::size_t empty = piece.size();
        while (!text.empty()) {
            const std::size_t octets = character_octets(text, charset);
            const std::string more = percent_encoded(text.substr(0, octets));
            if (piece.size() > empty && piece.size() + more.size() > kPartMax) break;
            piece += more;
            text.remove_prefix(octets);
        }
        writer.touch();
        writer.text(piece);
        if (text.empty()) break;
        writer.text(";");
        writer.apart();
    }
}

}  // namespace heloise
