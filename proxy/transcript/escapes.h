// Octets as a line of printable ASCII, and back: how a transcript writes what was on the wire.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace heloise {

// Octets outside printable ASCII, the backslash, and a blank at the very end become "\xNN".
[[nodiscard]] std::string escape(std::string_view octets);

// Undoes it; "\\" is taken for a backslash too, and hexadecimal digits of either case. Empty for any other
// escape, for an octet that ought to be escaped, and for a blank at the end.
[[nodiscard]] std::optional<std::string> unescape(std::string_view text);

}  // namespace heloise
