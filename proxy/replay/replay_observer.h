// Who hears what a session does while a transcript is played: the judge of it, or who writes it down.
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
    // The peer of this leg goes on: what it waited for must have come.
    virtual void settle(Side leg) = 0;

    // What the session did.
    virtual void said(Side leg, std::string_view octets) = 0;
    virtual void closed(Side leg) = 0;
    virtual void noted(NoteKind kind) = 0;

    // The script is over.
    virtual void finish() = 0;

    // A step that cannot be played, or a duty that the session broke. Nothing is played after it.
    virtual void fail(std::string expected, std::string got) = 0;
    [[nodiscard]] virtual bool failed() const = 0;

protected:
    ~ReplayObserver() = default;
};

}  // namespace heloise
