// Looks at a message's header as it passes: how many Received lines, which Message-ID.
//
// It holds one line's beginning at most and changes nothing.
#pragma once

#include <string>

#include "proxy/wire/run.h"

namespace heloise {

class HeaderWatch {
public:
    // Runs in order, from the first octet of the message. Cheap to call after the header has ended.
    void look(const Run& run);

    [[nodiscard]] bool in_header() const { return in_header_; }
    [[nodiscard]] int received_lines() const { return received_; }
    // "<...>" as far as it is printable ASCII and at most 200 octets; empty when there is none.
    [[nodiscard]] const std::string& message_id() const { return message_id_; }

private:
    void end_line();

    bool in_header_ = true;
    int received_ = 0;
    std::string line_;  // at most kKept octets of the current line
    std::string message_id_;
};

}  // namespace heloise
