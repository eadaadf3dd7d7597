// Values as TOML: what reader.h reads, written.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace heloise {

// A basic string: in quotes, with quotes, backslashes and controls escaped (TOML 1.0.0, "String").
[[nodiscard]] std::string toml_string(std::string_view text);
[[nodiscard]] std::string toml_bool(bool flag);
// REQUIRES: number < 2^63, which is all that TOML's integers hold.
[[nodiscard]] std::string toml_whole(std::uint64_t number);
// `values` are TOML already.
[[nodiscard]] std::string toml_array(std::span<const std::string> values);
[[nodiscard]] std::string toml_strings(std::span<const std::string> texts);

}  // namespace heloise
