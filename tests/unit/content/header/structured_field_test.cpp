// Comments and domains change, identifiers and local parts do not.
#include "proxy/content/header/structured_field.h"

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

TEST(StructuredField, DomainsBecomeALabels) {
    EXPECT_EQ(adapted("Message-ID: <a@ü.example>"), "Message-ID: <a@xn--tda.example>");
    EXPECT_EQ(adapted("References: <a@ü.example>\r\n\t<b@c>"), "References: <a@xn--tda.example>\r\n\t<b@c>");
    EXPECT_EQ(adapted("Return-Path: <a@ü.example>"), "Return-Path: <a@xn--tda.example>");
}

TEST(StructuredField, ReceivedNamesItsHostsBehindFromAndBy) {
    EXPECT_EQ(
        adapted(
            "Received: from ü.example (ü [192.0.2.1]) by ö.example for <a@ä.example>;\r\n Sat, 1 Jan 2000"),
        "Received: from xn--tda.example (=?utf-8?b?w7w=?= [192.0.2.1]) by\r\n"
        " xn--nda.example for <a@xn--4ca.example>;\r\n Sat, 1 Jan 2000");
    EXPECT_EQ(adapted("Received: from ü.example [192.0.2.1] by ö.example; x"),
              "Received: from xn--tda.example [192.0.2.1] by xn--nda.example; x");
    EXPECT_EQ(adapted("Message-ID: from ü.example"), "Message-ID: \\x{FC}.example is not ASCII");
}

TEST(StructuredField, LocalPartsAreRefused) {
    EXPECT_EQ(adapted("To: <örg@example.org>"), "To: the local part of <\\x{F6}rg@example.org> is not ASCII");
    EXPECT_EQ(adapted("To: \"ö\" @ example.org"), "To: the local part of <\"\\x{F6}\"> is not ASCII");
    EXPECT_EQ(adapted("Message-ID: <ü@a>"), "Message-ID: the local part of <\\x{FC}@a> is not ASCII");
}

TEST(StructuredField, DomainsWithoutAnAsciiFormAreRefused) {
    EXPECT_EQ(adapted("To: <a@☃.example>"), "To: the domain of <a@\\x{2603}.example> has no ASCII form");
    EXPECT_EQ(adapted("To: <a@\xFC.example>"), "To: the domain of <a@?.example> has no ASCII form");
    EXPECT_EQ(adapted("To: <a@ü. example>"), "To: the domain of <a@\\x{FC}.> has no ASCII form");
    for (const char* to : {"<a@ü\\chen.example>", "<a@ü n.example>", "<a@ü\"n\".example>", "<a@ü[n]>"})
        EXPECT_TRUE(adapted("To: " + std::string(to)).ends_with("has no ASCII form")) << to;
}

TEST(StructuredField, OtherTextIsRefused) {
    EXPECT_EQ(adapted("MIME-Version: ü"), "MIME-Version: \\x{FC} is not ASCII");
    EXPECT_EQ(adapted("List-Unsubscribe: <https://example.org/ü>").substr(0, 18), "List-Unsubscribe: ");
}

TEST(StructuredField, ShownAddressesAreBounded) {
    EXPECT_EQ(shown_address("ü\x01\xFF𝄞", 60), "\\x{FC}??\\x{1D11E}");
    EXPECT_EQ(shown_address("abcdef", 6), "abcdef");
    EXPECT_EQ(shown_address("abcdefg", 6), "abc...");
}

TEST(StructuredField, LinesAreFoldedBetweenTokensOnly) {
    std::string list = "List-Post: ";
    for (int i = 0; i < 8; ++i) list += "<mailto:a@example.org?x=1,2;3>,";
    const FieldOutcome outcome = adapt_field(list + "<b>\r\n", {true, 100});
    ASSERT_EQ(outcome.kind, FieldOutcome::Kind::Rewritten);
    std::string unfolded;
    for (std::size_t at = 0; at < outcome.text.size(); ++at) {
        if (outcome.text.compare(at, 3, "\r\n ") == 0) {
            EXPECT_EQ(outcome.text.substr(at - 2, 2), ">,");
            at += 2;
        } else {
            unfolded += outcome.text[at];
        }
    }
    EXPECT_EQ(unfolded, list + "<b>\r\n");
    EXPECT_EQ(adapt_field("Message-ID: <" + std::string(200, 'a') + ">\r\n", {true, 100}).why,
              "Message-ID: it cannot be folded");
}

}  // namespace
}  // namespace heloise
