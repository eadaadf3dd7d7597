// The one look that every octet of a body gets.
#pragma once

#include <cstddef>
#include <string_view>

namespace heloise {

// Index of the first CR, LF or NUL in `octets`, or octets.size(). `eight_bit` is set, never cleared, when
// an octet over 127 stands before it.
[[nodiscard]] std::size_t find_line_octet(std::string_view octets, bool& eight_bit);

}  // namespace heloise
