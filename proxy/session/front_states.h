// What a front may say when, as a table that the compiler checks.
//
//   Connected ─hello─▶ Ready ─MAIL─▶ Mail ─RCPT─▶ Rcpt ┬─DATA─▶ Body ─────────────────┐
//                        ▲            │            │   └─BDAT─▶ Chunks ⟲ BDAT ─LAST───┤
//                        └─ RSET, EHLO, HELO ──────┴──────────────────── end of message┘
//   Lost: the back went away with the transaction open; RCPT, DATA and BDAT are answered 451 until the front
//   ends the transaction (rule 27).
//   Dead: a BDAT failed; nothing but RSET, EHLO and HELO goes on (rule 17).
#pragma once

#include <array>
#include <cstdint>

#include "proxy/session/refusals.h"
#include "proxy/smtp/command.h"

namespace heloise {

enum class FrontState : std::uint8_t {
    Connected,
    Ready,
    Mail,
    Rcpt,
    Lost,
    Body,    // DATA's octets are read, or the rest of a complete message is on its way to the back
    Chunks,  // between BDATs, or within one
    Dead,
};
inline constexpr std::size_t kFrontStates = 8;

[[nodiscard]] constexpr const char* name(FrontState state) {
    constexpr std::array kNames{"connected", "ready", "mail", "rcpt", "lost", "body", "chunks", "dead"};
    return kNames[static_cast<std::size_t>(state)];
}

// Why the verb may not be said in this state; null: it may. Commands are not read in Body, so that column
// stands for "never"; in Chunks they are, between one chunk and the next.
struct Legality {
    Verb verb;
    std::array<const Refusal*, kFrontStates> refusal;  // Connected Ready Mail Rcpt Lost Body Chunks Dead
};

inline constexpr const Refusal* kMay = nullptr;
inline constexpr std::array kLegality{
    Legality{Verb::Mail,
             {&replies::kSayHello, kMay, &replies::kNestedMail, &replies::kNestedMail, &replies::kNestedMail,
              &replies::kNestedMail, &replies::kMessageBegun, &replies::kDead}},
    Legality{Verb::Rcpt,
             {&replies::kSayHello, &replies::kNeedMail, kMay, kMay, &replies::kLost, &replies::kNeedMail,
              &replies::kMessageBegun, &replies::kDead}},
    Legality{Verb::Data,
             {&replies::kSayHello, &replies::kNeedMail, &replies::kNeedRcpt, kMay, &replies::kLost,
              &replies::kNeedMail, &replies::kMessageBegun, &replies::kDead}},
    Legality{Verb::Bdat,
             {&replies::kSayHello, &replies::kNeedMail, &replies::kNeedRcpt, kMay, &replies::kLost,
              &replies::kNeedMail, kMay, &replies::kDead}},
    Legality{Verb::Expn,
             {&replies::kSayHello, kMay, kMay, kMay, kMay, kMay, &replies::kMessageBegun, &replies::kDead}},
};

[[nodiscard]] constexpr const Refusal* why_not(FrontState state, Verb verb) {
    for (const Legality& row : kLegality) {
        if (row.verb == verb) return row.refusal[static_cast<std::size_t>(state)];
    }
    return nullptr;
}

static_assert(why_not(FrontState::Connected, Verb::Mail) == &replies::kSayHello);
static_assert(why_not(FrontState::Rcpt, Verb::Data) == nullptr);
static_assert(why_not(FrontState::Mail, Verb::Data) == &replies::kNeedRcpt);
static_assert(why_not(FrontState::Connected, Verb::Quit) == nullptr);
static_assert(why_not(FrontState::Chunks, Verb::Data) == &replies::kMessageBegun);
static_assert(why_not(FrontState::Chunks, Verb::Bdat) == nullptr);
static_assert(why_not(FrontState::Dead, Verb::Mail) == &replies::kDead);

}  // namespace heloise
