// What of a sender's lines may be told: commands, as far as they are known to hold no secret.
//
// A credential or a letter can come where nobody expects it: behind a DATA that was refused, in an HTTP
// request, after an AUTH that nobody offered. So it is not secrets that are looked for, but commands;
// everything else is masked, octet for octet, which is as unknown to heloise as it was. After AUTH (RFC 4954)
// every line is one of its exchange until a line is a command again, whatever was replied: a sender need not
// have waited. The verbs of SMTP are base64 of nothing that a name or a password could be.
#pragma once

#include <string>
#include <string_view>

#include "proxy/transcript/transcript.h"

namespace heloise {

class Secrets {
public:
    // Whether the beginning of a line may be told before the rest is there.
    [[nodiscard]] bool may_tell(std::string_view begun) const;
    // Whether a line may be one of an AUTH exchange once it is complete.
    [[nodiscard]] bool may_become_one(std::string_view begun) const;
    // A complete line with its end: what a recording says of it. Remembers what comes next.
    [[nodiscard]] Said written(std::string_view line);
    // As many octets as a line, or the beginning of one, has: what may be told of it as it is, the rest
    // masked.
    [[nodiscard]] std::string shown(std::string_view line) const;
    // As many octets, of which none tells anything but of what kind it was.
    [[nodiscard]] static std::string masked(std::string_view octets);

private:
    [[nodiscard]] std::size_t told(std::string_view line) const;

    bool exchange_ = false;
    bool careful_ = false;  // AUTH, DATA or BDAT has been said
};

}  // namespace heloise
