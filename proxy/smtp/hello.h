// What stands behind HELO and EHLO, in all the forms that have been seen (rule 3).
#pragma once

#include <string>
#include <string_view>

namespace heloise {

enum class HelloForm {
    Missing,   // nothing
    Domain,    // two labels or more, letters digits hyphens underscores
    Label,     // one label
    Literal,   // [192.0.2.1], [IPv6:2001:db8::1]
    BareIpv6,  // IPv6:2001:db8::1, IBM VM's form
    Number,    // #16909060, IBM VM's form of an address
    Junk,      // anything else, blanks and octets over 127 included: taken, but never sent on
    Bad,       // controls, or over 255 octets: 501
};

// REQUIRES: `operand` without leading or trailing blanks.
[[nodiscard]] HelloForm classify_hello(std::string_view operand);

}  // namespace heloise
