// How deep a TOML text would nest, found without parsing it.
//
// toml++ bounds nested arrays and inline tables but not dotted keys, and frees what it built by recursion:
// a line of "a.a.a. ..." as long as a small photograph overflows the stack before any error is reported.
// So toml.cpp asks here first.
#pragma once

#include <optional>
#include <string_view>

#include "proxy/config/node.h"

namespace heloise {

// Where the text first nests deeper than any configuration does, or nothing. What is no valid TOML may
// pass: the parser stops at the first fault, so nothing behind it nests anything.
[[nodiscard]] std::optional<Position> find_excessive_depth(std::string_view text);

}  // namespace heloise
