// UTF-8, as far as an envelope needs it: is this octet the start of a good character?
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace heloise {

// The octets of the UTF-8 character at the start of `text`: 1 to 4, or 0 where there is none, or a bad
// one (RFC 3629: cut short, overlong, a surrogate, over U+10FFFF).
[[nodiscard]] std::size_t utf8_octets(std::string_view text);

// No octet over 127.
[[nodiscard]] bool is_ascii(std::string_view text);

// UTF-8 for a place that takes printable ASCII only: other characters as "\x{F6}" (RFC 6533 section 3),
// octets that are no UTF-8 as "\xFF".
[[nodiscard]] std::string printable_utf8(std::string_view text);

// True for empty text, too.
[[nodiscard]] bool is_utf8(std::string_view text);

}  // namespace heloise
