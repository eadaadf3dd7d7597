// What a session can hear: whatever reaches the core does so as one of these.
//
// Octets and texts are views that need not outlive the call.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "proxy/backend/desk_messages.h"

namespace heloise {

// The front has said something. Octets may be cut anywhere; all of them are taken, whatever wants_front()
// says. Octets that were there before the first take_actions() came before our banner: rule 34.
struct FrontOctets {
    std::string_view octets;
};
// The front ended its side (FIN): it sends nothing more and may still read. Right behind its last octet, or
// behind QUIT, it is a sender that has said all; later, one that gave up (rule 25).
struct FrontEnded {};
// The front is read again after a time in which it was not: nobody knows since when it has ended its side.
struct FrontReadAgain {};
// The front is gone: a reset, or a write that failed. Also after FrontEnded.
struct FrontGone {};

// The answer to Resolve: "10.0.0.5:25", ...; not empty.
struct Addresses {
    std::vector<std::string> addresses;
};
// Connect has led to a connection; or it, or Resolve, to none.
struct Called {};
struct CallFailed {
    std::string_view why;
};
struct BackOctets {
    std::string_view octets;
};
struct BackEnded {};  // FIN or reset
// Every octet sent to the back so far has been submitted to its socket.
struct BackSent {};

// The answer to SpoolRead; and: a write or read of the spool failed (a full disk). After a failure no other
// answer to reads comes until SpoolForget.
struct Spooled {
    std::string_view octets;
};
struct SpoolFailed {
    std::string_view why;
};

// Time passed: due at or after deadline(), harmless earlier.
struct TimePassed {};
// The daemon wants to stop (rule 37): an idle session ends now, a transaction may finish.
struct Drain {};
// The drain is over: everything ends now, but for a message whose terminator has been submitted.
struct Stop {};

using Input =
    std::variant<FrontOctets, FrontEnded, FrontReadAgain, FrontGone, DeskAnswer, Addresses, Called,
                 CallFailed, BackOctets, BackEnded, BackSent, Spooled, SpoolFailed, TimePassed, Drain, Stop>;

}  // namespace heloise
