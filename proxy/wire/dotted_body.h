// Plain runs into dotted DATA framing (RFC 5321 section 4.5.2).
//
// The last CRLF is always held back, so that the terminator can leave in one write with it: a PIX firewall
// loses a CRLF.CRLF that is split over packets (Cisco CSCds90792), and its sender then repeats for ever.
#pragma once

#include <string>

#include "proxy/wire/run.h"

namespace heloise {

class DottedEncoder {
public:
    // Appends the run to `out`, a leading dot doubled.
    void encode(const Run& run, std::string& out);

    // Appends what ends the message: a CRLF unless it is empty, then ".CRLF". Content without a final CRLF
    // gets one (rule 17).
    void finish(std::string& out);

private:
    bool holds_crlf_ = false;
    bool empty_ = true;
};

}  // namespace heloise
