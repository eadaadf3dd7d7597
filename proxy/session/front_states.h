// The states of a front, and which may follow which. Which verbs they allow: verbs.h.
//
//   connected ▶ ready
//   ready     ▶ mail
//   mail      ▶ ready rcpt lost dead
//   rcpt      ▶ ready lost body chunks dead
//   lost      ▶ ready
//   body      ▶ ready
//   chunks    ▶ ready lost body dead
//   dead      ▶ ready
//
// MAIL and RCPT go right, the end of a message, RSET, EHLO and HELO go back to ready. Only Front changes its
// state.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace heloise {

enum class FrontState : std::uint8_t {
    Connected,
    Ready,
    Mail,
    Rcpt,
    // The back went away with the transaction open: RCPT, DATA and BDAT are answered 451 until the front ends
    // the transaction (rule 27).
    Lost,
    Body,    // DATA's octets are read, or the rest of a complete message is on its way to the back
    Chunks,  // between BDATs, or within one
    Dead,    // a BDAT failed: nothing but RSET, EHLO and HELO goes on (rule 17)
};
inline constexpr std::size_t kFrontStates = 8;

[[nodiscard]] constexpr const char* name(FrontState state) {
    constexpr std::array kNames{"connected", "ready", "mail", "rcpt", "lost", "body", "chunks", "dead"};
    return kNames[static_cast<std::size_t>(state)];
}

struct FrontStep {
    FrontState from;
    FrontState to;
};

inline constexpr std::array kFrontSteps{
    FrontStep{FrontState::Connected, FrontState::Ready},  // EHLO, HELO
    FrontStep{FrontState::Ready, FrontState::Mail},
    FrontStep{FrontState::Mail, FrontState::Ready},
    FrontStep{FrontState::Mail, FrontState::Rcpt},
    FrontStep{FrontState::Mail, FrontState::Lost},
    FrontStep{FrontState::Mail, FrontState::Dead},
    FrontStep{FrontState::Rcpt, FrontState::Ready},
    FrontStep{FrontState::Rcpt, FrontState::Lost},
    FrontStep{FrontState::Rcpt, FrontState::Body},    // DATA
    FrontStep{FrontState::Rcpt, FrontState::Chunks},  // the first BDAT
    FrontStep{FrontState::Rcpt, FrontState::Dead},
    FrontStep{FrontState::Lost, FrontState::Ready},
    FrontStep{FrontState::Body, FrontState::Ready},
    FrontStep{FrontState::Chunks, FrontState::Ready},
    FrontStep{FrontState::Chunks, FrontState::Lost},
    FrontStep{FrontState::Chunks, FrontState::Body},  // the last BDAT
    FrontStep{FrontState::Chunks, FrontState::Dead},
    FrontStep{FrontState::Dead, FrontState::Ready},
};

// Every state may be entered again from itself.
[[nodiscard]] constexpr bool may_follow(FrontState from, FrontState to) {
    return from == to || std::any_of(kFrontSteps.begin(), kFrontSteps.end(), [&](const FrontStep& step) {
               return step.from == from && step.to == to;
           });
}

// A transaction is open, toward the front at least.
[[nodiscard]] constexpr bool in_transaction(FrontState state) {
    return state != FrontState::Connected && state != FrontState::Ready;
}

static_assert(may_follow(FrontState::Ready, FrontState::Mail));
static_assert(!may_follow(FrontState::Ready, FrontState::Rcpt));       // no recipient without MAIL
static_assert(!may_follow(FrontState::Mail, FrontState::Body));        // no message without a recipient
static_assert(!may_follow(FrontState::Dead, FrontState::Chunks));      // rule 17
static_assert(!may_follow(FrontState::Lost, FrontState::Rcpt));        // rule 27
static_assert(!may_follow(FrontState::Ready, FrontState::Connected));  // a front introduces itself once

}  // namespace heloise
