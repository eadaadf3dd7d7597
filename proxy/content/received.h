// The Received field that heloise puts on top of each message (RFC 5321 section 4.4).
#pragma once

#include <string>
#include <string_view>

#include "proxy/base/time.h"

namespace heloise {

struct ReceivedFacts {
    std::string_view hello;          // the sender's own name, as given
    std::string_view front_address;  // "192.0.2.1" or "2001:db8::1"
    std::string_view hostname;       // ours
    std::string_view protocol;       // "SMTP", "ESMTP" (RFC 3848)
    std::string_view id;             // an atom
    std::string_view recipient;      // "a@b", or empty: then no "for" (RFC 5321 section 7.2)
    std::chrono::sys_seconds when{};
};

// Three lines with CRLF. A hello that is no domain or literal does not appear: the address stands for it
// (rule 32).
[[nodiscard]] std::string received_field(const ReceivedFacts& facts);

// "Sat, 1 Jan 2000 00:00:00 +0000" (RFC 5322 section 3.3).
[[nodiscard]] std::string mail_date(std::chrono::sys_seconds when);

}  // namespace heloise
