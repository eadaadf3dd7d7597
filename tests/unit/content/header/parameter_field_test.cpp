// Parameters that depend on each other stay one.
#include "proxy/content/header/parameter_field.h"

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

TEST(ParameterField, OctetsOver127ArePercentEncoded) {
    EXPECT_EQ(adapted("Content-Type: text/plain; name=\"ü b.txt\"; charset=utf-8"),
              "Content-Type: text/plain; name*=utf-8''%C3%BC%20b.txt; charset=utf-8");
    EXPECT_EQ(adapted("Content-Disposition: attachment;filename=ü"),
              "Content-Disposition: attachment;filename*=utf-8''%C3%BC");
    EXPECT_EQ(adapted("Content-Type: a/b; name=\"\xFC\""), "Content-Type: a/b; name*=unknown-8bit''%FC");
}

TEST(ParameterField, AValueInPiecesIsNotWrittenAnew) {
    EXPECT_EQ(adapted("Content-Type: a/ (x) b; name=\"ü\""),
              "Content-Type: its value is in pieces, which not all readers put together");
    EXPECT_EQ(adapted("Content-Type: (x) a/b (y); name=\"ü\""),
              "Content-Type: (x) a/b (y); name*=utf-8''%C3%BC");
    EXPECT_EQ(adapted("Content-Type: a/ (x) b; name=u"), "unchanged");
}

TEST(ParameterField, AnExtendedOneIsMended) {
    EXPECT_EQ(adapted("Content-Type: a/b; name*=utf-8''ü%20"), "Content-Type: a/b; name*=utf-8''%C3%BC%20");
    EXPECT_EQ(adapted("Content-Type: a/b; name*0*=utf-8''ü; name*1=b"),
              "Content-Type: a/b; name*0*=utf-8''%C3%BC; name*1=b");
}

TEST(ParameterField, PartsWithoutACharsetBecomeOne) {
    EXPECT_EQ(adapted("Content-Type: a/b; name*1=\"ü\"; x=y; name*0=a"),
              "Content-Type: a/b; name*=utf-8''a%C3%BC; x=y");
    EXPECT_EQ(adapted("Content-Type: a/b; name*0=ü; name*2=a"),
              "Content-Type: parameter name*0 lacks a part");
    EXPECT_EQ(adapted("Content-Type: a/b; name*0=ü; name*0=ü"),
              "Content-Type: parameter name*0 lacks a part");
    EXPECT_EQ(adapted("Content-Type: a/b; name*0*=utf-8''a; name*1=ü"),
              "Content-Type: parameter name*1 is there in two forms and not ASCII");
}

TEST(ParameterField, AnExtendedTwinThatSaysTheSameIsEnough) {
    EXPECT_EQ(adapted("Content-Disposition: a; filename=\"ü\"; filename*=UTF-8''%c3%bc"),
              "Content-Disposition: a; filename*=UTF-8''%c3%bc");
    EXPECT_EQ(adapted("Content-Disposition: a; filename*=UTF-8''%C3%BC; filename=\"ü\""),
              "Content-Disposition: a; filename*=UTF-8''%C3%BC");
    EXPECT_EQ(adapted("Content-Disposition: a; filename=\"ü\"; filename*=UTF-8''b"),
              "Content-Disposition: parameter filename is there more than once and not ASCII");
    EXPECT_EQ(adapted("Content-Type: a/b; name=ü; NAME=b"),
              "Content-Type: parameter name is there more than once and not ASCII");
}

TEST(ParameterField, WhatMachinesCompareIsRefused) {
    EXPECT_EQ(adapted("Content-Type: multipart/mixed; boundary=\"ü\""),
              "Content-Type: the boundary is not ASCII");
    EXPECT_EQ(adapted("Content-Type: text/ü"), "Content-Type: text/\\x{FC} is not ASCII");
    EXPECT_EQ(adapted("Content-Type: a/b; nü=b"), "Content-Type: n\\x{FC}=b is not ASCII");
}

TEST(ParameterField, WhatReadersReadDifferentlyIsRefused) {
    for (const char* value : {"ü b", "a=ü", "a/ü", "a@ü.example", "\"ü", "(c", "\"ü\" b"}) {
        const std::string outcome = adapted("Content-Type: a/b; name=" + std::string(value) + "; x=ü");
        EXPECT_TRUE(outcome.ends_with("is not ASCII")) << outcome;
    }
    EXPECT_EQ(adapted("Content-Type: a/b; name=\"=?x?q?a?= ü\""),
              "Content-Type: parameter name holds an encoded word beside other octets");
}

TEST(ParameterField, ABackslashThatSomeKeepIsRefused) {
    const std::string why = " holds a backslash that not all readers take for one";
    EXPECT_EQ(adapted("Content-Disposition: a; filename=\"ü\\f.pdf\""),
              "Content-Disposition: parameter filename" + why);
    EXPECT_EQ(adapted("Content-Disposition: a; filename*0=\"ü\"; filename*1=\"\\f\""),
              "Content-Disposition: parameter filename*1" + why);
    EXPECT_EQ(adapted("Content-Disposition: a; filename=\"ü\\\\f\\\"g\""),
              "Content-Disposition: a; filename*=utf-8''%C3%BC%5Cf%22g");
}

TEST(ParameterField, OthersStayAndCommentsAreEncoded) {
    EXPECT_EQ(adapted("Content-Type: text/plain (ü); a=\"=?x?q?a?=\"; b=c"),
              "Content-Type: text/plain (=?utf-8?b?w7w=?=); a=\"=?x?q?a?=\"; b=c");
}

TEST(ParameterField, LongOnesAreCut) {
    std::string text;
    for (int i = 0; i < 40; ++i) text += "日本";
    const FieldOutcome outcome =
        adapt_field("Content-Disposition: attachment; filename=\"" + text + "\"\r\n", {});
    ASSERT_EQ(outcome.kind, FieldOutcome::Kind::Rewritten);
    EXPECT_TRUE(
        outcome.text.starts_with("Content-Disposition: attachment;\r\n filename*0*=utf-8''%E6%97%A5"));
    for (std::size_t at = 0; at < outcome.text.size();) {
        const std::size_t end = outcome.text.find("\r\n", at);
        EXPECT_LE(end - at, 76U);
        at = end + 2;
    }
}

TEST(ParameterField, NoBlankComesIntoWhatSomeReadAsAValue) {
    const std::string field = "Content-Type: a/b; n=" + std::string(40, 'x') + "," + std::string(40, 'y');
    EXPECT_EQ(adapt_field(field + "; z=ü\r\n", {true, 200}).text, field + ";\r\n z*=utf-8''%C3%BC\r\n");
    EXPECT_EQ(adapt_field(field + "\r\n", {true, 80}).why, "Content-Type: it cannot be folded");
}

TEST(ParameterField, AnEndlessNameIsNotRepeatedInEveryPart) {
    EXPECT_EQ(adapted("Content-Type: a/b; " + std::string(41, 'n') + "=ü"),
              "Content-Type: parameter " + std::string(37, 'n') + "... has too long a name");
    EXPECT_TRUE(adapted("Content-Type: a/b; " + std::string(40, 'n') + "=ü").ends_with("*=utf-8''%C3%BC"));
}

TEST(ParameterField, ManyParametersAreReadInOnePass) {
    std::string field = "Content-Type: a/b";
    for (int i = 0; i < 8000; ++i) field += ";a" + std::to_string(i) + "=ü";
    EXPECT_TRUE(adapted(field).ends_with(";a7999*=utf-8''%C3%BC"));
}

}  // namespace
}  // namespace heloise
