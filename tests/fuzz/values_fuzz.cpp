// Any octets as one of the small values of a configuration: a duration, a size, an endpoint, a network, an
// address, a mistyped name. What is taken prints as something that means the same; addresses are what the C
// library says they are.
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <iterator>
#include <string>
#include <utility>

#include <arpa/inet.h>

#include "proxy/base/ascii.h"
#include "proxy/base/check.h"
#include "proxy/base/ip.h"
#include "proxy/base/utf8.h"
#include "proxy/config/endpoint_text.h"
#include "proxy/config/nearest.h"
#include "proxy/config/problem.h"
#include "proxy/config/units.h"
#include "proxy/policy/network.h"
#include "tests/fuzz/fuzz_input.h"

namespace heloise {
namespace {

// Divided by its unit, what was read is the number that stands there: nothing ran over.
void expect_number(std::string_view text, std::uint64_t read) {
    constexpr std::pair<std::string_view, std::uint64_t> kUnits[] = {
        {"h", 3'600'000}, {"m", 60'000},        {"s", 1000},          {"ms", 1},
        {"", 1},          {"KiB", 1ULL << 10U}, {"MiB", 1ULL << 20U}, {"GiB", 1ULL << 30U}};
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    CHECK(error == std::errc{});
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    const auto* const unit = std::find_if(std::begin(kUnits), std::end(kUnits),
                                          [text](const auto& one) { return one.first == text; });
    CHECK(unit != std::end(kUnits) && read / unit->second == number && read % unit->second == 0);
}

void expect_duration(std::string_view text) {
    if (const auto duration = parse_duration(text)) {
        CHECK(*duration >= Duration::zero());
        expect_number(text, static_cast<std::uint64_t>(duration->count()));
        CHECK(parse_duration(duration_text(*duration)) == duration);
    }
    const std::string meant = meant_duration(text);
    CHECK(meant.empty() || parse_duration(meant));
}

void expect_octets(std::string_view text) {
    if (const auto octets = parse_octets(text)) {
        expect_number(text, *octets);
        CHECK(parse_octets(octets_text(*octets)) == octets);
    }
    const std::string meant = meant_octets(text);
    CHECK(meant.empty() || parse_octets(meant));
}

void expect_endpoint(std::string_view text) {
    const auto endpoint = parse_endpoint(text);
    if (!endpoint) return;
    CHECK(!endpoint->host.empty() && !any_control(endpoint->host) && is_ascii(endpoint->host));
    CHECK(parse_endpoint(endpoint->text()) == endpoint);
}

void expect_address(std::string_view text) {
    const std::string name(text);
    const bool whole = name.find('\0') == std::string::npos;
    std::array<std::uint8_t, 4> v4{};
    IpAddress v6{};
    const bool is_v4 = whole && inet_pton(AF_INET, name.c_str(), v4.data()) == 1;
    const bool is_v6 = whole && inet_pton(AF_INET6, name.c_str(), v6.data()) == 1;
    CHECK(parse_ipv4(text).has_value() == is_v4);
    CHECK(parse_ipv6(text).has_value() == is_v6);
    CHECK(parse_ip(text).has_value() == (is_v4 || is_v6));
    if (is_v6) CHECK(parse_ip(text) == v6);
    if (is_v4) CHECK(std::equal(v4.begin(), v4.end(), parse_ip(text)->begin() + 12));
}

// A network holds its own address, and none that differs from it before its prefix's end.
void expect_network(std::string_view text) {
    const auto network = parse_network(text);
    if (!network) return;
    CHECK(network->prefix >= 0 && network->prefix <= 128 && network->contains(network->address));
    for (int bit = 0; bit < 128; ++bit) {
        IpAddress other = network->address;
        other[static_cast<std::size_t>(bit) / 8] ^= static_cast<std::uint8_t>(0x80U >> bit % 8);
        CHECK(network->contains(other) == (bit >= network->prefix));
    }
    CHECK(is_local(network->address) || !is_loopback(network->address));
}

void expect_message(std::string_view text) {
    static constexpr std::array<std::string_view, 4> kNames{"greeting", "delivery", "listen", "limits"};
    const std::string_view meant = nearest(text, kNames);
    CHECK(meant.empty() || std::find(kNames.begin(), kNames.end(), meant) != kNames.end());
    CHECK(nearest(kNames[text.size() % 4], kNames) == kNames[text.size() % 4]);
    CHECK(!any_control(shown(text)) && shown(text).size() <= 4 * 60 + 5);
    const std::string printable = printable_utf8(text);
    CHECK(std::all_of(printable.begin(), printable.end(), is_printable));
    CHECK(printable.size() <= 4 * text.size());
}

}  // namespace
}  // namespace heloise

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace heloise;
    FuzzInput input(data, size);
    const std::uint8_t kind = input.choose();
    const std::string_view text = input.rest();
    switch (kind % 6) {
        case 0: expect_duration(text); break;
        case 1: expect_octets(text); break;
        case 2: expect_endpoint(text); break;
        case 3: expect_address(text); break;
        case 4: expect_network(text); break;
        default: expect_message(text); break;
    }
    return 0;
}
