// Octets in the place of what a recording left out.
#pragma once

#include <cstdint>
#include <string>

#include "proxy/transcript/transcript.h"

namespace heloise {

// Text to stand for a body that a recording left out: an empty header and lines of "x", `octets` in all. No
// line begins with a dot, and nothing in it needs converting.
[[nodiscard]] std::string placeholder_body(std::uint64_t octets);

// What a line puts on the wire, with something made up for what was left out.
[[nodiscard]] std::string octets_of(const Said& said);

}  // namespace heloise
