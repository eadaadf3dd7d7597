// Durations and sizes as an operator writes them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "proxy/base/time.h"

namespace heloise {

// "250ms", "30s", "5m", "1h": digits and a unit, nothing between or around. Empty for anything else, and
// for more than Duration holds.
[[nodiscard]] std::optional<Duration> parse_duration(std::string_view text);
// The shortest of these forms: "90s", "5m".
[[nodiscard]] std::string duration_text(Duration duration);
// What a text that is no duration was probably meant to be: "1h30m" is "90m", "5 min" is "5m", "30" is "30s".
// Empty where that cannot be told.
[[nodiscard]] std::string meant_duration(std::string_view text);

// "4096", "512KiB", "10MiB", "1GiB". Empty for anything else, and for more than 2^63-1.
[[nodiscard]] std::optional<std::uint64_t> parse_octets(std::string_view text);
[[nodiscard]] std::string octets_text(std::uint64_t octets);
// Likewise of a size: "10MB" and "10 mib" are "10MiB".
[[nodiscard]] std::string meant_octets(std::string_view text);

}  // namespace heloise
