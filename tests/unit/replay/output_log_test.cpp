// What heloise does, written down.
#include "proxy/replay/output_log.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

class OutputLogTest : public testing::Test {
protected:
    // Steps 0 and 3 are played; behind 0 heloise has two lines.
    const std::variant<Transcript, TranscriptError> parsed_ =
        parse_transcript("F> A\nF< 1\nB< 2\nF> B\nF< 3\n");
    const Script script_ = script_of(std::get<Transcript>(parsed_));
    OutputLog output_log_{script_};
};

TEST_F(OutputLogTest, AnOutputStandsBehindTheArrivalThatCausedIt) {
    output_log_.play(0, 3);
    output_log_.said(Side::Front, "1\r\n");
    output_log_.play(3, 5);
    output_log_.closed(Side::Front);
    ASSERT_EQ(output_log_.outputs().size(), 2U);
    EXPECT_EQ(output_log_.outputs()[0].after, 1U);
    EXPECT_EQ(output_log_.outputs()[1].after, 4U);
    EXPECT_TRUE(output_log_.outputs()[1].octets.empty());
}

TEST_F(OutputLogTest, OctetsOfALegThatNothingCameBetweenAreOne) {
    output_log_.play(0, 3);
    output_log_.said(Side::Front, "1");
    output_log_.said(Side::Front, "2\r\n");
    output_log_.said(Side::Back, "3\r\n");
    output_log_.said(Side::Front, "4\r\n");
    ASSERT_EQ(output_log_.outputs().size(), 3U);
    EXPECT_EQ(output_log_.outputs()[0].octets, "12\r\n");
}

TEST_F(OutputLogTest, WhatCannotBePlayedIsKeptWithItsLine) {
    output_log_.play(3, 5);
    output_log_.fail("a back", "none");
    output_log_.fail("more", "less");
    ASSERT_TRUE(output_log_.stuck());
    EXPECT_EQ(output_log_.stuck()->line, 4);
    EXPECT_EQ(output_log_.stuck()->expected, "a back");
    EXPECT_EQ(output_log_.stuck_at(), 3U);
}

}  // namespace
}  // namespace heloise
