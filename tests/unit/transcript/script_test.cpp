// Which lines of a transcript are steps, and whose.
#include "proxy/transcript/script.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

TEST(Script, CommentsAndSettingsAreNoSteps) {
    const auto parsed = parse_transcript("# why\n@ greeting = \"helo\"\n\nF! connect\nF~ 1s\nF< 220 a\n");
    const auto& transcript = std::get<Transcript>(parsed);
    const Script script = script_of(transcript);
    ASSERT_EQ(script.size(), 3U);
    EXPECT_EQ(script[0]->number, 4);
}

TEST(Script, WhatPeersAndTimeDoIsPlayed) {
    const auto parsed =
        parse_transcript("F! connect\nF~ 1s\nF> A\nB> 250\nF< 220 a\nB= close\nF= note learnt\n");
    const auto& transcript = std::get<Transcript>(parsed);
    std::vector<bool> played;
    for (const TranscriptLine* line : script_of(transcript)) played.push_back(is_played(*line));
    EXPECT_EQ(played, (std::vector<bool>{true, true, true, true, false, false, false}));
}

}  // namespace
}  // namespace heloise
