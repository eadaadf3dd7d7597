// Makes up octets for those that a recording left out.
#pragma once

#include <cstdint>
#include <string>

#include "proxy/transcript/transcript.h"

namespace heloise {

// placeholder_body() makes a body of `octets` octets: an empty header and lines of "x". No line begins with
// a dot, and nothing in it needs converting.
[[nodiscard]] std::string placeholder_body(std::uint64_t octets);

// octets_of() returns what a line puts on the wire, with octets made up for those left out.
[[nodiscard]] std::string octets_of(const Said& said);

}  // namespace heloise
