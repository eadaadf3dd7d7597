// Transcripts against a Session: that a right one passes and every kind of wrong one is found.
#include "proxy/replay/replayer.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

Backend backend() {
    Backend one;
    one.name = "test";
    one.address = {Endpoint{"192.0.2.25", 25}};
    one.greeting = Greeting::Helo;
    return one;
}

std::optional<Difference> played(std::string_view text, const Cutting& cutting = {}) {
    const auto parsed = parse_transcript(text);
    EXPECT_TRUE(std::holds_alternative<Transcript>(parsed)) << text;
    return replay(std::get<Transcript>(parsed), backend(), "mx.example.org", cutting);
}

const std::string kBegin =
    "F< 220 mx.example.org ESMTP heloise\n"
    "F> HELO client.example\n"
    "F< 250 mx.example.org\n"
    "F> MAIL FROM:<a@client.example>\n";
const std::string kCall =
    "B! connect\n"
    "B> 220 gw.example\n"
    "B< HELO client.example\n"
    "B> 250 gw.example\n"
    "B< MAIL FROM:<a@client.example>\n"
    "B> 250 OK\n";
const std::string kEnd =
    "F< 250 2.1.0 OK\n"
    "F! close\n"
    "B= close\n";

TEST(Replayer, ARightTranscriptPassesInEveryWay) {
    for (const Cutting& cutting : all_cuttings()) {
        const auto difference = played(kBegin + kCall + kEnd, cutting);
        EXPECT_FALSE(difference) << cutting.text() << " line " << difference->line << ": " << difference->got;
    }
}

TEST(Replayer, AnotherTextIsShownWithItsLine) {
    const auto difference = played(kBegin + kCall + "F< 250 2.1.0 Fine\nF! close\nB= close\n");
    ASSERT_TRUE(difference);
    EXPECT_EQ(difference->line, 11);
    EXPECT_EQ(difference->expected, "F< 250 2.1.0 Fine");
    EXPECT_EQ(difference->got, "F< 250 2.1.0 OK");
}

TEST(Replayer, WhatNobodyExpectedIsADifference) {
    const auto difference = played(kBegin + kCall + "F! close\nB= close\n");
    ASSERT_TRUE(difference);
    EXPECT_EQ(difference->got, "F< 250 2.1.0 OK");
}

TEST(Replayer, WhatNeverComesIsADifference) {
    const auto difference = played(kBegin + kCall + "F< 250 2.1.0 OK\nF< 250 and more\n");
    ASSERT_TRUE(difference);
    EXPECT_EQ(difference->line, 12);
    EXPECT_EQ(difference->got, "(nothing)");
}

// Across legs nothing may come before what stands above it.
TEST(Replayer, AReplyThatComesTooEarlyIsADifference) {
    const auto difference =
        played("F< 220 mx.example.org ESMTP heloise\nF> NOOP\nF! drain\nF< 250 2.0.0 OK\n");
    ASSERT_TRUE(difference);
    EXPECT_EQ(difference->expected, "nothing more on this leg before line 3");
}

// Within a leg it must be there before the peer goes on.
TEST(Replayer, AReplyThatComesTooLateIsADifference) {
    const auto difference = played("F< 220 mx.example.org ESMTP heloise\nF< 250 2.0.0 OK\nF> NOOP\n");
    ASSERT_TRUE(difference);
    EXPECT_EQ(difference->line, 2);
}

TEST(Replayer, AcrossLegsAReplyMayComeLater) {
    EXPECT_FALSE(played(kBegin + "F< 250 2.1.0 OK\n" + kCall + "F! close\nB= close\n"));
}

TEST(Replayer, ACloseThatIsNotThereIsADifference) {
    const auto difference = played("F< 220 mx.example.org ESMTP heloise\nF= close\nF> NOOP\n");
    ASSERT_TRUE(difference);
    EXPECT_EQ(difference->expected, "F= close");
}

TEST(Replayer, ACloseThatNobodyExpectedIsADifference) {
    const auto difference = played(
        "F< 220 mx.example.org ESMTP heloise\nF> QUIT\nF< 221 2.0.0 mx.example.org closing connection\n");
    ASSERT_TRUE(difference);
    EXPECT_EQ(difference->got, "F= close");
}

TEST(Replayer, ACallThatIsNotAnsweredIsADifference) {
    const auto difference = played(kBegin);
    ASSERT_TRUE(difference);
    EXPECT_EQ(difference->got, "Connect to 192.0.2.25:25");
}

TEST(Replayer, ACallToAnotherAddressIsADifference) {
    const auto difference = played(kBegin + "B! connect 192.0.2.26:25\n");
    ASSERT_TRUE(difference);
    EXPECT_EQ(difference->got, "a call to 192.0.2.25:25");
}

TEST(Replayer, ABackThatWasNotCalledCannotSpeak) {
    EXPECT_TRUE(played("F< 220 mx.example.org ESMTP heloise\nB> 220 hello\n"));
}

TEST(Replayer, NotesAreCountedWhereTheTranscriptNamesThem) {
    const std::string hello =
        "F< 220 mx.example.org ESMTP heloise\nF> HELO a.example\nF< 250 mx.example.org\n";
    EXPECT_FALSE(played(hello));
    EXPECT_FALSE(played(hello + "F= note front_hello\n"));
    EXPECT_TRUE(played(hello + "F= note front_hello\nF= note front_hello\n"));
    EXPECT_TRUE(played(hello + "F= note learnt\n"));
}

const std::string kData = kBegin + kCall +
                          "F< 250 2.1.0 OK\n"
                          "F> RCPT TO:<r@example.org>\n"
                          "B< RCPT TO:<r@example.org>\n"
                          "B> 250 OK\n"
                          "F< 250 2.1.5 OK\n"
                          "F> DATA\n"
                          "B< DATA\n"
                          "B> 354 Go\n"
                          "F< 354 Start mail input; end with <CRLF>.<CRLF>\n";
const std::string kReceived =
    "B< Received: from client.example ([127.0.0.1])\n"
    "B< \\x09by mx.example.org (heloise) with SMTP id test-1\n"
    "B< \\x09for <r@example.org>;\n"
    "B< \\x09Sat, 1 Jan 2000 00:00:00 +0000\n";

std::string body(const char* sign, int octets) {
    return std::string(sign) + " \\{body octets=" + std::to_string(octets) +
           " sha256=" + std::string(64, '0') + "}\n";
}

TEST(Replayer, AnOmittedBodyIsMadeUpAndItsSizeCompared) {
    for (const int octets : {2, 3, 4, 73, 74, 75, 76, 145, 5000}) {
        const std::string good =
            kData + body("F>", octets) + "F> .\n" + kReceived + body("B<", octets) + "B< .\n";
        EXPECT_FALSE(played(good + "F! close\nB> 250 OK\nF< 250 2.0.0 OK\nB< QUIT\nB! close\n")) << octets;
    }
}

TEST(Replayer, AnOmittedBodyOfAnotherSizeIsADifference) {
    EXPECT_TRUE(played(kData + body("F>", 100) + "F> .\n" + kReceived + body("B<", 99) + "B< .\n"));
    EXPECT_TRUE(played(kData + body("F>", 100) + "F> .\n" + kReceived + body("B<", 101) + "B< .\n"));
}

TEST(Replayer, AnythingIsNeverAWholeMessage) {
    EXPECT_FALSE(played(kData + "F> Hello\nB< \\{anything}\nF! close\nB= close\n"));
    EXPECT_TRUE(played(kData + "F> Hello\nF> .\nB< \\{anything}\nF! close\nB! close\n"));
}

// The write that begins a command is not made when the back has hung up by then (rules 11 and 24).
TEST(Replayer, AGuardedWriteIsNotMadeWhereTheBackHasGone) {
    const std::string reply = kBegin +
                              "B! connect\n"
                              "B> 220 gw.example\n"
                              "B! close\n"
                              "F< 451 4.4.1 The gateway cannot be reached, try again later\n";
    for (const Cutting& cutting : all_cuttings()) EXPECT_FALSE(played(reply, cutting)) << cutting.text();
}

TEST(Replayer, TimeKeepsEveryDeadlineOnItsWay) {
    const auto difference = played(kBegin +
                                   "B! connect\n"
                                   "B~ 10m\n"
                                   "B= close\n"
                                   "F< 451 4.4.1 The gateway cannot be reached, try again later\n"
                                   "F< 421 4.4.2 Idle too long\n"
                                   "F= close\n");
    EXPECT_FALSE(difference) << difference->line << difference->got;
}

TEST(Replayer, WhatThisVersionCannotPlayIsSaid) {
    const auto difference = played("F< 220 mx.example.org ESMTP heloise\nF! tls\n");
    ASSERT_TRUE(difference);
    EXPECT_EQ(difference->got, "tls");
}

}  // namespace
}  // namespace heloise
