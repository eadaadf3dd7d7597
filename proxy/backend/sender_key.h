// Whom a remembered verdict belongs to (rule 30): who sent, as far as it can be told from others.
#pragma once

#include <compare>
#include <string>
#include <string_view>

namespace heloise {

// One value, made in one place: the network of the front's address. A login names a sender better where there
// is one, and would be another form of the same text.
struct SenderKey {
    std::string text;  // "192.0.2.0/24", "2001:db8:0:1::/64"; no blanks

    auto operator<=>(const SenderKey&) const = default;
};

// Of an address without port: its /24, or /64; an IPv4-mapped one counts as IPv4. What is no IP address is
// a sender of its own.
[[nodiscard]] SenderKey sender_key(std::string_view front_address);

// Whose share of a bounded table an entry of this sender takes: all networks of one IPv6 site (/48, RFC 6177)
// together, since whoever has one has 65,536 of them.
[[nodiscard]] std::string_view share_of(std::string_view sender);

}  // namespace heloise
