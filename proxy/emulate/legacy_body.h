// The body of one message on its way into a legacy system: where it ends, by that system's rules.
//
// wire/ decodes by today's rule, CRLF.CRLF and nothing else. This one knows the mistakes: an end made of
// bare LFs, an end that is lost when it comes in two packets.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "proxy/emulate/emulation.h"

namespace heloise {

class LegacyBody {
public:
    // Keeps at most `most` octets; what is over is counted and swallowed. REQUIRES: all three outlive this.
    LegacyBody(const EmulatedMessage& rules, const EmulatedLimits& limits, const EmulatedReading& reading,
               std::uint64_t most);

    // Takes octets from the front of `octets`, which are (the rest of) one read, until the end of the
    // message or of them. True at the end of the message; what is left in `octets` came behind it.
    bool take(std::string_view& octets);

    [[nodiscard]] std::uint64_t octets() const { return octets_; }  // unstuffed, so far
    [[nodiscard]] bool too_big() const { return too_big_; }
    [[nodiscard]] bool long_line() const { return long_line_; }
    [[nodiscard]] bool bare_lf() const { return bare_lf_; }
    [[nodiscard]] bool long_field() const { return long_field_; }
    [[nodiscard]] std::string take_message() { return std::move(message_); }

private:
    bool end_line(std::size_t read_so_far);
    void unstuff();
    void put(std::string_view octets);
    void count_field(std::string_view octets);
    void keep_tail();

    const EmulatedMessage& rules_;
    const EmulatedLimits& limits_;
    const EmulatedReading& reading_;
    std::uint64_t most_;
    std::string message_;
    std::string line_;        // of the line that is coming what is not in message_ yet
    bool mid_line_ = false;   // the line's beginning is in message_ already
    bool after_crlf_ = true;  // the line before ended with CRLF, as DATA's own did
    bool first_line_ = true;
    std::size_t line_octets_ = 0;  // of the line that is coming, as far as put
    std::uint64_t octets_ = 0;
    bool too_big_ = false;
    bool long_line_ = false;
    bool bare_lf_ = false;
    bool in_header_ = true;
    std::size_t field_octets_ = 0;  // of the header field that is coming, LFs of its folds included
    bool long_field_ = false;
};

}  // namespace heloise
