// Text becomes encoded words and reads the same: unstructured fields and comments.
#include "proxy/content/header/field_text.h"

#include <gtest/gtest.h>

#include "proxy/content/header/header_field.h"

namespace heloise {
namespace {

std::string adapted(std::string_view field) {
    const FieldOutcome outcome = adapt_field(std::string(field) + "\r\n", {});
    switch (outcome.kind) {
        case FieldOutcome::Kind::Unchanged: return "unchanged";
        case FieldOutcome::Kind::Refused: return outcome.why;
        case FieldOutcome::Kind::Rewritten: break;
    }
    return outcome.text.substr(0, outcome.text.size() - 2);
}

TEST(FieldText, WordsThatAreAsciiStay) {
    EXPECT_EQ(adapted("Subject: a ü b ö c"), "Subject: a =?utf-8?b?w7w=?= b =?utf-8?b?w7Y=?= c");
}

TEST(FieldText, WordsSideBySideAreEncodedTogether) {
    EXPECT_EQ(adapted("Subject: ü  ö"), "Subject: =?utf-8?b?w7wgIMO2?=");
}

TEST(FieldText, ABlankBesideAnEncodedWordGoesIntoTheNewOne) {
    EXPECT_EQ(adapted("Subject: =?x?q?a?= ü"), "Subject: =?x?q?a?= =?utf-8?b?IMO8?=");
    EXPECT_EQ(adapted("Subject: ü =?x?q?a?="), "Subject: =?utf-8?b?w7wg?= =?x?q?a?=");
    EXPECT_EQ(adapted("Subject: =?x?q?a?=  ü\t=?x?q?a?="),
              "Subject: =?x?q?a?= =?utf-8?b?ICDDvAk=?= =?x?q?a?=");
}

TEST(FieldText, EncodedWordsStayAsTheyAre) {
    EXPECT_EQ(adapted("Subject: =?x?q?a?= =?x?q?b?= c ü"), "Subject: =?x?q?a?= =?x?q?b?= c =?utf-8?b?w7w=?=");
}

TEST(FieldText, WhatOnlyLooksLikeAnEncodedWordStaysText) {
    EXPECT_EQ(adapted("Subject: =?utf-8?q?a ü"), "Subject: =?utf-8?b?PT91dGYtOD9xP2Egw7w=?=");
    EXPECT_EQ(adapted("Subject: =? a ü"), "Subject: =?us-ascii?b?PT8=?= a =?utf-8?b?w7w=?=");
}

TEST(FieldText, WhatReadersReadDifferentlyIsRefused) {
    for (const char* subject :
         {"=?x?q?a?=ü", "ü=?x?q?a?=", "a=?x?q?a?= ü", "ü =?x?q?a?=a", "=?x?q?a ü?=", "=?x?b?ü?="}) {
        EXPECT_EQ(adapted("Subject: " + std::string(subject)),
                  "Subject: an encoded word in it does not stand alone")
            << subject;
    }
    EXPECT_EQ(adapted("Subject: a=?x?q?a?= b ü"), "Subject: a=?x?q?a?= b =?utf-8?b?w7w=?=");
}

TEST(FieldText, RawOctetsInAnEncodedWordAreMended) {
    EXPECT_EQ(adapted("Subject: =?iso-8859-1?Q?f\xFCr?= \xFC"),
              "Subject: =?iso-8859-1?Q?f=FCr?= =?unknown-8bit?q?_=FC?=");
}

TEST(FieldText, OctetsThatAreNoUtf8AreKept) {
    EXPECT_EQ(adapted("Subject: f\xFCr M\xFCller a \xC3\xBC"),
              "Subject: =?unknown-8bit?q?f=FCr_M=FCller?= a =?unknown-8bit?b?w7w=?=");
}

TEST(FieldText, AFoldIsKept) {
    EXPECT_EQ(adapted("Subject: a\r\n\tb ü\r\n  c"), "Subject: a\r\n\tb =?utf-8?b?w7w=?=\r\n  c");
    EXPECT_EQ(adapted("Subject:\r\n ü"), "Subject:\r\n =?utf-8?b?w7w=?=");
    EXPECT_EQ(adapted("Subject: ü\r\n \r\n "), "Subject: =?utf-8?b?w7w=?=  ");
}

TEST(FieldText, ALongRowOfBlanksIsKept) {
    EXPECT_EQ(adapted("Subject: a" + std::string(20, ' ') + "ü"),
              "Subject: a =?utf-8?q?" + std::string(19, '_') + "=C3=BC?=");
}

TEST(FieldText, AWordThatFitsNoLineIsEncoded) {
    const FieldOutcome outcome = adapt_field("Subject: a " + std::string(60, 'b') + " c\r\n", {true, 60});
    EXPECT_EQ(outcome.text, "Subject: a =?us-ascii?q?" + std::string(32, 'b') + "?=\r\n =?us-ascii?q?" +
                                std::string(28, 'b') + "?= c\r\n");
}

TEST(FieldText, CommentsAreEncodedWithinTheirParentheses) {
    EXPECT_EQ(adapted("To: a@b (ü)"), "To: a@b (=?utf-8?b?w7w=?=)");
    EXPECT_EQ(adapted("To: a@b (a (ü b) c)"), "To: a@b (a (=?utf-8?b?w7w=?= b) c)");
    EXPECT_EQ(adapted("To: a@b (=?x?q?a?= ü)"), "To: a@b (=?x?q?a?= =?utf-8?b?IMO8?=)");
    EXPECT_EQ(adapted("To: a@b (\\) \\(ü\\\\)"), "To: a@b (\\) =?utf-8?b?KMO8XA==?=)");
}

TEST(FieldText, OnlyWhatStandsBesideAnEncodedWordTakesItsRoom) {
    const std::string x(60, 'x');
    EXPECT_EQ(adapted("To: a@b (ü (" + x + "))"), "To: a@b (=?utf-8?b?w7w=?=\r\n (" + x + "))");
    EXPECT_EQ(adapted("To: a@b (ü(" + x + "))"), "To: it cannot be folded");
}

}  // namespace
}  // namespace heloise
