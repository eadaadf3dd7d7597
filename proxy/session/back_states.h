// The states of the back leg, as a table: how long each may last, and what it is called.
//
//   Closed ─TakeTurn─▶ WaitingTurn, or WaitingFacts ─▶ next address ⇄ Resolving
//                                        │  ▲
//                                        ▼  │ next address
//                        Connecting ─▶ Banner ─▶ Ehlo ─▶ Helo ─▶ Ready ⇄ Asked
//                                             Ready ◀─ Settling ◀── │  Asked(DATA) ─354─▶ Streaming ─▶ Ending
//                                                                  ─▶ Ready └─▶ Leaving ─▶ Closed, or
//                                                                  the next address
#pragma once

#include <cstdint>

#include "proxy/policy/backend.h"

namespace heloise {

enum class BackState : std::uint8_t {
    Closed,        // no connection, no place in turn
    WaitingTurn,   // queued for one of limits.sessions
    WaitingFacts,  // it has its place, and asks the desk what is known by now
    Resolving,     // a host name is being looked up
    Connecting,
    Banner,     // connected; its 220 is awaited
    Unnamed,    // connect = "early": greeted by it, and we do not know yet by which name to answer
    Ehlo,       // EHLO is in flight
    Helo,       // HELO is in flight
    Ready,      // nothing is in flight
    Asked,      // a command is in flight
    Settling,   // a long command was refused: it may have been two to the back, and another reply may follow
    Streaming,  // after 354: the message is on its way
    Ending,     // the terminator is on its way or its reply awaited
    Leaving,    // QUIT is in flight, or we wait for a back that announced it would hang up
};

struct BackStateRow {
    const char* name;
    Duration BackTimeouts::*timeout;  // null: not bounded here (see Session::deadline)
};

// REQUIRES: the order of the enumerators.
inline constexpr BackStateRow kBackStates[] = {
    {"closed", nullptr},
    {"waiting_turn", nullptr},
    {"waiting_facts", nullptr},
    {"resolving", &BackTimeouts::connect},
    {"connecting", &BackTimeouts::connect},
    {"banner", &BackTimeouts::greeting},
    {"unnamed", nullptr},
    {"ehlo", &BackTimeouts::ehlo},
    {"helo", &BackTimeouts::command},
    {"ready", nullptr},
    {"asked", &BackTimeouts::command},
    {"settling", nullptr},
    {"streaming", nullptr},
    {"ending", &BackTimeouts::data_end},
    {"leaving", &BackTimeouts::quit},
};

[[nodiscard]] constexpr const BackStateRow& row(BackState state) {
    return kBackStates[static_cast<std::size_t>(state)];
}
// A call is out, and what it leads to is not greeted yet.
[[nodiscard]] constexpr bool is_greeting(BackState state) {
    return state == BackState::Connecting || state == BackState::Banner || state == BackState::Unnamed ||
           state == BackState::Ehlo || state == BackState::Helo;
}
static_assert(row(BackState::Leaving).timeout == &BackTimeouts::quit);

}  // namespace heloise
