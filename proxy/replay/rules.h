// What a difference is about: the rules of the translation, in the operator's words, with who says so.
//
// The numbers are those that comments in the code cite.
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

// The rule that speaks for a place in the dialogue.
[[nodiscard]] const Rule& rule_for(Place place);
// "12: each reply has an enhanced status code of its own class (RFC 2034 section 4)"
[[nodiscard]] std::string text_of(const Rule& rule);

// What a difference between a script and what heloise did is about.
[[nodiscard]] Place place_of(const Script& script, const Difference& difference);

}  // namespace heloise
