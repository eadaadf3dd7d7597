// What a front waits for.
#pragma once

#include <cstdint>

namespace heloise {

// What the front waits for the back, or the desk, to do. At most one thing.
enum class Pending : std::uint8_t {
    None,
    Hello,  // connect = "early": the greeting's outcome decides what EHLO offers
    Mail,   // from MAIL to its reply, dialling included
    Rcpt,
    Data,
    Chunk,    // the 354 to the DATA that the first BDAT became
    Burst,    // the message is complete; the back is asked whether it takes it
    Flow,     // the message is complete; the rest of it is on its way to the back
    End,      // the reply to the message
    Verb,     // a verb passed on (EXPN)
    Recall,   // burst: what the desk remembers of a recipient
    Inquiry,  // burst: the reply to one recipient, from MAIL on, dialling included
};

}  // namespace heloise
