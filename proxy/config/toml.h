// TOML text to a tree of nodes. The only file that knows the TOML library.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "proxy/config/node.h"

namespace heloise {

struct TomlFault {
    Position at;
    std::string text;
};

// The whole text as one table, or its first fault. Never aborts, whatever the octets.
[[nodiscard]] std::variant<Node, TomlFault> parse_toml(std::string_view text);

}  // namespace heloise
