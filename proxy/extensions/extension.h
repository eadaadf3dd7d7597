// Extension describes an SMTP extension as far as a proxy needs to know it: mostly data.
//
// An extension's address is its identity: `offers.has(kSize)` cannot be misspelt and needs no central enum.
// To add one, see "How to add an extension" in proxy/README.md.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "proxy/policy/backend.h"
#include "proxy/smtp/ehlo.h"

namespace heloise {

// WhenBackLacks says what becomes of the extension when the back does not offer it.
enum class WhenBackLacks : std::uint8_t {
    Withhold,     // we do not offer it either: a promise we could not keep
    OfferAnyway,  // it binds only the front and us
    Adapt,        // we do the work for each message
};

// WhenBackHas says what becomes of it when the back does offer it.
enum class WhenBackHas : std::uint8_t {
    Carry,      // native: what the front says of it goes upstream
    OnRequest,  // native, but only when the operator says "pass"
    Withhold,   // not even then: heloise does not carry its verbs or its state
};

// OfferFacts is all that decides whether and how an extension is offered.
struct OfferFacts {
    const Backend& backend;
    const Capabilities* back = nullptr;  // what is known of the back; null: nothing
};

// A parameter of MAIL or RCPT that the extension adds, or a value that it adds to another's parameter: the
// BODY of 8BITMIME has a third one with BINARYMIME.
struct ParameterSpec {
    std::string_view keyword;
    bool (*valid)(std::string_view value);  // of a value that is there
    bool needs_value = true;
    std::string_view syntax;  // "SIZE=octets": for the reply to a bad one
    bool after_helo = false;  // taken even from a front that said HELO (rule 7)
    // The value as it goes to this back; empty: it does not go. Null: as it came, to a back with which the
    // extension is used.
    std::optional<std::string> (*upstream)(std::string_view value, const OfferFacts& facts) = nullptr;
};

struct Extension {
    std::string_view keyword;
    std::string_view reference;  // "RFC 1870"
    WhenBackLacks when_back_lacks = WhenBackLacks::Withhold;
    WhenBackHas when_back_has = WhenBackHas::Withhold;
    std::string_view summary;  // what happens when the back lacks it, for `heloise extensions`
    std::string_view verb{};   // a back that may not be told this (quirks.verbs) is one that lacks it

    std::span<const ParameterSpec> mail_parameters{};
    std::span<const ParameterSpec> rcpt_parameters{};
    const Extension* needs = nullptr;  // offered, and used upstream, only beside this one (rule 6)
    bool (*offer_if)(const OfferFacts&) = nullptr;
    std::string (*arguments)(const OfferFacts&) = nullptr;
};

}  // namespace heloise
