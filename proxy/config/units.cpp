// One parser and one printer for both kinds of unit; only the tables differ.
#include "proxy/config/units.h"

#include <array>
#include <charconv>
#include <limits>

namespace heloise {

namespace {

struct Unit {
    std::string_view name;
    std::uint64_t factor;
};

// Largest first, as the printers try them.
constexpr std::array<Unit, 4> kDurations{{{"h", 3'600'000}, {"m", 60'000}, {"s", 1000}, {"ms", 1}}};
constexpr std::array<Unit, 4> kSizes{
    {{"GiB", 1ULL << 30U}, {"MiB", 1ULL << 20U}, {"KiB", 1ULL << 10U}, {"", 1}}};

constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();

template <std::size_t N>
std::optional<std::uint64_t> parse(std::string_view text, const std::array<Unit, N>& units) {
    std::uint64_t number = 0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
    for (const Unit& unit : units) {
        if (text != unit.name) continue;
        if (number > kMost / unit.factor) return std::nullopt;
        return number * unit.factor;
    }
    return std::nullopt;
}

template <std::size_t N>
std::string print(std::uint64_t number, const std::array<Unit, N>& units, std::string_view unit_of_zero) {
    for (const Unit& unit : units) {
        if (number == 0) break;
        if (number % unit.factor == 0) return std::to_string(number / unit.factor).append(unit.name);
    }
    return std::to_string(number).append(unit_of_zero);
}

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
    const std::optional<std::uint64_t> milliseconds = parse(text, kDurations);
    if (!milliseconds) return std::nullopt;
    return Duration(static_cast<Duration::rep>(*milliseconds));
}

std::string duration_text(Duration duration) {
    return print(static_cast<std::uint64_t>(duration.count()), kDurations, "s");
}

std::optional<std::uint64_t> parse_octets(std::string_view text) {
    return parse(text, kSizes);
}

std::string octets_text(std::uint64_t octets) {
    return print(octets, kSizes, "");
}

}  // namespace heloise
