// What was expected, against what was said.
#include "proxy/observe/expectations.h"

#include <gtest/gtest.h>

#include "proxy/observe/made_up.h"

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
    expectations.said(Side::Back, "BDAT 100\r\n" + made_up_body(100) + "BDAT 0 LAST\r\n");
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

}  // namespace
}  // namespace heloise
