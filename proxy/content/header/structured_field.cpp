// A word's neighbours tell what it is: behind an "@" stands a domain, before it a local part.
#include "proxy/content/header/structured_field.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>

#include "proxy/base/utf8.h"
#include "proxy/content/header/field_text.h"
#include "proxy/smtp/idna.h"

namespace heloise {
namespace {

using Kind = FieldToken::Kind;
using Tokens = std::span<const FieldToken>;

// Addresses in refusals: the rest of the 120 octets is for the field's name and the reason.
constexpr std::size_t kShown = 60;
// A quoted string may be folded at its blanks, but a short one reads better in one piece.
constexpr std::size_t kShortQuoted = 40;

// The next token that is no blank or comment, from `at` on in either direction.
const FieldToken* before(Tokens tokens, std::size_t at) {
    while (at > 0 && tokens[at - 1].aside()) --at;
    return at > 0 ? &tokens[at - 1] : nullptr;
}
const FieldToken* behind(Tokens tokens, std::size_t at) {
    while (++at < tokens.size() && tokens[at].aside()) {
    }
    return at < tokens.size() ? &tokens[at] : nullptr;
}

// The code point of a good character of more than one octet.
std::uint32_t code_point(std::string_view character) {
    std::uint32_t value = static_cast<unsigned char>(character[0]) & (0x7FU >> character.size());
    for (const char c : character.substr(1)) value = (value << 6U) | (static_cast<unsigned char>(c) & 0x3FU);
    return value;
}

std::string shown_character(std::string_view character) {
    if (character.size() == 1) return std::string(1, is_printable(character[0]) ? character[0] : '?');
    std::array<char, 16> text{};
    const int octets = std::snprintf(text.data(), text.size(), "\\x{%X}", code_point(character));
    return {text.data(), static_cast<std::size_t>(octets)};
}

// The mailbox or identifier that tokens[at] is a part of: what stands between two separators.
std::string shown(Tokens tokens, std::size_t at) {
    const auto separates = [](const FieldToken& token) {
        return token.kind == Kind::Blanks || token.is('<') || token.is('>') || token.is(',') ||
               token.is(';') || token.is(':');
    };
    std::size_t begin = at;
    while (begin > 0 && !separates(tokens[begin - 1])) --begin;
    std::string whole;
    for (; begin < tokens.size() && !separates(tokens[begin]) && whole.size() <= kShown; ++begin) {
        whole += tokens[begin].text.substr(0, kShown + 4);
    }
    return shown_address(whole, kShown);
}

bool is_trace_word(const FieldToken& token) {
    return token.kind == Kind::Atom &&
           (equal_ignoring_case(token.text, "from") || equal_ignoring_case(token.text, "by"));
}

bool is_domain_place(Tokens tokens, std::size_t at, DomainPlaces places) {
    const FieldToken* const left = before(tokens, at);
    if (tokens[at].kind != Kind::Atom || left == nullptr || places == DomainPlaces::None) return false;
    return left->is('@') || (places == DomainPlaces::Trace && is_trace_word(*left));
}

// A domain in pieces ("a. b", "a\b") is no label for IDNA. Behind "from" and "by" in a trace other words
// follow.
bool goes_on(Tokens tokens, std::size_t at) {
    const FieldToken* const right = behind(tokens, at);
    if (right == nullptr) return false;
    if (right->kind == Kind::Special)
        return std::string_view(">,;:").find(right->text) == std::string_view::npos;
    const FieldToken* const left = before(tokens, at);
    return (left != nullptr && left->is('@')) || tokens[at].text.ends_with('.') ||
           right->text.starts_with('.');
}

// Is there an "@" behind the words that tokens[at] is the first of?
bool is_local_part(Tokens tokens, std::size_t at) {
    while (at < tokens.size() &&
           (tokens[at].aside() || tokens[at].kind == Kind::Atom || tokens[at].kind == Kind::Quoted)) {
        ++at;
    }
    return at < tokens.size() && tokens[at].is('@');
}

void write_eight_bit(Tokens tokens, std::size_t at, DomainPlaces places, FieldRewrite& rewrite) {
    if (is_domain_place(tokens, at, places)) {
        const auto domain = goes_on(tokens, at) ? std::nullopt : to_a_labels(tokens[at].text);
        if (!domain)
            return rewrite.writer.refuse("the domain of <" + shown(tokens, at) + "> has no ASCII form");
        rewrite.writer.touch();
        return rewrite.writer.text(*domain);
    }
    if (places != DomainPlaces::None && is_local_part(tokens, at)) {
        return rewrite.writer.refuse("the local part of <" + shown(tokens, at) + "> is not ASCII");
    }
    rewrite.writer.refuse(shown(tokens, at) + " is not ASCII");
}

}  // namespace

std::string shown_address(std::string_view whole, std::size_t most) {
    constexpr std::string_view kMore = "...";
    std::string out;
    std::size_t fits = 0;  // of it, with kMore behind
    while (!whole.empty() && out.size() <= most) {
        const std::size_t octets = std::max<std::size_t>(utf8_octets(whole), 1);
        out += shown_character(whole.substr(0, octets));
        whole.remove_prefix(octets);
        if (out.size() + kMore.size() <= most) fits = out.size();
    }
    if (out.size() <= most) return out;
    return out.substr(0, fits).append(kMore);
}

void write_structured(Tokens tokens, DomainPlaces places, FieldRewrite& rewrite) {
    bool in_angle = false;
    for (std::size_t at = 0; at < tokens.size() && rewrite.writer.refusal().empty(); ++at) {
        const FieldToken& token = tokens[at];
        if (token.kind == Kind::Comment) {
            write_comment(token.text, rewrite);
            rewrite.writer.point();
        } else if (rewrite.must_go(token.text)) {
            write_eight_bit(tokens, at, places, rewrite);
        } else if (token.kind == Kind::Quoted && token.text.size() <= kShortQuoted) {
            rewrite.writer.text(token.text);
        } else {
            rewrite.as_it_is(token.text);
            in_angle = token.is('<') || (in_angle && !token.is('>'));
            // A list without blanks may be folded between its members, not inside a URL (List-Unsubscribe).
            // Parameters are no list: there a comma belongs to what some read as a value.
            const bool list = places != DomainPlaces::None && !in_angle;
            if (list && (token.is(',') || token.is(';'))) rewrite.writer.point();
        }
    }
}

}  // namespace heloise
