// One message on its way: the front's framing in, the back's framing out, and every reason to stop.
//
// The octets are looked at once (wire/content_reader) and copied once, into what goes to the back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "proxy/content/header_watch.h"
#include "proxy/policy/backend.h"
#include "proxy/session/refusals.h"
#include "proxy/wire/content_reader.h"
#include "proxy/wire/dotted_body.h"

namespace heloise {

// What this message may be, given the back that takes it.
struct MessageLimits {
    std::uint64_t octets = 0;  // 0: no limit
    std::size_t line = 1000;   // with CRLF
    bool eight_bit = false;    // the back takes octets over 127, or is sent them all the same
    bool long_lines = false;   // likewise lines over `line`
    BareNewline bare_newline = BareNewline::Normalise;
    NulHandling nul = NulHandling::Reject;
};

class Message {
public:
    // `on_top` (the Received field, or nothing) leaves with the first octets.
    Message(const MessageLimits& limits, std::string on_top);

    // Takes octets from the front of `octets` up to the message's end. Appends to `out` what the back is to
    // have, terminator included, unless the message is refused. Returns true at the end.
    [[nodiscard]] bool take(std::string_view& octets, std::string& out);

    // Stop passing on, swallow the rest. The first refusal stays.
    void refuse(const Refusal& why);
    [[nodiscard]] const Refusal* refusal() const { return refusal_; }

    [[nodiscard]] const ContentReader::Facts& facts() const { return reader_.facts(); }
    [[nodiscard]] const std::string& message_id() const { return watch_.message_id(); }

private:
    void check_facts();

    MessageLimits limits_;
    std::string on_top_;
    ContentReader reader_{ContentReader::Framing::Dotted};
    DottedEncoder encoder_;
    HeaderWatch watch_;
    const Refusal* refusal_ = nullptr;
};

}  // namespace heloise
