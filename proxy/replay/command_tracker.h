// Where in a mail session each line of a transcript stands: which command a reply answers, and where a
// message is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "proxy/session/actions.h"
#include "proxy/transcript/script.h"

namespace heloise {

enum class Place : std::uint8_t {
    // What the sender hears.
    Banner,
    Hello,  // the first line of the answer to EHLO or HELO
    Offer,  // its further lines
    Mail,
    Rcpt,
    Data,
    Chunk,       // BDAT
    MessageEnd,  // the reply to a message
    OtherReply,  // to any other command
    Status,      // only the enhanced status code is another
    FrontClose,
    // What the gateway hears.
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
    // What is no line.
    Call,    // heloise calls, looks up, or waits for its place
    Order,   // right in itself, but too early or too late
    Note,    // what the operator is told
    Duties,  // what a session owes to what drives it
};
inline constexpr std::size_t kPlaces = static_cast<std::size_t>(Place::Duties) + 1;

// The place of each step. A peer's step has the place of what heloise says next on that leg, as far as it can
// be told from the transcript alone.
[[nodiscard]] std::vector<Place> places(const Script& script);

// The place of a line to the gateway outside a message, by its verb.
[[nodiscard]] Place back_command(std::string_view line);

}  // namespace heloise
