// From a difference to the rule that it is about.
#include "proxy/replay/rules.h"

#include <set>

#include <gtest/gtest.h>

namespace heloise {
namespace {

constexpr std::string_view kSession =
    "F! connect\n"
    "F< 220 mx.example.org ESMTP heloise\n"
    "F> MAIL FROM:<a@b.example>\n"
    "B! connect\n"
    "B> 220 gw\n"
    "B< MAIL FROM:<a@b.example>\n"
    "B> 250 OK\n"
    "F< 250 2.1.0 OK\n"
    "F= note learnt\n"
    "F! close\n"
    "B= close\n";

Place about(int line, std::string expected, std::string got) {
    const auto parsed = parse_transcript(kSession);
    const auto& transcript = std::get<Transcript>(parsed);
    return place_of(script_of(transcript), {line, std::move(expected), std::move(got)});
}

TEST(Rules, EveryPlaceHasASentence) {
    for (std::size_t place = 0; place < kPlaces; ++place) {
        const Rule& rule = rule_for(static_cast<Place>(place));
        EXPECT_FALSE(rule.sentence.empty()) << place;
        // Who says so, wherever somebody does.
        EXPECT_EQ(rule.source.empty(), rule.number == 0) << rule.sentence;
    }
}

TEST(Rules, ARuleIsToldWithItsNumberAndItsSource) {
    EXPECT_EQ(text_of({12, "words", "RFC 2034 section 4"}), "12: words (RFC 2034 section 4)");
    EXPECT_EQ(text_of({0, "words", ""}), "words");
}

TEST(Rules, AnExpectedLineSaysWhereItStands) {
    EXPECT_EQ(about(2, "F< 220 mx.example.org ESMTP heloise", "F< 220 hello"), Place::Banner);
    EXPECT_EQ(about(6, "B< MAIL FROM:<a@b.example>", "B= close"), Place::BackMail);
    EXPECT_EQ(about(8, "F< 250 2.1.0 OK", "(nothing)"), Place::Mail);
    EXPECT_EQ(about(11, "B= close", "(nothing)"), Place::BackClose);
    EXPECT_EQ(about(9, "F= note learnt, 1 in all", "2 in all"), Place::Note);
}

TEST(Rules, AnotherStatusAloneIsAboutTheStatus) {
    EXPECT_EQ(about(8, "F< 250 2.1.0 OK", "F< 250 OK"), Place::Status);
    EXPECT_EQ(about(8, "F< 250 2.1.0 OK", "F< 250 2.0.0 OK"), Place::Status);
    EXPECT_EQ(about(8, "F< 250 2.1.0 OK", "F< 250 2.0.0 Fine"), Place::Mail);
    EXPECT_EQ(about(8, "F< 250 2.1.0 OK", "F< 451 4.1.0 OK"), Place::Mail);
}

TEST(Rules, WhatNobodyExpectedIsAboutWhatItIs) {
    EXPECT_EQ(about(7, "nothing more on this leg", "B< RCPT TO:<c@d.example>"), Place::BackRcpt);
    EXPECT_EQ(about(10, "nothing more on this leg", "F= close"), Place::FrontClose);
}

TEST(Rules, ARightReplyTooEarlyIsAboutTheOrder) {
    EXPECT_EQ(about(3, "nothing more on this leg before line 5", "F< 250 2.1.0 OK"), Place::Order);
    EXPECT_EQ(about(3, "nothing more on this leg before line 5", "F< 550 5.0.0 No"), Place::Mail);
}

TEST(Rules, ACallThatDoesNotComeIsAboutCalls) {
    EXPECT_EQ(about(4, "that heloise calls the back", "it does not"), Place::Call);
}

}  // namespace
}  // namespace heloise
