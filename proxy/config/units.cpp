// One parser and one printer for both kinds of unit; only the tables differ.
#include "proxy/config/units.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "proxy/base/ascii.h"

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

// How people write units elsewhere, in lower case.
struct Spelling {
    std::string_view text;
    std::string_view unit;
};
constexpr std::array<Spelling, 17> kDurationSpellings{{{"ms", "ms"},
                                                       {"msec", "ms"},
                                                       {"s", "s"},
                                                       {"sec", "s"},
                                                       {"secs", "s"},
                                                       {"second", "s"},
                                                       {"seconds", "s"},
                                                       {"m", "m"},
                                                       {"min", "m"},
                                                       {"mins", "m"},
                                                       {"minute", "m"},
                                                       {"minutes", "m"},
                                                       {"h", "h"},
                                                       {"hr", "h"},
                                                       {"hour", "h"},
                                                       {"hours", "h"},
                                                       {"hrs", "h"}}};
constexpr std::array<Spelling, 12> kSizeSpellings{{{"b", ""},
                                                   {"", ""},
                                                   {"k", "KiB"},
                                                   {"kb", "KiB"},
                                                   {"kib", "KiB"},
                                                   {"m", "MiB"},
                                                   {"mb", "MiB"},
                                                   {"mib", "MiB"},
                                                   {"g", "GiB"},
                                                   {"gb", "GiB"},
                                                   {"gib", "GiB"},
                                                   {"bytes", ""}}};

std::string_view take_while(std::string_view& text, bool (*fits)(char)) {
    const auto end = std::find_if_not(text.begin(), text.end(), fits);
    const std::string_view taken = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    text.remove_prefix(taken.size());
    return taken;
}

// One number and its unit, blanks around either: "10 MB" as "10MiB". Empty when it is something else.
template <std::size_t N>
std::string take_meant(std::string_view& text, const std::array<Spelling, N>& spellings) {
    const auto blanks = [&text] { take_while(text, [](char c) { return c == ' '; }); };
    blanks();
    const std::string number(take_while(text, is_digit));
    blanks();
    const std::string word = lower(take_while(text, is_alpha));
    blanks();
    for (const Spelling& spelling : spellings) {
        if (!number.empty() && spelling.text == word) return number + std::string(spelling.unit);
    }
    return {};
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

std::string meant_duration(std::string_view text) {
    // A number alone, and seconds are what most programs count in.
    if (!text.empty() && std::all_of(text.begin(), text.end(), is_digit))
        return meant_duration(std::string(text) + "s");
    Duration sum{0};
    do {
        const std::optional<Duration> part = parse_duration(take_meant(text, kDurationSpellings));
        if (!part || *part > Duration::max() - sum) return {};
        sum += *part;
    } while (!text.empty());
    return duration_text(sum);
}

std::optional<std::uint64_t> parse_octets(std::string_view text) {
    return parse(text, kSizes);
}

std::string octets_text(std::uint64_t octets) {
    return print(octets, kSizes, "");
}

std::string meant_octets(std::string_view text) {
    std::string meant = take_meant(text, kSizeSpellings);
    return text.empty() && parse_octets(meant) ? meant : std::string();
}

}  // namespace heloise
