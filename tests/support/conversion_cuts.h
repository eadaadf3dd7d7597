// A message converted in every way of cutting it, which must not matter.
#pragma once

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "tests/support/conversion_driver.h"

namespace heloise {

// What an old gateway needs: 7 bits, lines of 998 octets.
inline ConversionNeeds seven_bit_needs() {
    ConversionNeeds needs;
    needs.seven_bit = needs.ascii_headers = true;
    needs.line_max = 1000;
    return needs;
}

inline ConversionNeeds binary_needs() {
    ConversionNeeds needs = seven_bit_needs();
    needs.no_binary = true;
    return needs;
}

// Whole, octet by octet, and in random pieces: the same result, which is returned.
inline Converted convert_in_all_cuts(std::string_view message,
                                     const ConversionNeeds& needs = seven_bit_needs()) {
    const Converted whole = convert(message, needs);
    for (const Cut cut :
         {Cut{1, 0}, Cut{2, 0}, Cut{3, 0}, Cut{7, 1}, Cut{40, 2}, Cut{200, 3}, Cut{2000, 4}}) {
        const Converted other = convert(message, needs, cut);
        EXPECT_EQ(other.why(), whole.why()) << "piece " << cut.piece;
        if (whole.refusal) continue;
        EXPECT_EQ(other.out, whole.out) << "piece " << cut.piece;
        EXPECT_EQ(other.facts.any(), whole.facts.any()) << "piece " << cut.piece;
        EXPECT_EQ(other.facts.signatures, whole.facts.signatures) << "piece " << cut.piece;
    }
    return whole;
}

// Likewise, and with memory so small that the spool is used: labels of enclosing parts may differ then.
inline std::string converted(std::string_view message, ConversionNeeds needs = seven_bit_needs()) {
    Converted result = convert_in_all_cuts(message, needs);
    EXPECT_EQ(result.why(), "");
    for (const std::size_t lookahead : {0U, 1U, 30U, 100U}) {
        needs.lookahead = lookahead;
        EXPECT_EQ(convert_in_all_cuts(message, needs).why(), "") << "lookahead " << lookahead;
    }
    return result.out;
}

inline std::string refused(std::string_view message, ConversionNeeds needs = seven_bit_needs()) {
    Converted result = convert_in_all_cuts(message, needs);
    EXPECT_TRUE(result.refusal.has_value());
    needs.lookahead = 10;
    EXPECT_EQ(convert_in_all_cuts(message, needs).why(), result.why());
    return result.why();
}

}  // namespace heloise
