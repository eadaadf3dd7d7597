// What was expected, against what was said.
#include "proxy/replay/expectations.h"

#include <gtest/gtest.h>

#include "proxy/replay/placeholder_body.h"

namespace heloise {
namespace {

Transcript parsed(std::string_view text) {
    return std::get<Transcript>(parse_transcript(text));
}

TEST(Expectations, ALineMayComeInPieces) {
    const Transcript transcript = parsed("F< 250 OK\n");
    Expectations expectations(transcript);
    expectations.play(0, 1);
    for (const char* piece : {"2", "50 O", "K\r", "\n"}) expectations.said(Side::Front, piece);
    expectations.finish();
    EXPECT_FALSE(expectations.difference());
}

TEST(Expectations, HalfALineIsNotALine) {
    const Transcript transcript = parsed("F< 250 OK\n");
    Expectations expectations(transcript);
    expectations.play(0, 1);
    expectations.said(Side::Front, "250 OK\r");
    expectations.finish();
    ASSERT_TRUE(expectations.difference());
    EXPECT_EQ(expectations.difference()->got, "F< 250 OK\\x0D\\+");
}

TEST(Expectations, ALegIsSettledOnlyUpToTheStepThatBegins) {
    const Transcript transcript = parsed("F< 220 one\nF> QUIT\nF< 221 two\n");
    Expectations expectations(transcript);
    expectations.play(0, 1);
    expectations.said(Side::Front, "220 one\r\n");
    expectations.play(1, 3);
    expectations.settle(Side::Front);
    EXPECT_FALSE(expectations.difference());
    expectations.finish();
    EXPECT_TRUE(expectations.difference());
}

TEST(Expectations, LegsDoNotWaitForEachOther) {
    const Transcript transcript = parsed("F< 250 front\nB< QUIT\n");
    Expectations expectations(transcript);
    expectations.play(0, 2);
    expectations.said(Side::Back, "QUIT\r\n");
    expectations.said(Side::Front, "250 front\r\n");
    expectations.finish();
    EXPECT_FALSE(expectations.difference());
}

// A chunk's end is its size: no dot stands behind it.
TEST(Expectations, AnOmittedChunkEndsWhereItsSizeSays) {
    const Transcript transcript =
        parsed("B< BDAT 100\nB< \\{body octets=100 sha256=" + std::string(64, '0') + "}\nB< BDAT 0 LAST\n");
    Expectations expectations(transcript);
    expectations.play(0, 3);
    expectations.said(Side::Back, "BDAT 100\r\n" + placeholder_body(100) + "BDAT 0 LAST\r\n");
    expectations.finish();
    EXPECT_FALSE(expectations.difference());
}

TEST(Expectations, ASecretMayBeAnything) {
    const Transcript transcript = parsed("B< AUTH PLAIN \\{secret}\nB< QUIT\n");
    Expectations expectations(transcript);
    expectations.play(0, 2);
    expectations.said(Side::Back, "AUTH PLAIN AGEAYg==\r\nQUIT\r\n");
    expectations.finish();
    EXPECT_FALSE(expectations.difference());
}

TEST(Expectations, OnlyTheFirstDifferenceIsKept) {
    const Transcript transcript = parsed("F< 220 one\n");
    Expectations expectations(transcript);
    expectations.fail("first", "x");
    expectations.fail("second", "y");
    EXPECT_EQ(expectations.difference()->expected, "first");
}

TEST(Expectations, ALongSurpriseIsCutShort) {
    const Transcript transcript = parsed("F< 220 one\n");
    Expectations expectations(transcript);
    expectations.play(0, 1);
    std::string lines;
    for (int i = 0; i < 100; ++i) lines += "250 line\r\n";
    expectations.said(Side::Front, lines);
    ASSERT_TRUE(expectations.difference());
    EXPECT_TRUE(expectations.difference()->got.ends_with("\n..."));
}

// What becomes of these octets, said in one piece and octet by octet.
std::string difference(const std::string& text, const std::string& octets) {
    const Transcript transcript = parsed(text);
    std::string found;
    for (const std::size_t piece : {octets.size(), std::size_t{1}}) {
        Expectations expectations(transcript);
        expectations.play(0, expectations.script().size());
        for (std::size_t at = 0; at < octets.size(); at += piece)
            expectations.said(Side::Back, octets.substr(at, piece));
        expectations.finish();
        if (const auto& one = expectations.difference()) found += one->expected + " | " + one->got + "\n";
    }
    return found;
}

TEST(Expectations, AChangedBodyMayBeOfAnySize) {
    const std::string changed =
        "B< \\{changed octets=9 sha256=" + std::string(64, '0') + "}\nB< .\nB< QUIT\n";
    EXPECT_EQ(difference(changed, "a\r\n.\r\nQUIT\r\n"), "");
    EXPECT_EQ(difference(changed, placeholder_body(9) + ".\r\nQUIT\r\n"), "");
    EXPECT_EQ(difference(changed, std::string(5000, 'x') + "\r\n.\r\nQUIT\r\n"), "");
    EXPECT_NE(difference(changed, "a\r\nQUIT\r\n"), "");
}

TEST(Expectations, ADateMayBeAnyLine) {
    const std::string date = "B< \\x09\\{date}\nB< QUIT\n";
    EXPECT_EQ(difference(date, "\tFri, 27 Nov 2026 10:15:30 +0000\r\nQUIT\r\n"), "");
    EXPECT_NE(difference(date, "Fri, 27 Nov 2026 10:15:30 +0000\r\nQUIT\r\n"), "");
}

TEST(Expectations, AChunkMayBeOfAnySizeThatItsLineSays) {
    const std::string chunks =
        "B< BDAT \\{size}\nB< \\{changed octets=9 sha256=" + std::string(64, '0') +
        "}\nB< BDAT \\{size} LAST\nB< \\{changed octets=9 sha256=" + std::string(64, '0') + "}\nB< QUIT\n";
    EXPECT_EQ(difference(chunks, "BDAT 3\r\nabcBDAT 12 LAST\r\nQUIT\r\nQUIT\r\nQUIT\r\n"), "");
    EXPECT_NE(difference(chunks, "BDAT 3 LAST\r\nabcBDAT 2 LAST\r\nxyQUIT\r\n"), "");
    EXPECT_NE(difference(chunks, "BDAT 3\r\nabcBDAT 2\r\nxyQUIT\r\n"), "");
    EXPECT_NE(difference(chunks, "DATA 3\r\n"), "");
}

TEST(Expectations, AChunkOfNothingIsFollowedByACommand) {
    EXPECT_EQ(difference("B< BDAT \\{size} LAST\nB< QUIT\n", "BDAT 0 LAST\r\nQUIT\r\n"), "");
}

TEST(Expectations, AnOmittedChunkIsOfItsSize) {
    const std::string chunk =
        "B< BDAT \\{size} LAST\nB< \\{body octets=9 sha256=" + std::string(64, '0') + "}\nB< QUIT\n";
    EXPECT_EQ(difference(chunk, "BDAT 9 LAST\r\n" + std::string(9, 'y') + "QUIT\r\n"), "");
    EXPECT_NE(difference(chunk, "BDAT 8 LAST\r\n" + std::string(8, 'y') + "QUIT\r\n"), "");
}

// What is behind it may begin to come, and need not.
TEST(Expectations, WhatBeginsIsTheNextStepOfItsLeg) {
    const Transcript transcript = parsed("B< \\{begins}\nF> .\nB< Hi\nB< .\n");
    for (const std::string early : {"", "H", "Hi\r\n"}) {
        Expectations expectations(transcript);
        expectations.play(0, 1);
        expectations.said(Side::Back, early);
        expectations.settle(Side::Back);
        EXPECT_FALSE(expectations.difference()) << early;
        expectations.play(1, 4);
        expectations.said(Side::Back, std::string("Hi\r\n.\r\n").substr(early.size()));
        expectations.finish();
        EXPECT_FALSE(expectations.difference()) << early;
    }
    Expectations expectations(transcript);
    expectations.play(0, 1);
    expectations.said(Side::Back, "Ho");
    expectations.play(1, 4);
    expectations.said(Side::Back, "\r\n.\r\n");
    expectations.finish();
    EXPECT_TRUE(expectations.difference());
}

}  // namespace
}  // namespace heloise
