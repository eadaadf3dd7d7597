// Names become encoded words, addresses stay addresses.
#include "proxy/content/header/address_field.h"

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

TEST(AddressField, NamesBecomeEncodedWords) {
    EXPECT_EQ(adapted("From: Jörg Müller <j@example.org>"),
              "From: =?utf-8?b?SsO2cmcgTcO8bGxlcg==?= <j@example.org>");
    EXPECT_EQ(adapted("From: J. ü <j@example.org>"), "From: J. =?utf-8?b?w7w=?= <j@example.org>");
}

TEST(AddressField, AQuotedNameLosesItsQuotes) {
    EXPECT_EQ(adapted("From: \"Ü, \\\"J\\\"\" <j@b>"), "From: =?utf-8?b?w5wsICJKIg==?= <j@b>");
    EXPECT_EQ(adapted("From: \"a@b\" \"c\" ü <j@b>"), "From: \"a@b\" \"c\" =?utf-8?b?w7w=?= <j@b>");
}

TEST(AddressField, WordsThatTouchAreOneWord) {
    EXPECT_EQ(adapted("From: \"a\"ü <j@b>"), "From: =?utf-8?b?YcO8?= <j@b>");
}

TEST(AddressField, AnAddressInANameIsAName) {
    EXPECT_EQ(adapted("From: \"ü@example.org\" <j@b>"), "From: =?utf-8?b?w7xAZXhhbXBsZS5vcmc=?= <j@b>");
    EXPECT_EQ(adapted("From: ü@example.org <j@b>"), "From: a name in it is neither plain nor quoted");
}

TEST(AddressField, SpecialsDoNotTouchAnEncodedWord) {
    EXPECT_EQ(adapted("To:ü<a@b>,ö<c@d>"), "To: =?utf-8?b?w7w=?= <a@b>, =?utf-8?b?w7Y=?= <c@d>");
    EXPECT_EQ(adapted("To: ü(c)ö <a@b>"), "To: =?utf-8?b?w7w=?= (c) =?utf-8?b?w7Y=?= <a@b>");
}

TEST(AddressField, GroupsHaveNames) {
    EXPECT_EQ(adapted("To: \"Ü\":a@b,ö <c@d>;,e@f"),
              "To: =?utf-8?b?w5w=?= :a@b, =?utf-8?b?w7Y=?= <c@d>;,e@f");
    EXPECT_EQ(adapted("To: ü:;"), "To: =?utf-8?b?w7w=?= :;");
}

TEST(AddressField, DomainsBecomeALabels) {
    EXPECT_EQ(adapted("To: a@ü.example, \"b c\"@ö.example"),
              "To: a@xn--tda.example, \"b c\"@xn--nda.example");
    EXPECT_EQ(adapted("To: <@ü.example,@x:a@ö.example>"), "To: <@xn--tda.example,@x:a@xn--nda.example>");
    EXPECT_EQ(adapted("To: ü <a@[192.0.2.1]>"), "To: =?utf-8?b?w7w=?= <a@[192.0.2.1]>");
}

TEST(AddressField, ANameWithoutAnAddressStaysAName) {
    EXPECT_EQ(adapted("To: Jörg Müller"), "To: =?utf-8?b?SsO2cmcgTcO8bGxlcg==?=");
}

TEST(AddressField, WhatDoesNotEndIsRefused) {
    for (const char* list : {"\"ü <a@b>", "a@b (ü", "a@[ü"}) {
        EXPECT_TRUE(adapted("To: " + std::string(list)).ends_with("is not ASCII") ||
                    adapted("To: " + std::string(list)).ends_with("neither plain nor quoted"))
            << adapted("To: " + std::string(list));
    }
    EXPECT_EQ(adapted("To: a@b (ü"), "To: (\\x{FC} is not ASCII");
}

TEST(AddressField, AnEncodedWordInQuotesBesideOtherOctetsIsRefused) {
    EXPECT_EQ(adapted("To: \"=?x?q?a?= ü\" <a@b>"), "To: an encoded word in it does not stand alone");
}

TEST(AddressField, LongListsAreFoldedBehindCommas) {
    std::string list = "To: a@b";
    for (int i = 0; i < 50; ++i) list += ",someone@example.org";
    const FieldOutcome outcome = adapt_field(list + "\r\n", {true, 200});
    ASSERT_EQ(outcome.kind, FieldOutcome::Kind::Rewritten) << outcome.why;
    for (std::size_t at = 0; at < outcome.text.size();) {
        const std::size_t end = outcome.text.find("\r\n", at);
        EXPECT_LE(end - at, 76U);
        at = end + 2;
    }
}

}  // namespace
}  // namespace heloise
