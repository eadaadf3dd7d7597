// How much of what comes belongs to a message, and what is known of it.
#include "proxy/session/incoming_message.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

using Framing = Intake::Framing;

// Takes of `octets` what belongs to the message; the rest is returned.
std::string_view feed(IncomingMessage& message, std::string_view octets) {
    const std::size_t share = message.share_of(octets.size());
    std::string_view ours = octets.substr(0, share);
    while (std::holds_alternative<Run>(message.next(ours))) {
    }
    message.took(share - ours.size());
    return octets.substr(share - ours.size());
}

TEST(IncomingMessage, ReadsDottedOctetsFromItsBeginToItsEnd) {
    IncomingMessage message;
    EXPECT_FALSE(message.reads());
    message.begin({}, Framing::Dotted, {});
    EXPECT_TRUE(message.reads());
    EXPECT_EQ(feed(message, "Message-ID: <1@a>\r\n\r\nx\r\n.\r\nQUIT\r\n"), "QUIT\r\n");
    message.sum_up();
    message.complete();
    EXPECT_FALSE(message.reads());
    EXPECT_FALSE(message.under_way());
    EXPECT_FALSE(message.counted());
    EXPECT_EQ(message.message_id(), "<1@a>");
    EXPECT_EQ(message.facts().octets, 24U);
    EXPECT_EQ(message.number(), 1U);
}

TEST(IncomingMessage, ReadsChunksAndCommandsInBetween) {
    IncomingMessage message;
    message.begin_chunk({3, false});
    message.begin({}, Framing::Counted, {});
    EXPECT_TRUE(message.reads());
    EXPECT_EQ(feed(message, "ab"), "");
    EXPECT_FALSE(message.chunk_complete());
    EXPECT_EQ(message.chunk_left(), 1U);
    EXPECT_EQ(feed(message, "cBDAT"), "BDAT");
    EXPECT_TRUE(message.chunk_complete());
    EXPECT_EQ(message.chunk_octets(), 3U);
    message.end_chunk();
    EXPECT_FALSE(message.reads());
    EXPECT_TRUE(message.under_way());
    message.begin_chunk({0, true});
    EXPECT_TRUE(message.chunk_complete());
    EXPECT_TRUE(message.chunk_last());
    message.complete();
    EXPECT_TRUE(message.counted());
}

TEST(IncomingMessage, WhatTheBackRefusedIsStillTaken) {
    IncomingMessage message;
    message.begin_chunk({2, true});
    EXPECT_FALSE(message.reads()) << "its octets wait for the 354";
    message.begin_refused({});
    EXPECT_TRUE(message.reads());
    EXPECT_EQ(feed(message, "xxNOOP"), "NOOP");
    EXPECT_EQ(message.number(), 0U);
}

TEST(IncomingMessage, ForgettingEndsAChunkToo) {
    IncomingMessage message;
    message.begin_chunk({5, false});
    message.begin({}, Framing::Counted, {});
    message.forget();
    EXPECT_FALSE(message.reads());
    EXPECT_EQ(message.chunk_left(), 0U);
}

}  // namespace
}  // namespace heloise
