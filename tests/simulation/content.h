// Messages for a simulation, and whether what arrived is what was sent.
#pragma once

#include <string>
#include <string_view>

#include "tests/simulation/dice.h"

namespace heloise::simulation {

struct Made {
    std::string content;  // every line with CRLF
    bool seven_bit = true;
};

// A message with this Message-ID: mostly small, with dots, commands and near-terminators at the beginning of
// lines.
[[nodiscard]] Made make_content(std::string_view token, Dice& dice, bool may_be_eight_bit);

// What is wrong with what arrived, or nothing. Below heloise's own Received field a 7-bit message is the same
// octet for octet; another one is the same once it is decoded.
[[nodiscard]] std::string difference_in_content(std::string_view sent, std::string_view arrived,
                                                bool seven_bit);

}  // namespace heloise::simulation
