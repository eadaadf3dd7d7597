// The tokens of a structured header field (RFC 5322 section 3.2), octets over 127 allowed in all of them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace heloise {

struct FieldToken {
    enum class Kind : std::uint8_t {
        Blanks,
        Comment,  // with its parentheses, others within it
        Quoted,   // with its quotes
        Literal,  // with its brackets
        Atom,     // what is none of the others; dots are in it
        Special,  // one octet
        Open,     // a comment, quoted string or literal without an end: all the rest
    } kind = Kind::Atom;
    std::string_view text;

    [[nodiscard]] bool is(char special) const { return kind == Kind::Special && text.front() == special; }
    // Means nothing but to people (CFWS).
    [[nodiscard]] bool aside() const { return kind == Kind::Blanks || kind == Kind::Comment; }
};

// Which octets are specials: RFC 5322's, but the dot; or the tspecials of RFC 2045 section 5.1.
enum class FieldGrammar : std::uint8_t { Mail, Mime };

// All of an unfolded value; put together again, the texts are the value.
[[nodiscard]] std::vector<FieldToken> field_tokens(std::string_view value, FieldGrammar grammar);

// What a quoted string says: without its quotes and backslashes. REQUIRES: a Quoted token's text.
[[nodiscard]] std::string unquoted(std::string_view quoted);

}  // namespace heloise
