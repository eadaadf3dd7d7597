// How an event reads in the log: pure text, so that a test can look at it.
#pragma once

#include <string>
#include <string_view>

#include "proxy/config/configuration.h"
#include "proxy/session/actions.h"

namespace heloise {

// One event. `text` is "key=value key=value"; what has no "=" belongs to the value before it.
struct LogEvent {
    std::string_view event;      // "message_accepted"
    std::string_view session{};  // empty: not about one session
    std::string_view backend{};  // empty: not about one backend
    std::string_view front{};    // the sender's address; empty: not about one sender
    std::string_view text{};
};

// `event session=ID backend=NAME front=ADDRESS key=value ...`, or the members of a JSON object, without its
// braces. Octets outside printable ASCII are written \xNN in text and \u00NN in JSON: nothing a peer said can
// begin a line of its own.
[[nodiscard]] std::string log_line(LogFormat format, const LogEvent& event);

[[nodiscard]] LogLevel level_of(NoteKind kind);

}  // namespace heloise
