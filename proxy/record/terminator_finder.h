// Finds the end of a message that ends with CRLF.CRLF (RFC 5321 section 4.1.1.4), however it is cut.
#pragma once

#include <cstddef>
#include <string_view>

namespace heloise {

class TerminatorFinder {
public:
    // How many of these octets belong to the message, its end included; done() when that is among them.
    [[nodiscard]] std::size_t take(std::string_view octets);
    [[nodiscard]] bool done() const { return matched_ == kEnd.size(); }
    // How many of the octets taken last may still turn out to be the end, or the CR of the CRLF before it.
    [[nodiscard]] std::size_t open() const;

private:
    static constexpr std::string_view kEnd = "\r\n.\r\n";
    std::size_t matched_ = 2;  // a message begins as behind a CRLF
};

}  // namespace heloise
