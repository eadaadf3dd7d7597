// The rules of the translation, in an operator's words and with their sources: every difference is about
// one.
//
// Comments in the code cite the rules by these numbers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "proxy/replay/command_tracker.h"
#include "proxy/replay/expectations.h"

namespace heloise {

struct Rule {
    int number = 0;  // 0: none of the numbered ones
    std::string_view sentence;
    std::string_view source;  // "RFC 5321 section 3.1"; may be empty
};

// rule_for() returns the rule for a place in the dialogue.
[[nodiscard]] const Rule& rule_for(Place place);
// "12: each reply has an enhanced status code of its own class (RFC 2034 section 4)"
[[nodiscard]] std::string text_of(const Rule& rule);

// place_of() returns the place that a difference between a script and a session is about.
[[nodiscard]] Place place_of(const Script& script, const Difference& difference);

}  // namespace heloise
