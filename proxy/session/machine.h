// A pure machine behind the sockets: inputs go in, actions come out. A Session is one, and so is the question
// at start (BackProbe).
//
// A driver's duties: after each on() take the actions and carry them out, in order; arm one timer from
// deadline(); end when finished(). A machine never calls out and may be destroyed at any time. The same
// inputs always lead to the same actions.
#pragma once

#include <optional>
#include <vector>

#include "proxy/base/time.h"
#include "proxy/session/actions.h"
#include "proxy/session/inputs.h"

namespace heloise {

class Machine {
public:
    virtual ~Machine() = default;

    virtual void on(const Input& input, Moment now) = 0;
    // Actions since the last call, oldest first.
    [[nodiscard]] virtual std::vector<Action> take_actions() = 0;
    // Moment::steady at which TimePassed is due; empty: nothing is awaited by time.
    [[nodiscard]] virtual std::optional<Duration> deadline() const = 0;
    // Nothing is connected, and nothing is owed.
    [[nodiscard]] virtual bool finished() const = 0;
};

}  // namespace heloise
