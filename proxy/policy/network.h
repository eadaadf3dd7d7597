// An IP network in CIDR notation, for access lists: "10.0.0.0/8", "::1/128", "192.0.2.7".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "proxy/base/ip.h"

namespace heloise {

struct Network {
    IpAddress address{};
    int prefix = 128;  // of the 128 bits of the mapped form
    bool operator==(const Network&) const = default;
    [[nodiscard]] bool contains(const IpAddress& other) const;
    // As parse_network() reads it: "10.0.0.0/8", "192.0.2.7", "2001:db8::/32".
    [[nodiscard]] std::string text() const;
};

// Empty for bad syntax, a prefix too long, or bits set behind the prefix ("10.0.0.1/8").
[[nodiscard]] std::optional<Network> parse_network(std::string_view text);

// 127.0.0.0/8 and ::1: the machine itself.
[[nodiscard]] bool is_loopback(const IpAddress& address);
// Loopback, or private (RFC 1918, RFC 4193, link-local): the places where rule 36 does not warn.
[[nodiscard]] bool is_local(const IpAddress& address);

}  // namespace heloise
