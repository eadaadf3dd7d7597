// Plain runs into dotted DATA framing (RFC 5321 section 4.5.2).
//
// The last CRLF is always held back, so that the terminator can leave in one write with it: a PIX firewall
// loses a CRLF.CRLF that is split over packets (Cisco CSCds90792), and its sender then repeats for ever.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "proxy/wire/run.h"

namespace heloise {

class DottedEncoder {
public:
    // Appends the run to `out`, a leading dot doubled.
    void encode(const Run& run, std::string& out);

    // The same for plain octets of which no runs were made: line ends are CRLF, cut anywhere, also between CR
    // and LF. Both may be used in one message.
    void encode_plain(std::string_view octets, std::string& out);

    // Appends what ends the message: a CRLF unless it is empty, then ".CRLF". Content without a final CRLF
    // gets one (rule 17).
    void finish(std::string& out);

private:
    // What was taken of the last line end and has not left.
    enum class Held : std::uint8_t { Nothing, Cr, Crlf };

    void release(std::string& out);

    Held held_ = Held::Nothing;
    bool line_start_ = true;  // for encode_plain(); a run says it itself
    bool empty_ = true;
};

}  // namespace heloise
