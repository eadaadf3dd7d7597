// Enhanced status codes, "5.7.1" (RFC 3463, RFC 2034).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace heloise {

struct EnhancedStatus {
    int klass = 0;    // 2, 4 or 5
    int subject = 0;  // 0 to 999
    int detail = 0;   // 0 to 999
    bool operator==(const EnhancedStatus&) const = default;
    [[nodiscard]] std::string text() const;
};

// The status at the start of a reply line's text, followed by a space or the end:
//   status-code = ("2" / "4" / "5") "." 1*3DIGIT "." 1*3DIGIT      (RFC 2034 section 4)
// `octets` is set to the length of status and one following space when one is found.
[[nodiscard]] std::optional<EnhancedStatus> read_status(std::string_view text, std::size_t& octets);

// Where in the dialogue a reply stands, as far as the choice of a status needs it.
enum class StatusContext { Mail, Rcpt, Data, MessageEnd, Other };

// A fitting status for a reply that has none: RFC 3463 and RFC 5248 for the code, in its context.
// Its class is the code's first digit. REQUIRES: that digit is 2, 4 or 5.
[[nodiscard]] EnhancedStatus choose_status(int code, StatusContext context);

}  // namespace heloise
