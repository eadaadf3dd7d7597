// Which key was meant.
#include "proxy/config/nearest.h"

#include <array>
#include <string>

#include <gtest/gtest.h>

namespace heloise {
namespace {

constexpr std::array<std::string_view, 5> kKeys{"greeting", "helo_name", "connect", "delivery", "hold"};

TEST(Nearest, OneSlipIsForgiven) {
    EXPECT_EQ(nearest("greating", kKeys), "greeting");
    EXPECT_EQ(nearest("helo-name", kKeys), "helo_name");
    EXPECT_EQ(nearest("conect", kKeys), "connect");
    EXPECT_EQ(nearest("ehlo_name", kKeys), "helo_name");
    EXPECT_EQ(nearest("GREETING", kKeys), "greeting");
}

TEST(Nearest, TwoSwappedLettersAreOneSlip) {
    // Letter by letter "ohdl" is three slips from "hold", too many to be meant.
    EXPECT_EQ(nearest("ohdl", kKeys), "hold");
}

TEST(Nearest, AnotherWordIsNotMeant) {
    EXPECT_EQ(nearest("banner", kKeys), "");
    EXPECT_EQ(nearest("x", kKeys), "");
    EXPECT_EQ(nearest("", kKeys), "");
}

TEST(Nearest, AShortWordIsNotTurnedIntoAnother) {
    constexpr std::array<std::string_view, 1> kShort{"at"};
    EXPECT_EQ(nearest("by", kShort), "");
    EXPECT_EQ(nearest("att", kShort), "at");
}

TEST(Nearest, AnEndlessKeyIsNotCompared) {
    EXPECT_EQ(nearest(std::string(1'000'000, 'a'), kKeys), "");
}

}  // namespace
}  // namespace heloise
