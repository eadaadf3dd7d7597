// Socket addresses and their text forms.
#include "proxy/edge/socket_address.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <uv.h>

#include "proxy/base/check.h"

namespace heloise {
namespace {

// The storage is filled through the type it stands for, as the socket API has it.
template <typename T>
T* as(sockaddr_storage& storage) {
    return reinterpret_cast<T*>(&storage);
}
template <typename T>
const T* as(const sockaddr_storage& storage) {
    return reinterpret_cast<const T*>(&storage);
}

}  // namespace

std::optional<SocketAddress> SocketAddress::from_host(const std::string& host, std::uint16_t port) {
    SocketAddress address;
    if (uv_ip4_addr(host.c_str(), port, as<sockaddr_in>(address.storage_)) == 0) return address;
    if (uv_ip6_addr(host.c_str(), port, as<sockaddr_in6>(address.storage_)) == 0) return address;
    return std::nullopt;
}

std::optional<SocketAddress> SocketAddress::parse(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    std::string_view host = text.substr(0, colon);
    const std::string_view digits = text.substr(colon + 1);
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    const bool brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (brackets) host = host.substr(1, host.size() - 2);
    // "::1:25" could be read in two ways.
    if (brackets != (host.find(':') != std::string_view::npos)) return std::nullopt;
    return from_host(std::string(host), port);
}

SocketAddress SocketAddress::from_raw(const sockaddr* raw) {
    CHECK(raw->sa_family == AF_INET || raw->sa_family == AF_INET6);
    SocketAddress address;
    std::memcpy(&address.storage_, raw,
                raw->sa_family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6));
    return address;
}

socklen_t SocketAddress::size() const {
    return family() == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
}

std::uint16_t SocketAddress::port() const {
    return ntohs(family() == AF_INET ? as<sockaddr_in>(storage_)->sin_port
                                     : as<sockaddr_in6>(storage_)->sin6_port);
}

std::string SocketAddress::host() const {
    std::array<char, INET6_ADDRSTRLEN + 32> text{};
    if (family() == AF_INET) {
        uv_ip4_name(as<sockaddr_in>(storage_), text.data(), text.size());
        return text.data();
    }
    const in6_addr& six = as<sockaddr_in6>(storage_)->sin6_addr;
    if (IN6_IS_ADDR_V4MAPPED(&six)) {
        uv_inet_ntop(AF_INET, &six.s6_addr[12], text.data(), text.size());
    } else {
        uv_inet_ntop(AF_INET6, &six, text.data(), text.size());
    }
    return text.data();
}

std::string SocketAddress::text() const {
    const std::string name = host();
    const bool six = name.find(':') != std::string::npos;
    return (six ? "[" + name + "]" : name) + ":" + std::to_string(port());
}

IpAddress SocketAddress::ip() const {
    IpAddress ip{};
    if (family() == AF_INET) {
        ip[10] = ip[11] = 0xff;
        std::memcpy(&ip[12], &as<sockaddr_in>(storage_)->sin_addr, 4);
    } else {
        std::memcpy(ip.data(), &as<sockaddr_in6>(storage_)->sin6_addr, ip.size());
    }
    return ip;
}

}  // namespace heloise
