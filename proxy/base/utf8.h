// UTF-8, as far as an envelope needs it: is this octet the start of a good character?
#pragma once

#include <cstddef>
#include <string_view>

namespace heloise {

// The octets of the UTF-8 character at the start of `text`: 1 to 4, or 0 where there is none, or a bad
// one (RFC 3629: cut short, overlong, a surrogate, over U+10FFFF).
[[nodiscard]] std::size_t utf8_octets(std::string_view text);

// True for empty text, too.
[[nodiscard]] bool is_utf8(std::string_view text);

}  // namespace heloise
