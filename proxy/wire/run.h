// A stretch of a message's plain octets: what flows between the two framings.
#pragma once

#include <string_view>

namespace heloise {

// Whoever makes runs keeps two promises, so that whoever frames them need not scan them again:
//   - a line that begins with a dot begins a run of its own, with `line_start` set;
//   - no run ends between a CR and its LF, and line ends are CRLF only.
struct Run {
    std::string_view octets;
    bool line_start = false;
};

}  // namespace heloise
