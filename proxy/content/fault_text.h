// What is wrong with an octet, in words for the sender: "... in a multipart's preamble".
#pragma once

#include <string>
#include <string_view>

#include "proxy/content/body_scanner.h"

namespace heloise {

// `line_max` with its CRLF, as in ConversionNeeds; what is said counts without, as the RFCs do.
[[nodiscard]] std::string fault_text(Fault fault, std::size_t line_max);

// A CR or LF that is no part of a CRLF.
[[nodiscard]] bool has_bare_newline(std::string_view text);

}  // namespace heloise
