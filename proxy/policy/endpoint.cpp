// Endpoints as people write them.
#include "proxy/policy/endpoint.h"

#include <fmt/format.h>

namespace heloise {

std::string Endpoint::text() const {
    // An address with colons of its own needs brackets (RFC 3986 section 3.2.2).
    const bool brackets = host.find(':') != std::string::npos;
    return brackets ? fmt::format("[{}]:{}", host, port) : fmt::format("{}:{}", host, port);
}

}  // namespace heloise
