// What a pair of states forces: the rules that belong to neither leg alone.
//
// They are applied after everything the back reports, until nothing changes, so no path through the session
// can leave a front in a transaction that its back knows nothing of.
#pragma once

#include <array>
#include <optional>

#include "proxy/session/back_states.h"
#include "proxy/session/front_states.h"

namespace heloise {

struct JointRule {
    FrontState front;
    bool (*back)(BackState);
    FrontState forced;
};

// The back has no transaction in this state that a front could go on with.
[[nodiscard]] constexpr bool holds_no_transaction(BackState back) {
    return back != BackState::Ready && back != BackState::Asked && back != BackState::Settling &&
           back != BackState::Streaming && back != BackState::Ending;
}

inline constexpr std::array kJointRules{
    JointRule{FrontState::Mail, holds_no_transaction, FrontState::Lost},  // rule 27
    JointRule{FrontState::Rcpt, holds_no_transaction, FrontState::Lost},
};

// The state the front must be in, given its own and the back's; empty: both may stay.
[[nodiscard]] constexpr std::optional<FrontState> forced_front(FrontState front, BackState back) {
    for (const JointRule& rule : kJointRules) {
        if (rule.front == front && rule.back(back)) return rule.forced;
    }
    return std::nullopt;
}

static_assert(forced_front(FrontState::Rcpt, BackState::Closed) == FrontState::Lost);
static_assert(forced_front(FrontState::Mail, BackState::Leaving) == FrontState::Lost);
static_assert(!forced_front(FrontState::Mail, BackState::Asked));
static_assert(!forced_front(FrontState::Ready, BackState::Closed));
// A body is read to its end whatever the back does: a verdict on the message is kept until then.
static_assert(!forced_front(FrontState::Body, BackState::Closed));

}  // namespace heloise
