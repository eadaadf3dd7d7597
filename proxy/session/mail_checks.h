// Why MAIL or RCPT is refused without asking the back: rules 7, 8, 20, 21 and 36. Pure: what was said and
// what is known in, a refusal out.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "proxy/extensions/offer.h"
#include "proxy/session/introduction.h"
#include "proxy/session/refusals.h"
#include "proxy/smtp/command.h"

namespace heloise {

// A refusal in words that may be about what was said.
struct SpokenRefusal {
    SpokenRefusal(const Refusal& why) : SpokenRefusal(why, std::string(why.text)) {}
    SpokenRefusal(const Refusal& kind, std::string words)
        : code(kind.code), status(kind.status), text(std::move(words)) {}

    int code;
    std::string_view status;
    std::string text;
    std::string_view by = "heloise";  // or "access"
};

// The first parameter that was not offered, or is written badly.
struct BadParameter {
    bool offered = true;  // then it is an error in its value
    std::string text;     // of the reply
    std::string keyword;
};
[[nodiscard]] std::optional<BadParameter> bad_parameter(const Parameters& parameters, ParameterPlace place,
                                                        const Introduction& introduction,
                                                        const Backend& backend);

// `facts`: what the back is known to offer, or was when EHLO was answered.
[[nodiscard]] std::optional<SpokenRefusal> refusal_of(const Mail& mail, const OfferFacts& facts);
// The reverse-path cannot be said to this back.
[[nodiscard]] std::optional<SpokenRefusal> unsayable_sender(const Mail& mail, const OfferFacts& facts);
// `accepted`: so many recipients were before this one. `promised`: what EHLO was answered on.
[[nodiscard]] std::optional<SpokenRefusal> refusal_of(const Rcpt& rcpt, bool declared_utf8,
                                                      std::size_t accepted, const OfferFacts& promised,
                                                      const OfferFacts& facts);

}  // namespace heloise
