// Finds the place of each line of a transcript in the mail session: which command a reply answers, and which
// lines are a message.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "proxy/session/actions.h"
#include "proxy/transcript/script.h"

namespace heloise {

enum class Place : std::uint8_t {
    // Lines that the sender gets.
    Banner,
    Hello,  // the first line of the answer to EHLO or HELO
    Offer,  // its further lines
    Mail,
    Rcpt,
    Data,
    Chunk,       // BDAT
    MessageEnd,  // the reply to a message
    OtherReply,  // to any other command
    Status,      // only the enhanced status code differs
    FrontClose,
    // Lines that the gateway gets.
    BackHello,
    BackMail,
    BackRcpt,
    BackData,
    BackChunk,
    Received,
    Content,
    Terminator,
    BackOther,
    BackClose,
    // Places of no line.
    Call,    // heloise calls, looks up, or waits for its place
    Order,   // a right line, but too early or too late
    Note,    // a note to heloise's operator
    Duties,  // a session's duties towards its driver
};
inline constexpr std::size_t kPlaces = static_cast<std::size_t>(Place::Duties) + 1;

// places() returns the place of each step. A front peer's step has the place of heloise's next reply to it,
// as far as the transcript alone tells. On the back a peer's octets are BackOther, its events Call.
[[nodiscard]] std::vector<Place> places(const Script& script);

// back_command() returns the place of a line to the gateway outside a message, by its verb.
[[nodiscard]] Place back_command(std::string_view line);

}  // namespace heloise
