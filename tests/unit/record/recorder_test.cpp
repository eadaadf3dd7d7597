// A session that is written down as it happens: the text, and that its replay is the same session.
#include "proxy/record/recorder.h"

#include <gtest/gtest.h>

#include "proxy/base/limits.h"
#include "tests/unit/record/recorded_session.h"

namespace heloise {
namespace {

// A kilobyte's; heloise bears with fewer of them than limits::kJunk.
const std::string kLong = "NOOP " + std::string(1000, 'x') + "\r\n";
constexpr int kSome = 60;

TEST(Recorder, WritesWhatATranscriptOfItWouldSay) {
    RecordedSession session;
    session.begin();
    session.front_ends();
    EXPECT_EQ(session.paper.text,
              "@ greeting = \"helo\"\n"
              "F! connect\n"
              "F< 220 mx.example.org ESMTP heloise\n"
              "F> HELO client.example\n"
              "F< 250 mx.example.org\n"
              "F> MAIL FROM:<a@client.example>\n"
              "B! connect\n"
              "B> 220 gw.example\n"
              "B< HELO client.example\n"
              "B> 250 gw.example\n"
              "B< MAIL FROM:<a@client.example>\n"
              "B> 250 OK\n"
              "F< 250 2.1.0 OK\n"
              "F! close\n"
              "B= close\n");
    EXPECT_TRUE(session.paper.finished);
    EXPECT_EQ(fault_of_recording(session.paper.text), "");
}

// Otherwise none of the replays below would say anything.
TEST(Recorder, AWrongRecordingDoesNotReplay) {
    RecordedSession session;
    session.begin();
    session.front_ends();
    std::string text = session.paper.text;
    text.replace(text.find("2.1.0"), 5, "2.1.1");
    EXPECT_NE(fault_of_recording(text), "");
}

TEST(Recorder, AMessageIsWrittenAsItsSizeAndDigest) {
    RecordedSession session;
    session.begin_message();
    session.front("Subject: x\r\n\r\n..dot\r\nlast\r\n.\r\n");
    session.back("250 taken\r\n");
    session.end();
    const std::string body = "Subject: x\r\n\r\n..dot\r\nlast\r\n";
    const std::string size = std::to_string(body.size());
    EXPECT_TRUE(session.has("F> \\{body octets=" + size + " sha256=" + Digested::digits(1) + "}\nF> ."));
    EXPECT_TRUE(session.has("B< \\x09\\{date}\nB< \\{body octets=" + size + " sha256=" + Digested::digits(2) +
                            "}\nB< ."));
    EXPECT_EQ(session.digested.octets[Digested::digits(1)], body);
    EXPECT_EQ(session.digested.octets[Digested::digits(2)], body);
    EXPECT_EQ(session.paper.text.find("Subject"), std::string::npos);
    EXPECT_EQ(fault_of_recording(session.paper.text), "");
}

TEST(Recorder, AMessageIsWrittenAsItIsWithFull) {
    RecordedSession session;
    session.full = true;
    session.begin_message();
    session.front("Subject: x \r\n\r\n..dot\r\nt\tab\r\n.\r\n");
    session.back("250 taken\r\n");
    session.end();
    EXPECT_TRUE(session.has("F> Subject: x\\x20\nF>\nF> ..dot\nF> t\\x09ab\nF> ."));
    EXPECT_TRUE(session.has("B< Subject: x\\x20\nB<\nB< ..dot\nB< t\\x09ab\nB< ."));
    EXPECT_EQ(fault_of_recording(session.paper.text), "");
}

TEST(Recorder, HowAMessageIsCutDoesNotMatter) {
    const std::string message = "Subject: x\r\n\r\n..dot\r\n\r\n.\r\n";
    for (std::size_t piece = 1; piece <= message.size(); ++piece) {
        RecordedSession session;
        session.begin_message();
        for (std::size_t at = 0; at < message.size(); at += piece) session.front(message.substr(at, piece));
        session.back("250 taken\r\n");
        session.end();
        std::string all;
        for (const auto& [name, octets] : session.digested.octets) {
            EXPECT_TRUE(session.paper.text.find(name) != std::string::npos) << piece;
            all += octets;
        }
        EXPECT_EQ(all.size(), 2 * (message.size() - 3)) << piece;
        EXPECT_EQ(fault_of_recording(session.paper.text), "") << piece << "\n" << session.paper.text;
    }
}

TEST(Recorder, AConvertedBodyMayBeOfAnotherSize) {
    RecordedSession session;
    session.begin_message();
    session.front(
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
        "\r\ncaf\xC3\xA9\r\n.\r\n");
    session.back("250 taken\r\n");
    session.end();
    EXPECT_NE(session.paper.text.find("B< \\{changed octets="), std::string::npos) << session.paper.text;
    EXPECT_EQ(fault_of_recording(session.paper.text), "") << session.paper.text;
}

TEST(Recorder, AFrontThatLeavesInsideAMessageIsWritten) {
    for (const bool resets : {false, true}) {
        RecordedSession session;
        session.begin_message();
        session.front("Subject: x\r\n\r\nhalf a li");
        resets ? session.front_resets() : session.front_ends();
        EXPECT_TRUE(session.has(resets ? "F! reset" : "F! close"));
        EXPECT_TRUE(session.has("B< \\{anything}")) << session.paper.text;
        EXPECT_TRUE(session.finished());
        EXPECT_EQ(fault_of_recording(session.paper.text), "") << session.paper.text;
    }
}

TEST(Recorder, ABatchOfCommandsIsOneArrival) {
    RecordedSession session;
    session.comes();
    session.front("EHLO client.example\r\n");
    session.front("MAIL FROM:<a@client.example>\r\nRCPT TO:<r@example.org>\r\nDATA\r\n");
    session.greets();
    session.back("250 OK\r\n");
    session.back("354 Go\r\n");
    session.front("\r\nHi\r\n.\r\nQUIT\r\n");
    session.back("250 taken\r\n");
    session.back("221 Bye\r\n");
    session.back_ends();
    EXPECT_TRUE(session.has("F> MAIL FROM:<a@client.example>\nF> RCPT TO:<r@example.org>\nF> DATA"));
    EXPECT_EQ(fault_of_recording(session.paper.text), "") << session.paper.text;
}

TEST(Recorder, AFrontThatSpeaksFirstStandsRightBehindItsComing) {
    RecordedSession session;
    session.comes(true);
    session.front("HELO too.early\r\n");
    if (!session.finished()) session.front_ends();
    EXPECT_TRUE(session.has("F! connect\nF> HELO too.early")) << session.paper.text;
    EXPECT_EQ(fault_of_recording(session.paper.text), "") << session.paper.text;
}

// Without a pause between them a replay would take it for one that spoke first.
TEST(Recorder, AFrontThatLeavesAfterItsBannerDidNotSpeakFirst) {
    RecordedSession session;
    session.comes();
    session.front("");
    session.front_ends();
    EXPECT_EQ(fault_of_recording(session.paper.text), "") << session.paper.text;
}

TEST(Recorder, TheAddressOfAFrontIsNamedUnlessItIsTheUsualOne) {
    RecordedSession session;
    session.facts.front_address = "192.0.2.7";
    session.comes();
    session.end();
    EXPECT_TRUE(session.has("F! connect 192.0.2.7"));
    EXPECT_EQ(fault_of_recording(session.paper.text), "");
}

TEST(Recorder, ALineWithControlsOrABlankAtItsEndIsEscaped) {
    RecordedSession session;
    session.comes();
    session.front("HELO client.example \r\n");
    session.front("NOOP \t\x01\x80\\\r\n");
    session.front("NO");
    session.front("OP\r\n");
    session.end();
    EXPECT_TRUE(session.has("F> HELO client.example\\x20"));
    EXPECT_TRUE(session.has("F> NOOP \\x09\\x01\\x80x"));
    EXPECT_TRUE(session.has("F> NO\\+\nF> OP"));
    EXPECT_EQ(fault_of_recording(session.paper.text), "") << session.paper.text;
}

TEST(Recorder, AnUnfinishedLineIsWrittenWhenItsSenderLeaves) {
    RecordedSession session;
    session.comes();
    session.front("NOO");
    session.front_ends();
    EXPECT_TRUE(session.has("F> NOO\\+\nF! close"));
    EXPECT_EQ(fault_of_recording(session.paper.text), "") << session.paper.text;
}

TEST(Recorder, ALineThatIsTooLongIsWrittenAsItCame) {
    RecordedSession session;
    session.comes();
    const std::string half(limits::kFrontLine, 'x');
    session.front(half);
    session.front(half);
    session.front("\r\nNOOP\r\n");
    session.end();
    EXPECT_NE(session.paper.text.find("F> " + half), std::string::npos);
    EXPECT_EQ(fault_of_recording(session.paper.text), "");
}

TEST(Recorder, PiecesGoToTheSinkBeforeTheEnd) {
    RecordedSession session;
    session.comes();
    for (int i = 0; i < kSome; ++i) session.front(kLong);
    EXPECT_GE(session.paper.pieces.size(), 2U);
    EXPECT_FALSE(session.paper.finished);
    session.end();
    EXPECT_TRUE(session.paper.finished);
    EXPECT_EQ(fault_of_recording(session.paper.text), "");
}

TEST(Recorder, ASinkThatTakesNoMoreEndsTheRecordingAndNotTheSession) {
    RecordedSession session;
    session.paper.refuses = true;
    session.comes();
    for (int i = 0; i < kSome; ++i) session.front(kLong);
    EXPECT_FALSE(session.recorded_still());
    EXPECT_FALSE(session.finished());
    session.end();
    EXPECT_FALSE(session.paper.finished);
}

TEST(Recorder, WhatIsTooLongIsCutAndStillReplays) {
    for (const std::uint64_t most : {200U, 1000U, 40000U}) {
        RecordedSession session;
        session.most = most;
        session.begin();
        for (int i = 0; i < kSome && session.recorded_still(); ++i) session.front(kLong);
        ASSERT_FALSE(session.recorded_still());
        EXPECT_TRUE(session.paper.finished);
        EXPECT_LT(session.paper.text.size(), most + 2 * kLong.size());
        EXPECT_TRUE(session.paper.text.ends_with(
            "# Longer than record.session_most; the rest is left out.\nF! unplayable\n"));
        EXPECT_EQ(fault_of_recording(session.paper.text), "") << session.paper.text;
        session.front("NOOP\r\n");
        EXPECT_FALSE(session.finished());
    }
}

TEST(Recorder, WhatIsCutInsideAMessageStillReplays) {
    RecordedSession session;
    session.full = true;
    session.most = 2000;
    session.begin_message();
    for (int i = 0; i < 100 && session.recorded_still(); ++i) {
        session.front(std::string(70, 'x') + "\r\n");
        session.pass(1s);
    }
    ASSERT_FALSE(session.recorded_still());
    EXPECT_EQ(fault_of_recording(session.paper.text), "") << session.paper.text;
}

TEST(Recorder, AFailedDiskOfTheSessionsIsWritten) {
    RecordedSession session;
    session.backend.delivery = Delivery::Burst;
    session.backend.content.lookahead = 4096;
    session.asks();
    session.front("RCPT TO:<r@example.org>\r\n");
    session.front("DATA\r\n");
    session.disk_full = true;
    std::string body = "\r\n";
    for (int i = 0; i < 1000; ++i) body += "a line of a message\r\n";
    session.front(body);
    session.front(".\r\n");
    session.end();
    EXPECT_TRUE(session.has("F! spool-fails")) << session.paper.text;
    EXPECT_TRUE(session.finished());
    EXPECT_EQ(fault_of_recording(session.paper.text), "") << session.paper.text;
}

TEST(Recorder, AMessageThatWaitsOnTheDiskReplays) {
    RecordedSession session;
    session.begin_burst();
    session.back("354 Go\r\n");
    session.back("250 taken\r\n");
    session.end();
    EXPECT_TRUE(session.has("F< 250 2.0.0 taken")) << session.paper.text;
    EXPECT_EQ(fault_of_recording(session.paper.text), "") << session.paper.text;
}

}  // namespace
}  // namespace heloise
