// The text forms of IP addresses, read without the system's resolver: these octets come from strangers.
#include "proxy/base/ip.h"

#include <algorithm>
#include <span>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "proxy/base/ascii.h"

namespace heloise {
namespace {

constexpr std::size_t kV4Octets = 4;
constexpr std::size_t kGroups = 8;  // of 16 bits, in an IPv6 address
constexpr IpAddress kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0};

// dec-octet = 0-255 without leading zeros. Removes it from `text`.
std::optional<std::uint8_t> take_decimal(std::string_view& text) {
    unsigned value = 0;
    std::size_t digits = 0;
    while (digits < text.size() && is_digit(text[digits])) {
        if (digits == 3 || (digits == 1 && value == 0)) return std::nullopt;
        value = value * 10 + static_cast<unsigned>(text[digits++] - '0');
    }
    if (digits == 0 || value > 255) return std::nullopt;
    text.remove_prefix(digits);
    return static_cast<std::uint8_t>(value);
}

// IPv4 = dec-octet 3("." dec-octet), into four octets. All of `text` must be it.
bool read_v4(std::string_view text, std::uint8_t* out) {
    for (std::size_t i = 0; i < kV4Octets; ++i) {
        if (i > 0) {
            if (!text.starts_with('.')) return false;
            text.remove_prefix(1);
        }
        const auto octet = take_decimal(text);
        if (!octet) return false;
        out[i] = *octet;
    }
    return text.empty();
}

int hex_value(char c) {
    if (is_digit(c)) return c - '0';
    const char low = to_lower(c);
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

// h16 = 1*4HEXDIG. Removes it from `text`.
std::optional<std::uint16_t> take_h16(std::string_view& text) {
    unsigned value = 0;
    std::size_t digits = 0;
    while (digits < text.size() && hex_value(text[digits]) >= 0) {
        if (digits == 4) return std::nullopt;
        value = value * 16 + static_cast<unsigned>(hex_value(text[digits++]));
    }
    if (digits == 0) return std::nullopt;
    text.remove_prefix(digits);
    return static_cast<std::uint16_t>(value);
}

// The groups on one side of "::", or all of them.
struct Groups {
    IpAddress octets{};
    std::size_t size = 0;
};

// groups = h16 *(":" h16) [":" IPv4]; or IPv4 alone. Empty text is no groups.
std::optional<Groups> read_groups(std::string_view text) {
    Groups groups;
    while (!text.empty()) {
        if (text.find(':') == std::string_view::npos && text.find('.') != std::string_view::npos) {
            if (groups.size + kV4Octets > groups.octets.size()) return std::nullopt;
            if (!read_v4(text, groups.octets.data() + groups.size)) return std::nullopt;
            groups.size += kV4Octets;
            return groups;
        }
        const auto group = take_h16(text);
        if (!group || groups.size + 2 > groups.octets.size()) return std::nullopt;
        groups.octets[groups.size++] = static_cast<std::uint8_t>(*group >> 8U);
        groups.octets[groups.size++] = static_cast<std::uint8_t>(*group & 0xFFU);
        if (text.empty()) break;
        if (text.size() < 2 || text.front() != ':') return std::nullopt;
        text.remove_prefix(1);
    }
    return groups;
}

// The longest run of groups that are zero, the first of those; empty where no two are neighbours (RFC 5952
// section 4.2).
std::span<const unsigned> longest_gap(std::span<const unsigned> groups) {
    std::span<const unsigned> longest;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        std::size_t end = i;
        while (end < groups.size() && groups[end] == 0) ++end;
        if (end - i > std::max<std::size_t>(longest.size(), 1)) longest = groups.subspan(i, end - i);
    }
    return longest;
}

}  // namespace

std::optional<IpAddress> parse_ipv4(std::string_view text) {
    IpAddress address = kMapped;
    if (!read_v4(text, address.data() + address.size() - kV4Octets)) return std::nullopt;
    return address;
}

//   IPv6 = groups of 16 octets in all, or [groups] "::" [groups] of at most 14 (RFC 4291 section 2.2)
std::optional<IpAddress> parse_ipv6(std::string_view text) {
    const std::size_t gap = text.find("::");
    if (gap == std::string_view::npos) {
        const auto groups = read_groups(text);
        if (!groups || groups->size != groups->octets.size()) return std::nullopt;
        return groups->octets;
    }
    const std::string_view before = text.substr(0, gap);
    if (before.find('.') != std::string_view::npos) return std::nullopt;
    const auto head = read_groups(before);
    const auto tail = read_groups(text.substr(gap + 2));
    if (!head || !tail || head->size + tail->size > head->octets.size() - 2) return std::nullopt;
    IpAddress address = head->octets;
    std::copy_n(tail->octets.begin(), tail->size, address.end() - static_cast<std::ptrdiff_t>(tail->size));
    return address;
}

std::optional<IpAddress> parse_ip(std::string_view text) {
    return text.find(':') == std::string_view::npos ? parse_ipv4(text) : parse_ipv6(text);
}

std::string ip_text(const IpAddress& address) {
    if (std::equal(kMapped.begin(), kMapped.end() - kV4Octets, address.begin()))
        return fmt::format("{}", fmt::join(address.end() - kV4Octets, address.end(), "."));
    std::array<unsigned, kGroups> groups{};
    for (std::size_t i = 0; i < kGroups; ++i) groups[i] = address[2 * i] * 256U + address[2 * i + 1];
    const auto gap = longest_gap(groups);
    const auto text = [](auto first, auto last) { return fmt::format("{:x}", fmt::join(first, last, ":")); };
    if (gap.empty()) return text(groups.begin(), groups.end());
    return text(groups.data(), gap.data()) + "::" + text(gap.data() + gap.size(), groups.data() + kGroups);
}

}  // namespace heloise
