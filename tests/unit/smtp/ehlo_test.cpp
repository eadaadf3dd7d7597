// EHLO replies, good and odd.
#include "proxy/smtp/ehlo.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

std::vector<Keyword> read(std::vector<std::string> lines) {
    lines.insert(lines.begin(), "mx.example Hello");
    return read_capabilities({250, std::move(lines)}).all();
}

TEST(Capabilities, TheFirstLineIsNoKeyword) {
    EXPECT_EQ(read_capabilities({250, {"SIZE 1"}}), Capabilities());
    EXPECT_EQ(read_capabilities({250, {""}}), Capabilities());
}

TEST(Capabilities, IbmVmsReply) {
    const Capabilities vm = read_capabilities(
        {250, {"HOSTA.IBM.COM is my domain name.", "EXPN", "HELP", "8BITMIME", "SIZE 524288"}});
    EXPECT_EQ(vm.all(),
              (std::vector<Keyword>{{"EXPN", ""}, {"HELP", ""}, {"8BITMIME", ""}, {"SIZE", "524288"}}));
    EXPECT_TRUE(vm.has("EXPN"));
    EXPECT_TRUE(vm.has("expn"));
    EXPECT_FALSE(vm.has("EXP"));
    EXPECT_EQ(vm.find("SIZE")->arguments, "524288");
    EXPECT_EQ(vm.find("PIPELINING"), nullptr);
}

TEST(Capabilities, NamesAreUpperArgumentsAsWrittenOneSpaceApart) {
    EXPECT_EQ(read({"  x-Thing \t a  B\tc  "}), (std::vector<Keyword>{{"X-THING", "a B c"}}));
}

TEST(Capabilities, ALineThatBeginsWithNoKeywordIsSkipped) {
    EXPECT_EQ(read({"", " ", "-", "-X", "Hello!", "SIZE=100", "<x>", "\xc3\xa4", "SIZE 5"}),
              (std::vector<Keyword>{{"SIZE", "5"}}));
}

TEST(Capabilities, WhatIsNoParameterIsLeftOut) {
    EXPECT_EQ(read({std::string("SIZE 1\x01 \xc3\xa4 2")}), (std::vector<Keyword>{{"SIZE", "2"}}));
}

TEST(Capabilities, TheFirstOfTwoCounts) {
    EXPECT_EQ(read({"SIZE 1", "HELP", "size 2"}), (std::vector<Keyword>{{"SIZE", "1"}, {"HELP", ""}}));
    EXPECT_EQ(read({"AUTH PLAIN", "AUTH LOGIN"}), (std::vector<Keyword>{{"AUTH", "PLAIN"}}));
    EXPECT_EQ(read({"AUTH=PLAIN", "AUTH=LOGIN"}), (std::vector<Keyword>{{"AUTH", "PLAIN"}}));
}

TEST(Capabilities, AuthWithAnEqualsSignIsAuth) {
    EXPECT_EQ(read({"AUTH=LOGIN PLAIN"}), (std::vector<Keyword>{{"AUTH", "LOGIN PLAIN"}}));
    EXPECT_EQ(read({"auth=login"}), (std::vector<Keyword>{{"AUTH", "login"}}));
}

TEST(Capabilities, BothFormsOfAuthAreJoined) {
    EXPECT_EQ(read({"AUTH=LOGIN PLAIN", "AUTH CRAM-MD5 plain"}),
              (std::vector<Keyword>{{"AUTH", "CRAM-MD5 plain LOGIN"}}));
    EXPECT_EQ(read({"AUTH PLAIN", "SIZE", "AUTH=PLAIN LOGIN"}),
              (std::vector<Keyword>{{"AUTH", "PLAIN LOGIN"}, {"SIZE", ""}}));
    EXPECT_EQ(read({"AUTH=LOGIN", "AUTH PLAIN", "AUTH NTLM"}),
              (std::vector<Keyword>{{"AUTH", "PLAIN LOGIN"}}));
}

TEST(CapabilitiesDeathTest, ARefusalHasNone) {
    EXPECT_DEATH((void)read_capabilities({550, {"Huh?"}}), "positive");
}

}  // namespace
}  // namespace heloise
