// What a session asks of its backend's desk, and what the desk answers: values, so that the two may live on
// different event loops.
//
// A session numbers what it asks; an answer has the number of its question, so that one that comes too late
// is known from one that is awaited.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

#include "proxy/backend/envelope.h"
#include "proxy/backend/facts.h"
#include "proxy/backend/lessons.h"
#include "proxy/backend/recall.h"
#include "proxy/backend/sender_key.h"

namespace heloise {

// Queue for one of the backend's places (limits.sessions); Turn follows when it is there. At most once at a
// time. GiveTurn leaves the queue or gives the place back; no Turn follows it.
struct TakeTurn {
    std::uint64_t number = 0;
};
struct GiveTurn {};

// What is known of the backend by now; Known follows.
struct AskFacts {
    std::uint64_t number = 0;
};

// What was said before of a recipient that is named (rule 30); Recalled follows. What is told is forgotten.
struct AskVerdict {
    std::uint64_t number = 0;
    SenderKey sender{};
    std::string reverse_path{};
    std::string recipient{};
    Naming naming{};           // of this transaction so far; empty at its first recipient
    std::size_t accepted = 0;  // before this one
};

// What the session has found out. Nothing follows.
struct Learnt {
    AddressLesson lesson;
};
// Of a transaction that the back would take for some recipients only (rule 30): what it said to one; or that
// these do not go together; or that it has taken one by now.
struct RecipientRefused {
    SenderKey sender;
    std::string reverse_path;
    std::string recipient;
    Reply reply;
};
struct EnvelopeRefused {
    SenderKey sender;
    std::string reverse_path;
    Envelope envelope;
};
struct RecipientTaken {
    SenderKey sender;
    std::string reverse_path;
    std::string recipient;
};

using DeskRequest = std::variant<TakeTurn, GiveTurn, AskFacts, AskVerdict, Learnt, RecipientRefused,
                                 EnvelopeRefused, RecipientTaken>;

// The place is there.
struct Turn {
    std::uint64_t number = 0;
    bool others_wait = false;  // for a place
    BackFacts facts{};
};
// Others have begun to wait for the place that this session has, or none does any more.
struct Waiters {
    bool others_wait = false;
};
struct Known {
    std::uint64_t number = 0;
    BackFacts facts{};
};
struct Recalled {
    std::uint64_t number = 0;
    Recall recall{};
    Naming naming{};  // with this recipient
};

using DeskAnswer = std::variant<Turn, Waiters, Known, Recalled>;

}  // namespace heloise
