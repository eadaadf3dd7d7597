// The verbs of a front, one row each: how long its line may be, in which states it may be said, and what
// becomes of it then. Whatever a new verb needs to be read and refused stands here.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "proxy/base/limits.h"
#include "proxy/session/commands.h"
#include "proxy/session/front_states.h"
#include "proxy/session/refusals.h"
#include "proxy/smtp/command.h"

namespace heloise {

// Why a verb may not be said, for each state in its order; null: it may. Commands are not read in Body, so
// that column stands for "never"; in Chunks they are, between one chunk and the next.
using Legality = std::array<const Refusal*, kFrontStates>;

struct VerbRow {
    Verb verb;
    std::size_t line;  // octets of its line, CRLF included
    Legality refusal;
    void (Commands::*handler)(const Command&, Moment);  // null: `answer` is all there is to it
    const Refusal* answer = nullptr;
    bool error = false;  // saying it is an error (limits::kErrors); else it is one that carries no mail
};

namespace verbs {

inline constexpr const Refusal* kMay = nullptr;
inline constexpr Legality kAlways{};
inline constexpr std::size_t kLine = limits::kFrontLine;

// Connected Ready Mail Rcpt Lost Body Chunks Dead
inline constexpr Legality kMail{&replies::kSayHello,     kMay,
                                &replies::kNestedMail,   &replies::kNestedMail,
                                &replies::kNestedMail,   &replies::kNestedMail,
                                &replies::kMessageBegun, &replies::kDead};
inline constexpr Legality kRcpt{
    &replies::kSayHello, &replies::kNeedMail,     kMay,           kMay, &replies::kLost,
    &replies::kNeedMail, &replies::kMessageBegun, &replies::kDead};
inline constexpr Legality kData{
    &replies::kSayHello, &replies::kNeedMail, &replies::kNeedRcpt,     kMay,
    &replies::kLost,     &replies::kNeedMail, &replies::kMessageBegun, &replies::kDead};
inline constexpr Legality kBdat{&replies::kSayHello,
                                &replies::kNeedMail,
                                &replies::kNeedRcpt,
                                kMay,
                                &replies::kLost,
                                &replies::kNeedMail,
                                kMay,
                                &replies::kDead};
inline constexpr Legality kExpn{&replies::kSayHello,     kMay,           kMay, kMay, kMay, kMay,
                                &replies::kMessageBegun, &replies::kDead};

// In the order of the enumerators.
inline constexpr std::array kAll{
    VerbRow{Verb::Ehlo, kLine, kAlways, &Commands::on_hello},
    VerbRow{Verb::Helo, kLine, kAlways, &Commands::on_hello},
    VerbRow{Verb::Mail, kLine, kMail, &Commands::on_mail},
    VerbRow{Verb::Rcpt, kLine, kRcpt, &Commands::on_rcpt},
    VerbRow{Verb::Data, kLine, kData, &Commands::on_data},
    VerbRow{Verb::Bdat, kLine, kBdat, &Commands::on_bdat},
    VerbRow{Verb::Rset, kLine, kAlways, &Commands::on_rset},
    VerbRow{Verb::Noop, kLine, kAlways, nullptr, &replies::kNoop},
    VerbRow{Verb::Quit, kLine, kAlways, &Commands::on_quit},
    // RFC 5321 section 3.5.3: never tells (rule 35).
    VerbRow{Verb::Vrfy, kLine, kAlways, nullptr, &replies::kVrfy},
    VerbRow{Verb::Expn, kLine, kExpn, &Commands::on_expn},
    VerbRow{Verb::Help, kLine, kAlways, nullptr, &replies::kHelp},
    VerbRow{Verb::StartTls, kLine, kAlways, nullptr, &replies::kNotImplemented, true},
    VerbRow{Verb::Auth, kLine, kAlways, nullptr, &replies::kNotImplemented, true},
    VerbRow{Verb::Lhlo, kLine, kAlways, nullptr, &replies::kNotLmtp, true},
    VerbRow{Verb::Http, kLine, kAlways, &Commands::on_http},
    VerbRow{Verb::Unsupported, kLine, kAlways, nullptr, &replies::kNotImplemented, true},
    VerbRow{Verb::Unknown, kLine, kAlways, nullptr, &replies::kUnknownCommand, true},
};

constexpr bool in_order() {
    for (std::size_t i = 0; i < kAll.size(); ++i) {
        if (kAll[i].verb != static_cast<Verb>(i)) return false;
    }
    return kAll.size() == static_cast<std::size_t>(Verb::Unknown) + 1;
}
constexpr bool each_has_one_way() {
    return std::all_of(kAll.begin(), kAll.end(), [](const VerbRow& row) {
        return (row.handler == nullptr) != (row.answer == nullptr);
    });
}
static_assert(in_order());
static_assert(each_has_one_way());

// No line of a front may be longer.
inline constexpr std::size_t kLongestLine =
    std::max_element(kAll.begin(), kAll.end(), [](const VerbRow& one, const VerbRow& other) {
        return one.line < other.line;
    })->line;

}  // namespace verbs

[[nodiscard]] constexpr const VerbRow& row(Verb verb) {
    return verbs::kAll[static_cast<std::size_t>(verb)];
}

[[nodiscard]] inline Verb verb_of(const Command& command) {
    if (const auto* hello = std::get_if<Hello>(&command)) return hello->extended ? Verb::Ehlo : Verb::Helo;
    if (const auto* plain = std::get_if<Plain>(&command)) return plain->verb;
    if (std::holds_alternative<Mail>(command)) return Verb::Mail;
    return std::holds_alternative<Rcpt>(command) ? Verb::Rcpt : Verb::Bdat;
}

// Why the verb may not be said in this state; null: it may.
[[nodiscard]] constexpr const Refusal* why_not(FrontState state, Verb verb) {
    return row(verb).refusal[static_cast<std::size_t>(state)];
}

static_assert(why_not(FrontState::Connected, Verb::Mail) == &replies::kSayHello);
static_assert(why_not(FrontState::Rcpt, Verb::Data) == nullptr);
static_assert(why_not(FrontState::Mail, Verb::Data) == &replies::kNeedRcpt);
static_assert(why_not(FrontState::Connected, Verb::Quit) == nullptr);
static_assert(why_not(FrontState::Chunks, Verb::Data) == &replies::kMessageBegun);
static_assert(why_not(FrontState::Chunks, Verb::Bdat) == nullptr);
static_assert(why_not(FrontState::Dead, Verb::Mail) == &replies::kDead);

}  // namespace heloise
