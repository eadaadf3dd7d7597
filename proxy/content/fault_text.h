// Says what is wrong with an octet, in words for the sender: "... in a multipart's preamble".
#pragma once

#include <string>
#include <string_view>

#include "proxy/content/body_scanner.h"

namespace heloise {

// fault_text() takes `line_max` with its CRLF, as in ConversionNeeds; its text names the limit without CRLF,
// as the RFCs do.
[[nodiscard]] std::string fault_text(Fault fault, std::size_t line_max);

// True when a CR or LF is no part of a CRLF.
[[nodiscard]] bool has_bare_newline(std::string_view text);

}  // namespace heloise
