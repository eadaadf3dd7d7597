// Decides which extensions the front hears of, and why: the whole rule.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "proxy/extensions/extension.h"
#include "proxy/smtp/parameter.h"

namespace heloise {

enum class Offer : std::uint8_t { Native, Emulated, Withheld };

// policy_of() returns what the operator wants for this keyword.
[[nodiscard]] KeywordPolicy policy_of(const Extension& extension, const Backend& backend);
[[nodiscard]] Offer offer(const Extension& extension, const OfferFacts& facts);

// The lines of the EHLO reply behind the first: "PIPELINING", "SIZE 524288", ...
[[nodiscard]] std::vector<std::string> offered_lines(const OfferFacts& facts);

// True when heloise uses this extension with a back that announced it: not where it is stripped, nor where
// heloise is to do its work itself ("emulate"), nor when the back lacks the extension that it `needs`: such
// an announcement is a mistake.
[[nodiscard]] bool used_upstream(const Extension& extension, const OfferFacts& facts);

enum class ParameterPlace : std::uint8_t { Mail, Rcpt };

// ParameterFault says what is wrong with a parameter that a front sent, given what it was offered.
struct ParameterFault {
    enum class Kind : std::uint8_t { NotOffered, BadValue } kind;
    std::string text;  // "SIZE=octets" for BadValue, "SIZE" or "BODY=BINARYMIME" otherwise
};
// `said_helo`: nothing was offered then, and SIZE and BODY are taken all the same (rule 7, fact 85a).
[[nodiscard]] std::optional<ParameterFault> check_parameter(const Parameter& parameter, ParameterPlace place,
                                                            const OfferFacts& facts, bool said_helo);

// The parameters that go upstream, as they go: those of extensions that the live back has and the policy
// carries. REQUIRES: facts.back is what the live back said, and the parameters have been checked.
[[nodiscard]] Parameters upstream_parameters(const Parameters& parameters, ParameterPlace place,
                                             const OfferFacts& facts);

// Rule 6: a parameter was taken because the back was thought to have its extension, and the live back neither
// has it nor leaves a way to do without.
[[nodiscard]] bool promise_broken(const Parameters& parameters, ParameterPlace place,
                                  const OfferFacts& promised, const OfferFacts& live);

}  // namespace heloise
