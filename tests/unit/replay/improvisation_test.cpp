// A session a step at a time.
#include "proxy/replay/improvisation.h"

#include <gtest/gtest.h>

#include "proxy/replay/replayer.h"

namespace heloise {
namespace {

constexpr std::string_view kSettings = "@ greeting = \"helo\"\n";

std::string played(Improvisation& stage, std::string_view lines) {
    auto result = stage.play(lines);
    if (auto* fault = std::get_if<std::string>(&result)) return "fault: " + *fault;
    return std::get<Improvisation::Played>(result).lines;
}

Improvisation::Ready ready(std::string_view settings = kSettings) {
    return std::get<Improvisation::Ready>(Improvisation::begin(settings));
}

TEST(Improvisation, HeloiseAnswersEachStep) {
    Improvisation stage(ready());
    EXPECT_EQ(played(stage, "F! connect\n"), "F! connect\nF< 220 mx.example.org ESMTP heloise\n");
    EXPECT_EQ(played(stage, "F> HELO a.example\n"), "F> HELO a.example\nF< 250 mx.example.org\n");
    EXPECT_EQ(stage.awaits(), "");
    EXPECT_EQ(played(stage, "F> MAIL FROM:<a@b.example>\n"), "F> MAIL FROM:<a@b.example>\n");
    EXPECT_EQ(stage.awaits(), "call");
    EXPECT_EQ(played(stage, "B! connect\nB> 220 gw\n"), "B! connect\nB> 220 gw\nB< HELO a.example\n");
}

TEST(Improvisation, WhatIsPrintedIsATranscriptThatPasses) {
    Improvisation stage(ready());
    std::string all(kSettings);
    for (const std::string_view step :
         {"F! connect\n", "F> HELO a.example\n", "F> MAIL FROM:<a@b.example>\n", "B! connect\nB> 220 gw\n",
          "B> 250 gw\n", "B> 250 OK\n", "F~ 1s\n", "F! close\n"})
        all += played(stage, step);
    const auto parsed = parse_transcript(all);
    const auto against = play_against("settings", std::get<Transcript>(parsed), nullptr);
    const auto& with = std::get<Against>(against);
    for (const Cutting& cutting : all_cuttings()) {
        const auto difference = replay(std::get<Transcript>(parsed), with.backend, with.hostname, cutting);
        EXPECT_FALSE(difference) << cutting.text() << ": " << difference->got << "\n" << all;
    }
}

TEST(Improvisation, OnlyPeersCanBePlayed) {
    Improvisation stage(ready());
    EXPECT_TRUE(played(stage, "F< 220 hello\n").starts_with("fault: F< 220 hello: only what the peers"));
    EXPECT_TRUE(played(stage, "hello\n").starts_with("fault: 1: "));
}

TEST(Improvisation, AStepThatMakesNoSenseIsSaid) {
    Improvisation stage(ready());
    EXPECT_TRUE(played(stage, "F! connect\nB> 220 gw\n").starts_with("fault: it cannot be played"));
}

TEST(Improvisation, SettingsAreCheckedAsAConfigurationIs) {
    EXPECT_TRUE(std::holds_alternative<std::string>(Improvisation::begin("@ greeting = \"hallo\"\n")));
    EXPECT_TRUE(std::holds_alternative<std::string>(Improvisation::begin("greeting\n")));
}

TEST(Improvisation, ABodyThatWasLeftOutIsLeftOutOfWhatTheBackHears) {
    Improvisation stage(ready());
    for (const std::string_view step :
         {"F! connect\n", "F> HELO a.example\n", "F> MAIL FROM:<a@b.example>\n", "B! connect\nB> 220 gw\n",
          "B> 250 gw\n", "B> 250 OK\n", "F> RCPT TO:<c@d.example>\n", "B> 250 OK\n", "F> DATA\n"})
        played(stage, step);
    const std::string body = "\\{body octets=100 sha256=" + std::string(64, '0') + "}\n";
    EXPECT_NE(played(stage, "B> 354 Go\n").find("F< 354"), std::string::npos);
    const std::string lines = played(stage, "F> " + body + "F> .\n");
    EXPECT_TRUE(lines.ends_with("B< " + body + "B< .\n")) << lines;
}

}  // namespace
}  // namespace heloise
