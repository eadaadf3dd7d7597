// What the fields of a session's notes are called, in the log and wherever else a note is read.
#pragma once

#include "proxy/base/field.h"

namespace heloise::keys {

// Who and where.
inline constexpr FieldKey kAddress{"address"};  // of the back: "10.0.0.5:25", or a host name being looked up
inline constexpr FieldKey kSide{"side"};        // "front"
inline constexpr FieldKey kState{"state"};      // name() of a FrontState or a BackState
inline constexpr FieldKey kAt{"at"};            // "mail", "rcpt", "data": which command was refused

// The envelope and the message.
inline constexpr FieldKey kFrom{"from", true};        // the reverse-path, "<a@b>"
inline constexpr FieldKey kTo{"to", true};            // a list of forward-paths, the first twenty
inline constexpr FieldKey kRecipients{"recipients"};  // how many were accepted
inline constexpr FieldKey kRefused{"refused"};        // how many were refused alike
inline constexpr FieldKey kOctets{"octets"};          // of the message as it came
inline constexpr FieldKey kMessageId{"message_id", true};

// Replies.
inline constexpr FieldKey kCode{"code"};
inline constexpr FieldKey kBy{"by"};                       // "back", "heloise", "access", "loss"
inline constexpr FieldKey kReply{"reply", true};           // what the sender was told, its first line
inline constexpr FieldKey kBackReply{"back_reply", true};  // what the back said, its first line
inline constexpr FieldKey kWhy{"why", true};
inline constexpr FieldKey kRemembered{"remembered"};  // "yes": said again from memory (rule 30)

// Greetings, and what is learnt from them.
inline constexpr FieldKey kVerb{"verb"};          // "EHLO", "HELO"
inline constexpr FieldKey kName{"name", true};    // the name that was said with it
inline constexpr FieldKey kGreeting{"greeting"};  // "EHLO", "HELO": as the back took it
inline constexpr FieldKey kKeywords{"keywords"};  // a list
inline constexpr FieldKey kFact{"fact"};          // "no_ehlo", "one_transaction"
inline constexpr FieldKey kReason{"reason"};      // a text: "lost", or the reply's code
inline constexpr FieldKey kTimes{"times"};

// What went wrong.
inline constexpr FieldKey kWhat{"what"};
inline constexpr FieldKey kLimit{"limit"};                      // "drain"
inline constexpr FieldKey kWaitingForTurn{"waiting_for_turn"};  // "yes", "no"

// What became of a message's content: how many of each.
inline constexpr FieldKey kQuotedPrintable{"quoted_printable"};
inline constexpr FieldKey kBase64{"base64"};
inline constexpr FieldKey kMended{"mended"};
inline constexpr FieldKey kHeaderFields{"fields"};
inline constexpr FieldKey kParts{"parts"};
inline constexpr FieldKey kChanged{"changed"};  // CRs and LFs that were no line ends
inline constexpr FieldKey kBlanks{"blanks"};    // of these, those that are blanks now

inline constexpr FieldKey kAccepted{"accepted"};  // messages of the session

}  // namespace heloise::keys
