// What the fields of the daemon's own events are called in the log; those of sessions: session/note_keys.h.
#pragma once

#include "proxy/base/field.h"

namespace heloise::log_keys {

inline constexpr FieldKey kListen{"listen"};
inline constexpr FieldKey kError{"error"};
inline constexpr FieldKey kWhy{"why"};  // in our own words, or the system's
inline constexpr FieldKey kProblem{"problem"};
inline constexpr FieldKey kFile{"file"};
inline constexpr FieldKey kDirectory{"directory"};
inline constexpr FieldKey kKept{"kept"};

// The daemon at work: "ready", "stopping", "stopped".
inline constexpr FieldKey kHostname{"hostname"};
inline constexpr FieldKey kSenders{"senders"};    // at most so many at once
inline constexpr FieldKey kBackends{"backends"};  // a list, "NAME (LISTENERS to ADDRESSES)"
inline constexpr FieldKey kSessions{"sessions"};
inline constexpr FieldKey kUnfinished{"unfinished"};
inline constexpr FieldKey kRefusedTooMany{"refused_too_many"};
inline constexpr FieldKey kRefusedAccess{"refused_access"};

// An emulated system.
inline constexpr FieldKey kPeer{"peer"};
inline constexpr FieldKey kFrom{"from"};
inline constexpr FieldKey kRecipients{"recipients"};
inline constexpr FieldKey kOctets{"octets"};
inline constexpr FieldKey kHow{"how"};
inline constexpr FieldKey kWaiting{"waiting"};  // "yes", "no"
inline constexpr FieldKey kListening{"listening"};
inline constexpr FieldKey kMessages{"messages"};
inline constexpr FieldKey kWaited{"waited"};
inline constexpr FieldKey kMostAtOnce{"most_at_once"};

}  // namespace heloise::log_keys
