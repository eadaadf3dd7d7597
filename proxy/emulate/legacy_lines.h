// How a legacy system gets lines out of octets: into a buffer of fixed size, as C's fgets() does.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "proxy/emulate/emulation.h"

namespace heloise {

struct LineStep {
    std::size_t octets = 0;  // that belong to the line
    bool ended = false;      // by an LF, or because the buffer is full
};

// What of `octets` belongs to the line of which `begun` has been read. `buffer` octets are read at once, line
// end included, 0: any number. With `text_mode` CRLF counts as one. REQUIRES: `begun` came of the same rule.
[[nodiscard]] LineStep line_step(std::string_view begun, std::string_view octets, std::size_t buffer,
                                 bool text_mode);

// Takes away what a system does not see that handles lines as C strings: all from a lone CR or a NUL on,
// where `how` says so. The line end stays.
void cut_line(std::string& line, const EmulatedReading& how);

// A line of a message as it is delivered: in pieces, the last with the line end it came with and the others
// with CRLF. `buffer` octets with an LF make a piece, 0: the line is one.
[[nodiscard]] std::string delivered_line(std::string_view line, std::size_t buffer);

}  // namespace heloise
