// Where a backend or listener is: a host name or an address, and a port.
#pragma once

#include <cstdint>
#include <string>

namespace heloise {

struct Endpoint {
    std::string host;  // "10.0.0.5", "::1" (no brackets) or a name
    std::uint16_t port = 25;
    bool operator==(const Endpoint&) const = default;
    // "10.0.0.5:25", "[::1]:25"
    [[nodiscard]] std::string text() const;
};

}  // namespace heloise
