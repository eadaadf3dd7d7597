// A session a step at a time.
#include "proxy/replay/interactive_replay.h"

#include <gtest/gtest.h>

#include "proxy/replay/replayer.h"

namespace heloise {
namespace {

constexpr std::string_view kSettings = "@ greeting = \"helo\"\n";

std::string played(InteractiveReplay& interactive, std::string_view lines) {
    auto result = interactive.play(lines);
    if (auto* fault = std::get_if<std::string>(&result)) return "fault: " + *fault;
    return std::get<InteractiveReplay::Played>(result).lines;
}

InteractiveReplay::Ready ready(std::string_view settings = kSettings) {
    return std::get<InteractiveReplay::Ready>(InteractiveReplay::begin(settings));
}

TEST(InteractiveReplay, HeloiseAnswersEachStep) {
    InteractiveReplay interactive(ready());
    EXPECT_EQ(played(interactive, "F! connect\n"), "F! connect\nF< 220 mx.example.org ESMTP heloise\n");
    EXPECT_EQ(played(interactive, "F> HELO a.example\n"), "F> HELO a.example\nF< 250 mx.example.org\n");
    EXPECT_EQ(interactive.awaits(), "");
    EXPECT_EQ(played(interactive, "F> MAIL FROM:<a@b.example>\n"), "F> MAIL FROM:<a@b.example>\n");
    EXPECT_EQ(interactive.awaits(), "call");
    EXPECT_EQ(played(interactive, "B! connect\nB> 220 gw\n"), "B! connect\nB> 220 gw\nB< HELO a.example\n");
}

TEST(InteractiveReplay, WhatIsPrintedIsATranscriptThatPasses) {
    InteractiveReplay interactive(ready());
    std::string all(kSettings);
    for (const std::string_view step :
         {"F! connect\n", "F> HELO a.example\n", "F> MAIL FROM:<a@b.example>\n", "B! connect\nB> 220 gw\n",
          "B> 250 gw\n", "B> 250 OK\n", "F~ 1s\n", "F! close\n"})
        all += played(interactive, step);
    const auto parsed = parse_transcript(all);
    const auto against = play_against("settings", std::get<Transcript>(parsed), nullptr);
    const auto& with = std::get<Against>(against);
    for (const Cutting& cutting : all_cuttings()) {
        const auto difference = replay(std::get<Transcript>(parsed), with.backend, with.hostname, cutting);
        EXPECT_FALSE(difference) << cutting.text() << ": " << difference->got << "\n" << all;
    }
}

TEST(InteractiveReplay, OnlyPeersCanBePlayed) {
    InteractiveReplay interactive(ready());
    EXPECT_TRUE(
        played(interactive, "F< 220 hello\n").starts_with("fault: F< 220 hello: only what the peers"));
    EXPECT_TRUE(played(interactive, "hello\n").starts_with("fault: 1: "));
}

TEST(InteractiveReplay, AStepThatMakesNoSenseIsSaid) {
    InteractiveReplay interactive(ready());
    EXPECT_TRUE(played(interactive, "F! connect\nB> 220 gw\n").starts_with("fault: it cannot be played"));
}

TEST(InteractiveReplay, SettingsAreCheckedAsAConfigurationIs) {
    EXPECT_TRUE(std::holds_alternative<std::string>(InteractiveReplay::begin("@ greeting = \"hallo\"\n")));
    EXPECT_TRUE(std::holds_alternative<std::string>(InteractiveReplay::begin("greeting\n")));
}

TEST(InteractiveReplay, ABodyThatWasLeftOutIsLeftOutOfWhatTheBackHears) {
    InteractiveReplay interactive(ready());
    for (const std::string_view step :
         {"F! connect\n", "F> HELO a.example\n", "F> MAIL FROM:<a@b.example>\n", "B! connect\nB> 220 gw\n",
          "B> 250 gw\n", "B> 250 OK\n", "F> RCPT TO:<c@d.example>\n", "B> 250 OK\n", "F> DATA\n"})
        played(interactive, step);
    const std::string body = "\\{body octets=100 sha256=" + std::string(64, '0') + "}\n";
    EXPECT_NE(played(interactive, "B> 354 Go\n").find("F< 354"), std::string::npos);
    const std::string lines = played(interactive, "F> " + body + "F> .\n");
    EXPECT_TRUE(lines.ends_with("B< " + body + "B< .\n")) << lines;
}

}  // namespace
}  // namespace heloise
