// What a transcript asks for that cannot be, and what a session must not do: each is told in words.
#include <gtest/gtest.h>

#include "proxy/base/ascii.h"
#include "proxy/replay/replayer.h"
#include "proxy/transcript/transcript_events.h"

namespace heloise {
namespace {

Backend backend() {
    Backend one;
    one.name = "test";
    one.address = {Endpoint{"192.0.2.25", 25}};
    one.greeting = Greeting::Helo;
    return one;
}

std::string told(std::string_view text) {
    const auto parsed = parse_transcript(text);
    if (const auto* error = std::get_if<TranscriptError>(&parsed)) return error->text;
    const auto difference = replay(std::get<Transcript>(parsed), backend(), "mx.example.org", {});
    return difference ? "expected " + difference->expected + ", got " + difference->got : "";
}

const std::string kBanner = "F! connect\nF< 220 mx.example.org ESMTP heloise\n";

TEST(Differences, ASecondSenderWaitsForTheFirstToLeave) {
    EXPECT_EQ(told(kBanner + "F! connect\n"), "expected the session before to be over, got it goes on");
    EXPECT_EQ(told(kBanner + "F! close\n" + kBanner + "F! close\n"), "");
}

TEST(Differences, ABackThatIsNotThereCannotHangUp) {
    EXPECT_EQ(told(kBanner + "B! close\n"), "expected a back that can hang up, got it is not connected");
}

TEST(Differences, AnEventNeedsASession) {
    EXPECT_EQ(told("F! drain\n" + kBanner), "expected a sender first, got an event without a session");
}

// The clock may move before there is a sender.
TEST(Differences, TimeMayPassBeforeTheSender) {
    EXPECT_EQ(told("F~ 1h\n" + kBanner + "F! close\n"), "");
}

TEST(Differences, ACloseWhereALineIsDueIsADifference) {
    EXPECT_EQ(
        told(kBanner + "F> QUIT\nF< 221 2.0.0 mx.example.org closing connection\nF< 250 more\nF= close\n"),
        "expected F< 250 more, got F= close");
}

TEST(Differences, WhatIsExpectedOfTheBackInTheEndMustCome) {
    const std::string quit = kBanner + "F> QUIT\nF< 221 2.0.0 mx.example.org closing connection\nF= close\n";
    EXPECT_EQ(told(quit), "");
    EXPECT_EQ(told(quit + "B< QUIT\n"), "expected B< QUIT, got (nothing)");
}

TEST(Differences, ANoteThatIsNamedComesExactlySoOften) {
    const std::string error = "F> HUH\nF< 500 5.5.2 Command not recognized\n";
    const std::string note = "F= note front_error\n";
    const std::string end = "F! close\n";
    EXPECT_EQ(told(kBanner + error + error + end), "");
    EXPECT_EQ(told(kBanner + error + error + note + note + end), "");
    EXPECT_EQ(told(kBanner + error + error + note + end),
              "expected F= note front_error, 1 in all, got 2 in all");
    EXPECT_EQ(told(kBanner + error + note + note + end),
              "expected F= note front_error, 2 in all, got 1 in all");
}

// Something of the length of a word stands for what was not recorded; with it the line is whole.
TEST(Differences, ASecretIsSaidWithSomethingInItsPlace) {
    EXPECT_EQ(told(kBanner + "F> HELO \\{secret}\nF< 250 mx.example.org\nF! close\n"), "");
    EXPECT_EQ(told(kBanner + "F> EHLO \\{secret}\nF< 501 5.5.4 EHLO needs a name\nF! close\n").substr(0, 32),
              "expected F< 501 5.5.4 EHLO needs");
}

TEST(Differences, EachWayOfCuttingHasAName) {
    EXPECT_EQ((Cutting{Cutting::Kind::Whole}.text()), "whole");
    EXPECT_EQ((Cutting{Cutting::Kind::Octets}.text()), "octet by octet");
    EXPECT_EQ((Cutting{Cutting::Kind::Random, 3}.text()), "random pieces, seed 3");
}

TEST(Differences, ASignThatIsNoneIsRefused) {
    EXPECT_EQ(told("F? connect\n"), "behind F or B stands one of > < ! = ~");
}

// A transcript may come from anywhere, and what is said of it is read on a terminal.
TEST(Differences, WhatAFileHasWrongIsToldWithoutItsControls) {
    for (const char* text : {"F! \x1B[2J\n", "F= note \x1B[2J\n"}) {
        const std::string said = told(text);
        EXPECT_NE(said.find("\\x1B[2J"), std::string::npos) << said;
        EXPECT_TRUE(std::none_of(said.begin(), said.end(), is_control));
    }
}

}  // namespace
}  // namespace heloise
