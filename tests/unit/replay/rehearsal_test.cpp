// What heloise does, written down.
#include "proxy/replay/rehearsal.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

class RehearsalTest : public testing::Test {
protected:
    // Steps 0 and 3 are played; behind 0 heloise has two lines.
    const std::variant<Transcript, TranscriptError> parsed_ =
        parse_transcript("F> A\nF< 1\nB< 2\nF> B\nF< 3\n");
    const Script script_ = script_of(std::get<Transcript>(parsed_));
    Rehearsal rehearsal_{script_};
};

TEST_F(RehearsalTest, ADeedStandsBehindTheArrivalThatCausedIt) {
    rehearsal_.play(0, 3);
    rehearsal_.said(Side::Front, "1\r\n");
    rehearsal_.play(3, 5);
    rehearsal_.closed(Side::Front);
    ASSERT_EQ(rehearsal_.deeds().size(), 2U);
    EXPECT_EQ(rehearsal_.deeds()[0].after, 1U);
    EXPECT_EQ(rehearsal_.deeds()[1].after, 4U);
    EXPECT_TRUE(rehearsal_.deeds()[1].octets.empty());
}

TEST_F(RehearsalTest, OctetsOfALegThatNothingCameBetweenAreOne) {
    rehearsal_.play(0, 3);
    rehearsal_.said(Side::Front, "1");
    rehearsal_.said(Side::Front, "2\r\n");
    rehearsal_.said(Side::Back, "3\r\n");
    rehearsal_.said(Side::Front, "4\r\n");
    ASSERT_EQ(rehearsal_.deeds().size(), 3U);
    EXPECT_EQ(rehearsal_.deeds()[0].octets, "12\r\n");
}

TEST_F(RehearsalTest, WhatCannotBePlayedIsKeptWithItsLine) {
    rehearsal_.play(3, 5);
    rehearsal_.fail("a back", "none");
    rehearsal_.fail("more", "less");
    ASSERT_TRUE(rehearsal_.stuck());
    EXPECT_EQ(rehearsal_.stuck()->line, 4);
    EXPECT_EQ(rehearsal_.stuck()->expected, "a back");
    EXPECT_EQ(rehearsal_.stuck_at(), 3U);
}

}  // namespace
}  // namespace heloise
