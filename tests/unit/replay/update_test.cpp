// What a transcript would expect today: that only heloise's lines change, and each difference is told.
#include "proxy/replay/update.h"

#include <gtest/gtest.h>

#include "proxy/replay/replayer.h"

namespace heloise {
namespace {

Backend backend() {
    Backend one;
    one.name = "test";
    one.address = {Endpoint{"192.0.2.25", 25}};
    one.greeting = Greeting::Helo;
    return one;
}

Update updated(const std::string& text) {
    const auto parsed = parse_transcript(text);
    return update(std::get<Transcript>(parsed), backend(), "mx.example.org", {});
}

const std::string kGood =
    "# Why.\n"
    "F! connect\n"
    "F< 220 mx.example.org ESMTP heloise\n"
    "F> HELO client.example\n"
    "# The next is ours.\n"
    "F< 250 mx.example.org\n"
    "F> MAIL FROM:<a@client.example>\n"
    "B! connect\n"
    "B> 220 gw.example\n"
    "B< HELO client.example\n"
    "B> 250 gw.example\n"
    "B< MAIL FROM:<a@client.example>\n"
    "B~ 2s\n"
    "B> 250 OK\n"
    "F= note front_hello\n"
    "F< 250 2.1.0 OK\n"
    "F! close\n"
    "B= close\n";

std::string with(std::string from, const std::string& to) {
    std::string text = kGood;
    return text.replace(text.find(from), from.size(), to);
}

TEST(Update, AGoodOneStaysAsItIs) {
    const Update update = updated(kGood);
    EXPECT_EQ(print(update.transcript), kGood);
    EXPECT_TRUE(update.differences.empty());
    EXPECT_TRUE(update.changes.empty());
    EXPECT_FALSE(update.stuck);
}

TEST(Update, AnotherTextIsPutRightWhereItStands) {
    for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
             {"F< 250 mx.example.org\n", "F< 250 hello\n"},
             {"F< 250 mx.example.org\n", "F< 250-mx.example.org\nF< 250 SIZE\n"},
             {"B< MAIL FROM:<a@client.example>\n", "B< MAIL FROM:<a@client.example> SIZE=1\n"},
             {"F< 250 2.1.0 OK\n", "F< 250 2.0.0 Yes\n"},
             {"B= close\n", ""},
             {"B= close\n", "F= close\nB= close\n"},
             {"F= note front_hello\n", "F= note front_hello\nF= note front_hello\n"},
         }) {
        const Update update = updated(with(from, to));
        EXPECT_EQ(print(update.transcript), kGood) << to;
        EXPECT_EQ(update.differences.size(), 1U) << to;
        EXPECT_FALSE(update.changes.empty()) << to;
    }
}

TEST(Update, EachDifferenceIsTold) {
    std::string text = with("F< 220 mx.example.org ESMTP heloise", "F< 220 hello");
    text.replace(text.find("F< 250 2.1.0 OK"), 15, "F< 250 2.0.0 OK");
    const Update update = updated(text);
    ASSERT_EQ(update.differences.size(), 2U);
    EXPECT_EQ(update.differences[0].line, 3);
    EXPECT_EQ(update.differences[0].got, "F< 220 mx.example.org ESMTP heloise");
    EXPECT_EQ(update.differences[1].line, 16);
    EXPECT_EQ(update.differences[1].expected, "F< 250 2.0.0 OK");
}

TEST(Update, ATranscriptThatCannotBePlayedToItsEndSaysWhere) {
    const Update update = updated(with("F> MAIL FROM:<a@client.example>\n", "F> NOOP\n"));
    ASSERT_TRUE(update.stuck);
    EXPECT_EQ(update.stuck->line, 8);
}

TEST(Update, WhatPeersSayIsNeverTouched) {
    const Update update = updated(with("B> 250 OK\n", "B> 550 No\n"));
    for (const Update::Change& change : update.changes) {
        const std::string line = print(change.what);
        EXPECT_TRUE(line[1] == '<' || line[1] == '=') << line;
    }
    const std::string text = print(update.transcript);
    EXPECT_NE(text.find("B> 550 No\nF= note front_hello\nF< 550 5.1.0 No\n"), std::string::npos) << text;
}

}  // namespace
}  // namespace heloise
