// Decides how much of a sender's line a recording may show: commands, where they hold no secret for certain.
//
// A credential or a letter can arrive where nobody expects it: behind a DATA that was refused, in an HTTP
// request, after an AUTH that nobody offered. So Secrets looks for commands, not for secrets, and masks all
// else octet for octet; a masked line is as unknown to heloise as the real one was. After AUTH (RFC 4954)
// every line belongs to its exchange until a line is a command again, whatever was replied: a sender need
// not have waited. The verbs of SMTP, decoded as base64, are nothing that a name or a password could be.
#pragma once

#include <string>
#include <string_view>

#include "proxy/transcript/transcript.h"

namespace heloise {

class Secrets {
public:
    // True when the beginning of a line may be written before the rest is there.
    [[nodiscard]] bool may_tell(std::string_view begun) const;
    // True when a line may belong to an AUTH exchange once it is complete.
    [[nodiscard]] bool may_become_one(std::string_view begun) const;
    // Returns a complete line, its end included, as a recording shows it. Remembers whether a secret may
    // follow.
    [[nodiscard]] Said written(std::string_view line);
    // Returns a line, or the beginning of one, with as many octets: what may be shown as it is, the rest
    // masked.
    [[nodiscard]] std::string shown(std::string_view line) const;
    // Returns as many octets, each of which shows only its kind: printable, control, not ASCII.
    [[nodiscard]] static std::string masked(std::string_view octets);

private:
    [[nodiscard]] std::size_t told(std::string_view line) const;

    bool exchange_ = false;
    bool careful_ = false;  // AUTH, DATA or BDAT came before
};

}  // namespace heloise
