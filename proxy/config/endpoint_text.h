// "10.0.0.5:25", "[::1]:25", "host.example:2525", "host", ":25": where something listens or is called.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "proxy/policy/backend.h"

namespace heloise {

// Without a port it is `port`; an empty host is the IPv4 wildcard, as in haproxy. Port 0 is let through:
// whoever cannot use it must look. Empty for bad syntax, an IPv6 address without brackets too: "::1:25" could
// be both.
[[nodiscard]] std::optional<Endpoint> parse_endpoint(std::string_view text, std::uint16_t port = 25);

}  // namespace heloise
