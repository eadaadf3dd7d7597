// An IP address with a port, as sockets take it and as people write it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <sys/socket.h>

#include "proxy/policy/network.h"

namespace heloise {

class SocketAddress {
public:
    // "10.0.0.5:25", "[::1]:25". Empty for a host name or anything else.
    [[nodiscard]] static std::optional<SocketAddress> parse(std::string_view text);
    // from_host() takes host and port apart, an IPv6 host without brackets. Empty for a host name too.
    [[nodiscard]] static std::optional<SocketAddress> from_host(const std::string& host, std::uint16_t port);
    // from_raw() takes what a system call filled in. REQUIRES: AF_INET or AF_INET6.
    [[nodiscard]] static SocketAddress from_raw(const sockaddr* raw);

    [[nodiscard]] const sockaddr* raw() const { return reinterpret_cast<const sockaddr*>(&storage_); }
    [[nodiscard]] socklen_t size() const;
    [[nodiscard]] int family() const { return storage_.ss_family; }
    [[nodiscard]] std::uint16_t port() const;
    // "192.0.2.1", "2001:db8::1"; an IPv4-mapped address is written as the IPv4 one it is.
    [[nodiscard]] std::string host() const;
    // "192.0.2.1:25", "[2001:db8::1]:25"
    [[nodiscard]] std::string text() const;
    // For access lists, IPv4 in its mapped form.
    [[nodiscard]] IpAddress ip() const;

private:
    sockaddr_storage storage_{};
};

}  // namespace heloise
