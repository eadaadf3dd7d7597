// Parameters and xtext.
#include "proxy/smtp/parameter.h"

#include <gtest/gtest.h>

#include "proxy/base/limits.h"

namespace heloise {
namespace {

TEST(Parameters, KeywordsAreUpperValuesAsWritten) {
    const auto parsed = parse_parameters(" size=1000\tBody=8bitmime  SMTPUTF8 ");
    ASSERT_TRUE(parsed);
    EXPECT_EQ(*parsed, (Parameters{{"SIZE", "1000"}, {"BODY", "8bitmime"}, {"SMTPUTF8", std::nullopt}}));
}

TEST(Parameters, NoneIsGood) {
    EXPECT_EQ(parse_parameters(""), Parameters{});
    EXPECT_EQ(parse_parameters(" \t "), Parameters{});
}

TEST(Parameters, PrintAsTheyStood) {
    EXPECT_EQ((Parameter{"SIZE", "1"}.text()), "SIZE=1");
    EXPECT_EQ((Parameter{"SMTPUTF8", {}}.text()), "SMTPUTF8");
}

TEST(Parameters, BadSyntaxIsRefused) {
    for (const char* text : {"=", "=1", "SIZE=", "SIZE = 1", "SIZE==1", "A=b=c", "-A=1", "A_B=1", "A;B",
                             "A=\x01", "A=\x7f", "A=\xc3\xa4", "\xc3\xa4=1", "SIZE=1 =", "<a@b>"}) {
        EXPECT_FALSE(parse_parameters(text)) << text;
    }
    EXPECT_FALSE(parse_parameters(std::string_view("A=\0", 3)));
}

TEST(Parameters, OddButGood) {
    for (const char* text : {"1=1", "A-B-=!", "AUTH=<>", "X=<a@b>", "A=<>;:,+~"})
        EXPECT_TRUE(parse_parameters(text)) << text;
}

TEST(Parameters, AreBounded) {
    std::string text;
    for (std::size_t i = 0; i < limits::kParameters; ++i) text += " A=1";
    EXPECT_EQ(parse_parameters(text)->size(), limits::kParameters);
    EXPECT_FALSE(parse_parameters(text + " A"));
}

TEST(Parameters, AreFoundByKeyword) {
    const Parameters parameters{{"SIZE", "1"}, {"BODY", "7BIT"}};
    EXPECT_EQ(find(parameters, "BODY")->value, "7BIT");
    EXPECT_EQ(find(parameters, "RET"), nullptr);
    EXPECT_EQ(find(parameters, "SIZ"), nullptr);
}

TEST(Parameters, ADuplicateIsNamed) {
    EXPECT_EQ(duplicated(*parse_parameters("SIZE=1 BODY=7BIT size=2 body=7BIT")), "SIZE");
    EXPECT_EQ(duplicated(*parse_parameters("SIZE=1 BODY=7BIT")), "");
    EXPECT_EQ(duplicated({}), "");
}

TEST(Xtext, DecodesHexPairs) {
    EXPECT_EQ(decode_xtext("rfc822;a+2Bb+3D+20c"), "rfc822;a+b= c");
    EXPECT_EQ(decode_xtext(""), "");
    EXPECT_EQ(decode_xtext("+00"), std::string(1, '\0'));
}

TEST(Xtext, BadXtextIsRefused) {
    for (const char* text : {"+", "+2", "a+2b", "+GG", "a=b", "a b", "+ 2", "\xc3\xa4", "\x7f"})
        EXPECT_FALSE(decode_xtext(text)) << text;
}

TEST(Xtext, AHexPairCutShortIsRefused) {
    constexpr std::string_view kWhole = "+2B";
    EXPECT_FALSE(decode_xtext(kWhole.substr(0, 2)));
    EXPECT_FALSE(decode_xtext(kWhole.substr(0, 1)));
}

TEST(Xtext, EveryOctetSurvives) {
    std::string all;
    for (int c = 0; c < 256; ++c) all.push_back(static_cast<char>(c));
    const std::string coded = encode_xtext(all);
    EXPECT_EQ(decode_xtext(coded), all);
    EXPECT_TRUE(parse_parameters("A=" + coded));
    EXPECT_EQ(encode_xtext("a+b=c d"), "a+2Bb+3Dc+20d");
}

}  // namespace
}  // namespace heloise
