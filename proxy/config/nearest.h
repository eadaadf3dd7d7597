// "did you mean ...": the nearest of the names that would have been right.
#pragma once

#include <span>
#include <string_view>

namespace heloise {

// The name that takes the fewest slips of a key (one left out, added, changed, or two swapped) to become
// `wrong`, ASCII case ignored; empty when none is near enough to be meant.
[[nodiscard]] std::string_view nearest(std::string_view wrong, std::span<const std::string_view> names);

}  // namespace heloise
