// Checks of parameter values that several extensions share.
#pragma once

#include <string_view>

namespace heloise {

// Anything the grammar of esmtp-value allows: the back is the judge.
[[nodiscard]] constexpr bool any_value(std::string_view) {
    return true;
}

}  // namespace heloise
