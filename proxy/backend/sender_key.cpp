// An IpAddress holds IPv4 in its last four octets.
#include "proxy/backend/sender_key.h"

#include <algorithm>

#include <fmt/format.h>

#include "proxy/base/ip.h"

namespace heloise {
namespace {

constexpr std::string_view kIpv6Network = "::/64";
constexpr int kSiteGroups = 3;

}  // namespace

SenderKey sender_key(std::string_view front_address) {
    const std::string_view address = front_address.substr(0, front_address.find('%'));  // without its zone
    const auto parsed = parse_ip(address);
    if (!parsed) return {std::string(front_address)};
    const IpAddress& ip = *parsed;
    const bool mapped = std::all_of(ip.begin(), ip.begin() + 10, [](auto octet) { return octet == 0; }) &&
                        ip[10] == 0xFF && ip[11] == 0xFF;
    if (mapped) return {fmt::format("{}.{}.{}.0/24", ip[12], ip[13], ip[14])};
    const auto group = [&ip](std::size_t at) { return ip[2 * at] << 8U | ip[2 * at + 1]; };
    return {fmt::format("{:x}:{:x}:{:x}:{:x}{}", group(0), group(1), group(2), group(3), kIpv6Network)};
}

std::string_view share_of(std::string_view sender) {
    if (!sender.ends_with(kIpv6Network)) return sender;
    std::size_t end = 0;
    for (int groups = 0; groups < kSiteGroups; ++groups) end = sender.find(':', end) + 1;
    return sender.substr(0, end);
}

}  // namespace heloise
