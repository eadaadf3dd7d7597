// IP addresses as text. Down here because both a mailbox's literal and an access list hold them.
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
// A leading zero in an IPv4 octet is refused: some read "010" as eight.
[[nodiscard]] std::optional<IpAddress> parse_ip(std::string_view text);

// The same for one family only.
[[nodiscard]] std::optional<IpAddress> parse_ipv4(std::string_view text);
[[nodiscard]] std::optional<IpAddress> parse_ipv6(std::string_view text);

// As parse_ip() reads it: "192.0.2.7" for an IPv4-mapped address, else RFC 5952's form, "2001:db8::1".
[[nodiscard]] std::string ip_text(const IpAddress& address);

}  // namespace heloise
