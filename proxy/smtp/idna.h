// Internationalised domains (IDNA 2008, RFC 5891) by way of libidn2.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace heloise {

// "münchen.example" -> "xn--mnchen-3ya.example". ASCII domains come back in lower case or as they are. Empty
// for what IDNA 2008 forbids, a label over 63 or a name over 255 octets. Nothing but capitals and decomposed
// letters is mapped: what comes back is the domain that was written. `domain` is UTF-8.
[[nodiscard]] std::optional<std::string> to_a_labels(std::string_view domain);

}  // namespace heloise
