// A value of a note that a peer had a say in, so that it cannot pass for another field of the log.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "proxy/base/utf8.h"

namespace heloise {

// In double quotes, and without one inside: it becomes "?". UTF-8 and controls are shown as printable_utf8()
// does, so that an address can be searched for by what was told to its sender.
[[nodiscard]] inline std::string note_value(std::string_view value) {
    std::string out = "\"" + printable_utf8(value);
    std::replace(out.begin() + 1, out.end(), '"', '?');
    return out.append("\"");
}

}  // namespace heloise
