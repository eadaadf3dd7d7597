// What a session asks its driver to do: the only way anything leaves the core.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "proxy/backend/desk_messages.h"
#include "proxy/base/field.h"

namespace heloise {

enum class Side : std::uint8_t { Front, Back };

// Write to a leg, after everything sent to it before. Octets for the back that are `guarded` begin a
// command or hold a message's end: the driver first looks whether the back has said anything unread
// (or hung up), and if so hands in that and forgets the write, so that an answer that was there before
// the question is never taken for the answer (rules 11 and 24).
struct Send {
    Side to = Side::Front;
    std::string octets;
    bool guarded = false;
    bool ends_message = false;  // and is forgotten if a Close of this leg follows before it could leave
};

// Look up the host name of backend.address[index]; Addresses or CallFailed follow.
struct Resolve {
    std::size_t index = 0;
};

// Open the back connection to an address, "10.0.0.5:25" or "[::1]:25". Called or CallFailed
// follow. There is never more than one: the one before has been closed.
struct Connect {
    std::string address;
};

// End a leg. Gently: after what was sent has left (Front); on the back there is nothing to wait for, and
// what is unsent is discarded. Nothing is heard of the leg afterwards.
struct Close {
    Side whom = Side::Front;
};

// The session's temporary files: unlinked, created at the first write, gone with the session. Message holds a
// whole message in burst delivery, Part what the conversion has not decided yet.
enum class SpoolFile : std::uint8_t { Message, Part };
inline constexpr std::size_t kSpoolFiles = 2;

// Writes at an offset. Writes and reads of one file happen in the order they were asked for. Nothing follows
// unless it fails: SpoolFailed.
struct SpoolWrite {
    SpoolFile file = SpoolFile::Part;
    std::uint64_t at = 0;
    std::string octets;
};

// Reads octets that were written, not before most of what was asked to be written is; Spooled follows with
// exactly so many, or SpoolFailed. At most one read is out at a time. An answer to a read from
// before a SpoolForget never comes.
struct SpoolRead {
    SpoolFile file = SpoolFile::Part;
    std::uint64_t at = 0;
    std::size_t octets = 0;  // at most limits::kSpoolRead
};

// What the files hold is of no use any more; their room may be given back.
struct SpoolForget {};

// Something an operator may want to know.
enum class NoteKind : std::uint8_t {
    FrontHello,         // the sender introduced itself
    BackReady,          // greeted: how, and what it offers
    BackFailed,         // an address could not be used, and why
    Learnt,             // rule 4: a fact about a greeting that is now remembered
    MailRefused,        // MAIL or RCPT refused, by the back or by us
    MessageAccepted,    // 250: the back took it
    MessageRefused,     // 4xx or 5xx after a message, by the back or by us
    BackLost,           // the back was lost in a transaction
    OutcomeUnknown,     // rule 25: the back was lost between the terminator and its reply
    SenderDidNotHear,   // rule 25: the front went away between the terminator and the reply
    FrontError,         // bad syntax, order or limits
    Converted,          // parts or fields of a message were changed for a back that takes less
    SignatureBroken,    // likewise inside multipart/signed or encrypted (content.signed)
    SentRaw,            // octets over 127 sent to a 7-bit back (content.eight_bit = "pass")
    Normalised,         // rule 15: CRs and LFs of a message that were no line ends became some, or blanks
    SpoolFailed,        // a message was refused for want of room, or of a working disk
    Unoffered,          // rule 34: commands in a batch although PIPELINING was not offered
    BackProtocolError,  // rule 11: not a reply, or one nobody awaits
    TimedOut,
    Ended,  // the session is over: the last note of each session
};
inline constexpr std::size_t kNoteKinds = static_cast<std::size_t>(NoteKind::Ended) + 1;
// "message_accepted"
[[nodiscard]] const char* name(NoteKind kind);

// What happened, with its particulars as data: whoever prints them decides how. The keys stand in
// note_keys.h. Texts are as a peer said them, never secrets.
struct Note {
    NoteKind kind = NoteKind::Ended;
    Fields fields;
};

// What is asked of the backend's desk, or told to it: desk_messages.h.
using Action =
    std::variant<Send, DeskRequest, Resolve, Connect, Close, Note, SpoolWrite, SpoolRead, SpoolForget>;

}  // namespace heloise
