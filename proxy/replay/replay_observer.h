// ReplayObserver hears what a session does in a replay, to judge it (Expectations) or to log it (OutputLog).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "proxy/session/actions.h"

namespace heloise {

class ReplayObserver {
public:
    // Step `now` of the script begins; all peers' steps before `until` count as played.
    virtual void play(std::size_t now, std::size_t until) = 0;
    // The peer of this leg goes on: all that it waited for must have come.
    virtual void settle(Side leg) = 0;

    // Outputs of the session.
    virtual void said(Side leg, std::string_view octets) = 0;
    virtual void closed(Side leg) = 0;
    virtual void noted(NoteKind kind) = 0;

    // The script is over.
    virtual void finish() = 0;

    // A step cannot be played, or the session broke a duty. No step is played after it.
    virtual void fail(std::string expected, std::string got) = 0;
    [[nodiscard]] virtual bool failed() const = 0;

protected:
    ~ReplayObserver() = default;
};

}  // namespace heloise
