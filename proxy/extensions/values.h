// What several extensions accept as a parameter's value.
#pragma once

#include <string_view>

namespace heloise {

// Anything the grammar of esmtp-value allows: the back is the judge.
[[nodiscard]] constexpr bool any_value(std::string_view) {
    return true;
}

}  // namespace heloise
