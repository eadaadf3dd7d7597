// Replies as old and odd servers send them, cut anywhere.
#include "proxy/smtp/reply.h"

#include <gtest/gtest.h>

#include "proxy/base/limits.h"

namespace heloise {
namespace {

using Malformed = ReplyReader::Malformed;
using NeedMore = ReplyReader::NeedMore;

// What one reader says of `octets` given whole.
ReplyReader::Result read(std::string_view octets) {
    ReplyReader reader;
    return reader.next(octets);
}

Reply read_reply(std::string_view octets) {
    const auto result = read(octets);
    const auto* const reply = std::get_if<Reply>(&result);
    if (reply == nullptr) ADD_FAILURE() << "no reply: " << octets;
    return reply == nullptr ? Reply{} : *reply;
}

bool is_malformed(std::string_view octets) {
    return std::holds_alternative<Malformed>(read(octets));
}

TEST(Reply, PrintsAHyphenOnAllLinesButTheLast) {
    EXPECT_EQ(print({250, {"one", "two"}}), "250-one\r\n250 two\r\n");
    EXPECT_EQ(print({354, {""}}), "354 \r\n");
}

TEST(Reply, ItsClassIsItsFirstDigit) {
    EXPECT_TRUE((Reply{250, {""}}.positive()));
    EXPECT_TRUE((Reply{421, {""}}.temporary()));
    EXPECT_TRUE((Reply{550, {""}}.permanent()));
    EXPECT_FALSE((Reply{354, {""}}.positive()));
}

TEST(ReplyReader, CodeAndTextAreSeparated) {
    EXPECT_EQ(read_reply("250 Hi there, pleased to meet you\r\n"),
              (Reply{250, {"Hi there, pleased to meet you"}}));
}

TEST(ReplyReader, LinesOfOneCodeAreOneReply) {
    EXPECT_EQ(read_reply("250-a.example\r\n250-\r\n250 SIZE 524288\r\n"),
              (Reply{250, {"a.example", "", "SIZE 524288"}}));
}

TEST(ReplyReader, BareCodeIsAReply) {
    EXPECT_EQ(read_reply("250\r\n"), (Reply{250, {""}}));
    EXPECT_EQ(read_reply("250\n"), (Reply{250, {""}}));
}

TEST(ReplyReader, BareCodeEndsAReply) {
    EXPECT_EQ(read_reply("250-a\r\n250\r\n"), (Reply{250, {"a", ""}}));
}

TEST(ReplyReader, LfAloneEndsALine) {
    EXPECT_EQ(read_reply("250-a\n250 b\n"), (Reply{250, {"a", "b"}}));
}

TEST(ReplyReader, CrsBeforeTheEndAreDropped) {
    EXPECT_EQ(read_reply("250 ok\r\r\n"), (Reply{250, {"ok"}}));
    EXPECT_EQ(read_reply("250 o\rk\r\n"), (Reply{250, {"o\rk"}}));
}

TEST(ReplyReader, BlanksOfTheTextAreKept) {
    EXPECT_EQ(read_reply("250  a \r\n"), (Reply{250, {" a "}}));
}

TEST(ReplyReader, UnknownCodesOfAKnownClassAreReplies) {
    EXPECT_EQ(read_reply("299 x\r\n").code, 299);
    EXPECT_EQ(read_reply("334 x\r\n").code, 334);
    EXPECT_EQ(read_reply("571 x\r\n").code, 571);
}

TEST(ReplyReader, WhatIsNoReplyIsMalformed) {
    for (const char* line :
         {"", "\r", "2", "25", "25x no", "hello", "2500 no", "250x", "250\tok", " 250 ok", "100 no", "199 no",
          "600 no", "000 no", "-50 no", "250_", "SSH-2.0-OpenSSH_9.2", "\xff\xfe\x00"}) {
        EXPECT_TRUE(is_malformed(std::string(line) + "\n")) << line;
    }
}

TEST(ReplyReader, CodesMustNotDiffer) {
    EXPECT_TRUE(is_malformed("250-a\r\n251 b\r\n"));
    EXPECT_TRUE(is_malformed("250-a\r\n550 b\r\n"));
}

TEST(ReplyReader, AMalformedReplySaysWhyInPrintableAscii) {
    const auto result = read("\x16\x03\x01 \xc3\xa4 alert\r\n");
    EXPECT_EQ(std::get<Malformed>(result).why, "not a reply: \"??? ?? alert\"");
    const auto differing = read("250-a\n550 b\n");
    EXPECT_EQ(std::get<Malformed>(differing).why, "a reply with both 250 and 550");
}

TEST(ReplyReader, WhatComesBehindAReplyStays) {
    std::string_view octets = "250 a\r\n354 b\r\n5";
    ReplyReader reader;
    EXPECT_EQ(std::get<Reply>(reader.next(octets)), (Reply{250, {"a"}}));
    EXPECT_EQ(octets, "354 b\r\n5");
    EXPECT_TRUE(reader.at_rest());
    EXPECT_EQ(std::get<Reply>(reader.next(octets)), (Reply{354, {"b"}}));
    EXPECT_TRUE(std::holds_alternative<NeedMore>(reader.next(octets)));
    EXPECT_TRUE(octets.empty());
    EXPECT_FALSE(reader.at_rest());
}

TEST(ReplyReader, OctetByOctetIsTheSame) {
    const std::string text = "250-a.example\r\n250-AUTH LOGIN\n250\r\n";
    ReplyReader reader;
    for (std::size_t i = 0; i + 1 < text.size(); ++i) {
        std::string_view one(text.data() + i, 1);
        EXPECT_TRUE(std::holds_alternative<NeedMore>(reader.next(one))) << i;
        EXPECT_FALSE(reader.at_rest()) << i;
    }
    std::string_view last(&text.back(), 1);
    EXPECT_EQ(std::get<Reply>(reader.next(last)), read_reply(text));
    EXPECT_TRUE(reader.at_rest());
}

TEST(ReplyReader, EveryCutIsTheSame) {
    const std::string text = "550-5.1.1 a\r\n550 5.1.1 b\r\n";
    for (std::size_t cut = 0; cut < text.size(); ++cut) {
        ReplyReader reader;
        std::string_view head(text.data(), cut);
        std::string_view tail = std::string_view(text).substr(cut);
        EXPECT_TRUE(std::holds_alternative<NeedMore>(reader.next(head)));
        EXPECT_EQ(std::get<Reply>(reader.next(tail)), read_reply(text)) << cut;
    }
}

TEST(ReplyReader, ResetForgetsAHalfReply) {
    ReplyReader reader;
    std::string_view half = "250-a\r\n250-b";
    EXPECT_TRUE(std::holds_alternative<NeedMore>(reader.next(half)));
    reader.reset();
    EXPECT_TRUE(reader.at_rest());
    std::string_view other = "220 c\r\n";
    EXPECT_EQ(std::get<Reply>(reader.next(other)), (Reply{220, {"c"}}));
}

TEST(ReplyReader, OfALongLineTheFrontIsKept) {
    const std::string line = "250 " + std::string(5000, 'x');
    const Reply reply = read_reply(line + "\r\n");
    EXPECT_EQ(reply.lines[0], std::string(limits::kReplyLine - 4, 'x'));
    // And it still is the same in small pieces.
    ReplyReader reader;
    for (const char c : line) {
        std::string_view one(&c, 1);
        (void)reader.next(one);
    }
    std::string_view end = "\n";
    EXPECT_EQ(std::get<Reply>(reader.next(end)), reply);
}

TEST(ReplyReader, LinesAreBounded) {
    std::string text;
    for (std::size_t i = 1; i < limits::kReplyLines; ++i) text += "250-x\r\n";
    EXPECT_EQ(read_reply(text + "250 x\r\n").lines.size(), limits::kReplyLines);
    EXPECT_TRUE(is_malformed(text + "250-x\r\n250 x\r\n"));
}

TEST(ReplyReader, OctetsAreBounded) {
    const std::string most(limits::kReplyOctets - 5, 'x');
    EXPECT_EQ(read_reply("250 " + most + "\n").code, 250);
    EXPECT_TRUE(is_malformed("250 " + most + "x\n"));
    // A line without end is given up, too.
    EXPECT_TRUE(is_malformed("250 " + most + "xx"));
}

TEST(ReplyReader, OctetsAreCountedPerReply) {
    const std::string text = "250 " + std::string(limits::kReplyOctets - 5, 'x') + "\n";
    const std::string both = text + text;
    std::string_view octets = both;
    ReplyReader reader;
    EXPECT_TRUE(std::holds_alternative<Reply>(reader.next(octets)));
    EXPECT_TRUE(std::holds_alternative<Reply>(reader.next(octets)));
}

TEST(ReplyReader, WhatItReadsPrintsAndReadsTheSame) {
    for (const char* text : {"250 ok\n", "250\n", "250 a\r\r\n", "250-\r\n250  \x01\xff\r\n", "250 -\n"}) {
        const Reply reply = read_reply(text);
        EXPECT_EQ(read_reply(print(reply)), reply) << text;
    }
}

}  // namespace
}  // namespace heloise
