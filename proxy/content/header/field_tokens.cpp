// One octet tells which token begins; each has a function that finds its end.
#include "proxy/content/header/field_tokens.h"

#include "proxy/base/ascii.h"
#include "proxy/content/header/field_value.h"

namespace heloise {
namespace {

constexpr std::string_view kMailSpecials = "<>,:;@)]\\";
constexpr std::string_view kMimeSpecials = "<>,:;@)]\\[/?=";
constexpr std::size_t kOpen = std::string_view::npos;

// Behind the octet that closes what opened at the front, or kOpen.
std::size_t closing(std::string_view text, char open, char close) {
    std::size_t depth = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\\') {
            ++at;
        } else if (text[at] == close && (open != close || at > 0)) {
            if (depth <= 1) return at + 1;
            --depth;
        } else if (text[at] == open && (open == '(' || at == 0)) {
            ++depth;
        }
    }
    return kOpen;
}

std::size_t atom_octets(std::string_view text, std::string_view specials, bool literals) {
    std::size_t at = 0;
    while (at < text.size()) {
        const char c = text[at];
        if (is_blank(c) || c == '(' || c == '"' || (literals && c == '[')) break;
        if (specials.find(c) != std::string_view::npos) break;
        ++at;
    }
    return at;
}

FieldToken token(FieldToken::Kind kind, std::string_view text, std::size_t octets) {
    return {octets == kOpen ? FieldToken::Kind::Open : kind, text.substr(0, octets)};
}

}  // namespace

std::vector<FieldToken> field_tokens(std::string_view value, FieldGrammar grammar) {
    using Kind = FieldToken::Kind;
    const bool mail = grammar == FieldGrammar::Mail;
    const std::string_view specials = mail ? kMailSpecials : kMimeSpecials;
    std::vector<FieldToken> tokens;
    while (!value.empty()) {
        const char c = value.front();
        if (is_blank(c)) {
            tokens.push_back({Kind::Blanks, leading_blanks(value)});
        } else if (c == '(') {
            tokens.push_back(token(Kind::Comment, value, closing(value, '(', ')')));
        } else if (c == '"') {
            tokens.push_back(token(Kind::Quoted, value, closing(value, '"', '"')));
        } else if (mail && c == '[') {
            tokens.push_back(token(Kind::Literal, value, closing(value, '[', ']')));
        } else if (specials.find(c) != std::string_view::npos) {
            tokens.push_back({Kind::Special, value.substr(0, 1)});
        } else {
            tokens.push_back({Kind::Atom, value.substr(0, atom_octets(value, specials, mail))});
        }
        value.remove_prefix(tokens.back().text.size());
    }
    return tokens;
}

std::string unquoted(std::string_view quoted) {
    quoted = quoted.substr(1, quoted.size() - 2);
    std::string out;
    out.reserve(quoted.size());
    for (std::size_t at = 0; at < quoted.size(); ++at) {
        if (quoted[at] == '\\' && at + 1 < quoted.size()) ++at;
        out += quoted[at];
    }
    return out;
}

}  // namespace heloise
