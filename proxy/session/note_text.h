// A value of a note that a peer had a say in, so that it cannot pass for another field of the log.
#pragma once

#include <string>
#include <string_view>

#include "proxy/base/ascii.h"

namespace heloise {

// In double quotes; a quote, a backslash or an octet that is not printable ASCII becomes "?".
[[nodiscard]] inline std::string quoted(std::string_view value) {
    std::string out = "\"";
    for (const char c : value) out.push_back(is_printable(c) && c != '"' && c != '\\' ? c : '?');
    return out.append("\"");
}

}  // namespace heloise
