// Judges a played capture: what each command deserved, and what must have arrived.
//
// It keeps its own account of the sender's side from what was sent and what was answered, and knows the RFCs
// and shared rules only: a refusal must have a reason that it can see for itself.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/corpora/gateways.h"
#include "tests/corpora/play.h"

namespace heloise::testing {

struct Refusal {
    std::string verb;    // "." is a message
    std::string reply;   // "554 5.6.3"
    std::string reason;  // in the judge's words; never what the capture says
    auto operator<=>(const Refusal&) const = default;
};

struct Verdict {
    std::vector<std::string> problems;  // empty: everything held
    std::vector<Refusal> refusals;
    std::size_t messages = 0;   // that the captured client completed
    std::size_t delivered = 0;  // of these, with 250
    std::size_t replies = 0;    // that heloise gave
};

[[nodiscard]] Verdict judge(const Play& play, const Gateway& gateway, const Backend& backend);

// What is comparable between two ways of cutting the same octets: codes, and what arrived.
[[nodiscard]] std::string fingerprint(const Play& play, const Gateway& gateway);

}  // namespace heloise::testing
