// An IP network in CIDR notation, for access lists: "10.0.0.0/8", "::1/128", "192.0.2.7".
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace heloise {

// An IPv4 address is kept as an IPv4-mapped IPv6 one, so that one comparison serves both and a
// dual-stack listener's "::ffff:10.0.0.1" matches "10.0.0.0/8".
using IpAddress = std::array<std::uint8_t, 16>;

// Empty for anything but an IPv4 or IPv6 address in its usual text form, without brackets or zone.
[[nodiscard]] std::optional<IpAddress> parse_ip(std::string_view text);

struct Network {
    IpAddress address{};
    int prefix = 128;       // of the 128 bits of the mapped form
    bool operator==(const Network&) const = default;
    [[nodiscard]] bool contains(const IpAddress& other) const;
};

// Empty for bad syntax, a prefix too long, or bits set behind the prefix ("10.0.0.1/8").
[[nodiscard]] std::optional<Network> parse_network(std::string_view text);

// Loopback, or private (RFC 1918, RFC 4193, link-local): the places where rule 36 does not warn.
[[nodiscard]] bool is_local(const IpAddress& address);

}  // namespace heloise
