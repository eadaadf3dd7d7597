// How an event reads in the log: pure text, so that a test can look at it.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "proxy/base/field.h"
#include "proxy/policy/settings.h"
#include "proxy/session/actions.h"

namespace heloise {

// One event. All of it must outlive the call that it is given to.
struct LogEvent {
    std::string_view event;      // "message_accepted"
    std::string_view session{};  // empty: not about one session
    std::string_view backend{};  // empty: not about one backend
    std::string_view front{};    // the sender's address; empty: not about one sender
    std::span<const Field> fields{};
};

// `event session=ID backend=NAME front=ADDRESS key=value ...`, or the members of a JSON object, without its
// braces: base/field.h says how values are written. Nothing that a peer said can begin a line or a field of
// its own.
[[nodiscard]] std::string log_line(LogFormat format, const LogEvent& event);

[[nodiscard]] LogLevel level_of(NoteKind kind);

}  // namespace heloise
