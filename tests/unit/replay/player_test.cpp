// A script's side of a replay: where it ends, and who was there first.
#include "proxy/replay/player.h"

#include <gtest/gtest.h>

#include "proxy/replay/replayer.h"

namespace heloise {
namespace {

// What differs, when this is played in every way; empty: nothing.
std::string difference(std::string_view text) {
    Backend backend;
    backend.name = "test";
    backend.address = {Endpoint{"192.0.2.25", 25}};
    backend.greeting = Greeting::Helo;
    const auto transcript = std::get<Transcript>(parse_transcript(text));
    for (const Cutting& cutting : all_cuttings()) {
        const auto found = replay(transcript, backend, "mx.example.org", cutting);
        if (found) return found->expected + " | " + found->got;
    }
    return {};
}

const std::string kBanner = "F! connect\nF< 220 mx.example.org ESMTP heloise\n";

TEST(Player, WhatIsUnplayableIsNotPlayed) {
    EXPECT_EQ(difference(kBanner + "F! unplayable\nF> NOOP\nF< 999 whatever\nB> 220 gw\n"), "");
    EXPECT_NE(difference(kBanner + "F> NOOP\nF< 999 whatever\nF! unplayable\n"), "");
}

TEST(Player, WhatStandsAboveTheUnplayableHasCome) {
    EXPECT_EQ(difference(kBanner + "F> NOOP\nF< 250 2.0.0 OK\nF! unplayable\n"), "");
    EXPECT_EQ(difference(kBanner + "F> NOOP\nF< 250 2.0.0 OK\nF< 250 2.0.0 OK\nF! unplayable\n"),
              "F< 250 2.0.0 OK | (nothing)");
    EXPECT_NE(difference(kBanner + "F= close\nF! unplayable\n"), "");
}

// A session may go on where its recording ends.
TEST(Player, TheUnplayableIsNoEndOfASession) {
    EXPECT_EQ(difference(kBanner + "F> HELO a.example\nF< 250 mx.example.org\nF> MAIL FROM:<a@a.example>\n"
                                   "F! unplayable\n"),
              "");
}

TEST(Player, WhoIsGoneRightBehindComingWasGoneBeforeTheBanner) {
    EXPECT_EQ(difference("F! connect\nF! reset\n"), "");
    EXPECT_NE(difference("F! connect\nF! reset\nF< 220 mx.example.org ESMTP heloise\n"), "");
}

TEST(Player, WhoEndsItsSideRightBehindComingHearsTheBanner) {
    EXPECT_EQ(difference("F! connect\nF! close\nF< 220 mx.example.org ESMTP heloise\n"), "");
    EXPECT_NE(difference("F! connect\nF! close\n"), "");
    EXPECT_EQ(difference(kBanner + "F! close\n"), "");
}

}  // namespace
}  // namespace heloise
