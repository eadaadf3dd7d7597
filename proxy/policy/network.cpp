// Networks of access lists.
#include "proxy/policy/network.h"

#include <algorithm>
#include <array>

#include "proxy/base/ascii.h"

namespace heloise {
namespace {

constexpr int kBits = 128;
constexpr int kMappedBits = 96;  // in front of the IPv4 address

// The bits of octet `index` that a prefix of `bits` covers.
std::uint8_t mask(int bits, std::size_t index) {
    const int here = std::clamp(bits - static_cast<int>(index) * 8, 0, 8);
    return static_cast<std::uint8_t>(0xFFU << static_cast<unsigned>(8 - here));
}

// 1*3DIGIT of at most `most`.
std::optional<int> parse_prefix(std::string_view text, int most) {
    if (text.empty() || text.size() > 3 || !std::all_of(text.begin(), text.end(), is_digit))
        return std::nullopt;
    int value = 0;
    for (const char c : text) value = value * 10 + (c - '0');
    if (value > most) return std::nullopt;
    return value;
}

constexpr IpAddress v4(std::uint8_t a, std::uint8_t b) {
    return {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, a, b, 0, 0};
}

constexpr Network kLoopback4{v4(127, 0), kMappedBits + 8};  // RFC 1122 section 3.2.1.3
constexpr Network kLoopback6{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1},
                             kBits};  // RFC 4291 section 2.5.3

constexpr std::array kLocal{
    kLoopback4,
    kLoopback6,
    Network{v4(10, 0), kMappedBits + 8},  // RFC 1918 section 3, as the next two
    Network{v4(172, 16), kMappedBits + 12},
    Network{v4(192, 168), kMappedBits + 16},
    Network{v4(169, 254), kMappedBits + 16},  // RFC 3927
    Network{{0xFC}, 7},                       // RFC 4193
    Network{{0xFE, 0x80}, 10},                // RFC 4291 section 2.5.6
};

}  // namespace

bool Network::contains(const IpAddress& other) const {
    for (std::size_t i = 0; i < address.size(); ++i) {
        if (((address[i] ^ other[i]) & mask(prefix, i)) != 0) return false;
    }
    return true;
}

std::string Network::text() const {
    std::string out = ip_text(address);
    if (prefix == kBits) return out;
    // An IPv4-mapped address has bits set up to the 96th, so its prefix is no shorter.
    const int before = out.find(':') == std::string::npos ? kMappedBits : 0;
    return out + "/" + std::to_string(prefix - before);
}

std::optional<Network> parse_network(std::string_view text) {
    const std::size_t slash = std::min(text.find('/'), text.size());
    const std::string_view host = text.substr(0, slash);
    const auto address = parse_ip(host);
    if (!address) return std::nullopt;
    Network network{*address, kBits};
    if (slash < text.size()) {
        const int before = host.find(':') == std::string_view::npos ? kMappedBits : 0;
        const auto prefix = parse_prefix(text.substr(slash + 1), kBits - before);
        if (!prefix) return std::nullopt;
        network.prefix = before + *prefix;
    }
    for (std::size_t i = 0; i < address->size(); ++i) {
        if (((*address)[i] & ~static_cast<unsigned>(mask(network.prefix, i))) != 0) return std::nullopt;
    }
    return network;
}

bool is_loopback(const IpAddress& address) {
    return kLoopback4.contains(address) || kLoopback6.contains(address);
}

bool is_local(const IpAddress& address) {
    return std::any_of(kLocal.begin(), kLocal.end(),
                       [&address](const Network& network) { return network.contains(address); });
}

}  // namespace heloise
