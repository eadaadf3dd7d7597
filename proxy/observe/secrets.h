// Which lines of a sender hold credentials, and how such a line is written without them.
//
// After AUTH every line is one of its exchange until a line is a command again, whatever was replied: a
// sender need not have waited. The verbs of SMTP are base64 of nothing that a name or a password could be.
#pragma once

#include <string>
#include <string_view>

#include "proxy/observe/transcript.h"

namespace heloise {

class Secrets {
public:
    // Whether a line, complete or not, may hold credentials, or may once it is complete.
    [[nodiscard]] bool may_hold(std::string_view line) const;
    // A complete line with its end: what a recording says of it. Remembers what comes next.
    [[nodiscard]] Said written(std::string_view line);
    // As many octets, of which none tells anything.
    [[nodiscard]] static std::string masked(std::string_view octets);

private:
    bool exchange_ = false;
};

}  // namespace heloise
