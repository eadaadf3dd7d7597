// From transcript files to verdicts.
#include "proxy/replay/replay_file.h"

#include <gtest/gtest.h>

#include "tests/support/transcript_folder.h"

namespace heloise {
namespace {

class ReplayFile : public TranscriptFolder {};

const std::string kGood = "# good\nF< 220 mx.example.org ESMTP heloise\n";

TEST_F(ReplayFile, AGoodOneHasNothingToSay) {
    EXPECT_FALSE(replay_file(write("a.smtp", kGood)));
}

TEST_F(ReplayFile, ADifferenceIsShownAsADiff) {
    const std::string file = write("a.smtp", "# bad\nF< 220 hello\n");
    const auto report = replay_file(file);
    ASSERT_TRUE(report);
    EXPECT_EQ(*report, file +
                           ":2: played whole:\n"
                           "  expected  F< 220 hello\n"
                           "  got       F< 220 mx.example.org ESMTP heloise\n"
                           "  rule      1: heloise greets the sender itself; the gateway's banner never "
                           "reaches it (RFC 5321 section 3.1)\n");
}

TEST_F(ReplayFile, WhatIsNoTranscriptIsSaid) {
    EXPECT_TRUE(replay_file((folder_ / "missing.smtp").string()));
    const std::string file = write("a.smtp", "# one\nhello\n");
    EXPECT_EQ(replay_file(file), file + ":2: a line begins with F, B, @ or #\n");
}

TEST_F(ReplayFile, AMistakeInItsSettingsIsReportedLikeThatOfAConfiguration) {
    const std::string file = write("a.smtp", "# one\n@ greeting = \"hallo\"\n");
    const auto report = replay_file(file);
    ASSERT_TRUE(report);
    EXPECT_TRUE(report->starts_with(file + ":2:")) << *report;
}

TEST_F(ReplayFile, EachDifferenceIsToldOnceWithItsRule) {
    const std::string file =
        write("a.smtp", "# bad\nF< 220 hello\nF> HELO a\nF< 250 mx.example.org\nF> NOOP\nF< 250 2.0.1 OK\n");
    const Verdict verdict = judge_file(file);
    ASSERT_EQ(verdict.rules.size(), 2U) << verdict.text;
    EXPECT_EQ(verdict.rules[0]->number, 1);
    EXPECT_EQ(verdict.rules[1]->number, 12);
    EXPECT_TRUE(verdict.played);
    EXPECT_NE(verdict.text.find(file + ":6: played whole:"), std::string::npos) << verdict.text;
}

TEST_F(ReplayFile, WhatCannotBePlayedIsNoDifference) {
    EXPECT_FALSE(judge_file(write("a.smtp", "hello\n")).played);
    EXPECT_FALSE(judge_file(write("b.smtp", "@ greeting = \"hallo\"\n")).played);
}

// A recording of mx1 is no different because it is played with the configuration of mx2.
TEST_F(ReplayFile, OurNameIsNoDifference) {
    const std::string body = "\\{body octets=100 sha256=" + std::string(64, '0') + "}\n";
    const std::string file =
        write("a.smtp",
              "# of mx1\n@ /hostname = \"mx1.example.org\"\nF< 220 mx1.example.org ESMTP heloise\nF> EHLO "
              "a.example\n"
              "F< 250-mx1.example.org\nF< 250-PIPELINING\nF< 250-SIZE\nF< 250-8BITMIME\nF< 250-SMTPUTF8\n"
              "F< 250-ENHANCEDSTATUSCODES\nF< 250-CHUNKING\nF< 250-BINARYMIME\nF< 250 HELP\nF> MAIL "
              "FROM:<a@a.example>\n"
              "B! connect\nB> 220 gw\nB< HELO a.example\nB> 250 gw\nB< MAIL FROM:<a@a.example>\nB> 250 OK\n"
              "F< 250 2.1.0 OK\nF> RCPT TO:<b@example.org>\nB< RCPT TO:<b@example.org>\nB> 250 OK\nF< 250 "
              "2.1.5 OK\n"
              "F> DATA\nB< DATA\nB> 354 Go\nF< 354 Start mail input; end with <CRLF>.<CRLF>\nF> " +
                  body +
                  "F> .\n"
                  "B< Received: from a.example ([127.0.0.1])\nB< \\x09by mx1.example.org (heloise) with "
                  "ESMTP id test-1\n"
                  "B< \\x09for <b@example.org>;\nB< \\x09Sat, 1 Jan 2000 00:00:00 +0000\nB< " +
                  body +
                  "B< .\nB> 250 OK\n"
                  "F< 250 2.0.0 OK\nF> QUIT\nF< 221 2.0.0 mx1.example.org closing connection\nF= close\nB< "
                  "QUIT\nB! close\n");
    Configuration configuration;
    configuration.hostname = "a-longer-name.example.org";
    configuration.backends.resize(1);
    configuration.backends[0].name = "one";
    configuration.backends[0].address = {Endpoint{"192.0.2.25", 25}};
    configuration.backends[0].greeting = Greeting::Helo;
    EXPECT_EQ(replay_file(file, &configuration).value_or(""), "");
}

TEST_F(ReplayFile, OfManyDifferencesTheFirstTwentyAreTold) {
    std::string text = "# bad\nF< 220 mx.example.org ESMTP heloise\n";
    for (int i = 0; i < 23; ++i) text += "F> NOOP\nF< 250 2.0.1 OK\n";
    const std::string file = write("a.smtp", text);
    const Verdict verdict = judge_file(file);
    EXPECT_EQ(verdict.rules.size(), 23U);
    EXPECT_TRUE(verdict.text.ends_with("\n" + file + ": and 3 more\n")) << verdict.text;
}

}  // namespace
}  // namespace heloise
