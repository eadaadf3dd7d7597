// What a gateway is told: commands as they are, messages as bodies, our own field as a replay has it.
#include "proxy/record/recorded_back.h"

#include <gtest/gtest.h>

#include "tests/unit/record/recorded_session.h"

namespace heloise {
namespace {

constexpr const char* kField =
    "Received: from client.example ([192.0.2.7])\r\n\tby mx.example.org (heloise) with SMTP id t3k9x0-1a\r\n"
    "\tfor <r@example.org>;\r\n\tFri, 27 Nov 2026 10:15:30 +0000\r\n";
constexpr const char* kWritten =
    "B< Received: from client.example ([192.0.2.7])\nB< \\x09by mx.example.org (heloise) with SMTP id test\n"
    "B< \\x09for <r@example.org>;\nB< \\x09\\{date}\n";

struct RecordedBackTest : testing::Test {
    Digested digested;
    NewDigest new_digest = digested.maker();
    RecordedScript script{0ms};
    RecordedBack back{script, new_digest, 0};
    RecordedBack::Message message{true, "t3k9x0-1a", 4};

    void grant() {
        back.say("DATA\r\n", message);
        back.hear("354 go\r\n");
        static_cast<void>(script.take());
    }
    static std::string body(std::size_t octets, std::size_t n, const char* what = "body") {
        return "B< \\{" + std::string(what) + " octets=" + std::to_string(octets) +
               " sha256=" + Digested::digits(n) + "}\n";
    }
};

TEST_F(RecordedBackTest, WhatItSaysIsWrittenAsItIs) {
    back.hear("250-gw \r\n250 SI");
    back.hear("ZE\r\n");
    EXPECT_EQ(script.take(), "B> 250-gw\\x20\nB> 250 SI\\+\nB> ZE\n");
}

TEST_F(RecordedBackTest, AMessageIsABodyBehindOurField) {
    grant();
    back.say(std::string(kField) + "\r\nHi\r\n.\r\nQUIT\r\n", message);
    EXPECT_EQ(script.take(), kWritten + body(6, 1, "changed") + "B< .\nB< QUIT\n");
    EXPECT_EQ(digested.octets[Digested::digits(1)], "\r\nHi\r\n");
}

TEST_F(RecordedBackTest, HowItIsCutDoesNotMatter) {
    const std::string all = std::string(kField) + "\r\nH\r\n.\r\nQUIT\r\n";
    message.front_octets = 5;
    for (std::size_t cut = 0; cut < all.size() - 8; ++cut) {
        grant();
        back.say(all.substr(0, cut), message);
        back.say(all.substr(cut), message);
        EXPECT_EQ(script.take(), kWritten + body(5, cut + 1) + "B< .\nB< QUIT\n") << cut;
    }
}

TEST_F(RecordedBackTest, WithoutAFieldOfOursAllOfItIsTheBody) {
    grant();
    message.received = false;
    back.say(std::string(kField) + "..\r\n.\r\n", message);
    EXPECT_EQ(script.take(), body(std::string(kField).size() + 4, 1, "changed") + "B< .\n");
}

// Of the size that the front's had, it is not told to be another.
TEST_F(RecordedBackTest, AMessageThatChangedSaysSo) {
    message.received = false;
    grant();
    back.say("Hi\r\n.\r\n", message);
    EXPECT_EQ(script.take(), body(4, 1) + "B< .\n");
    message.front_octets.reset();
    grant();
    back.say("Hi\r\n.\r\n", message);
    EXPECT_EQ(script.take(), body(4, 2, "changed") + "B< .\n");
}

TEST_F(RecordedBackTest, OnlyItsGrantBeginsAMessage) {
    back.say("DATA\r\n", message);
    back.hear("354-wait for it\r\n");
    EXPECT_FALSE(back.in_body());
    back.hear("354 go\r\n");
    EXPECT_TRUE(back.in_body());
    back.say("\r\n.\r\nDATA\r\n", message);
    back.hear("250 taken\r\n");
    back.hear("354 go\r\n");
    EXPECT_FALSE(back.in_body());
}

// Where a message is cut into chunks depends on how it came, so a replay ends there.
TEST_F(RecordedBackTest, AChunkThatIsNotTheLastEndsPlay) {
    message.received = false;
    back.say("MAIL FROM:<>\r\nBDAT 3\r\nabcBDAT 2 LAST\r\nxyQUIT\r\n", message);
    EXPECT_EQ(script.take(), "B< MAIL FROM:<>\nF! unplayable\nB< BDAT \\{size}\n" + body(3, 1, "changed") +
                                 "B< BDAT \\{size} LAST\n" + body(2, 2, "changed") + "B< QUIT\n");
}

TEST_F(RecordedBackTest, OurFieldIsOnTopOfTheFirstChunkOnly) {
    const std::string field = kField;
    back.say("MAIL FROM:<>\r\nBDAT " + std::to_string(field.size() + 1) + "\r\n" + field + "a", message);
    back.say("BDAT " + std::to_string(field.size()) + " LAST\r\n" + field, message);
    EXPECT_EQ(script.take(), std::string("B< MAIL FROM:<>\nF! unplayable\nB< BDAT \\{size}\n") + kWritten +
                                 body(1, 1, "changed") + "B< BDAT \\{size} LAST\n" +
                                 body(field.size(), 2, "changed"));
}

TEST_F(RecordedBackTest, AChunkOfNothingHasNoBody) {
    back.say("BDAT 0 LAST\r\nQUIT\r\n", message);
    EXPECT_EQ(script.take(), "B< BDAT \\{size} LAST\nB< QUIT\n");
}

TEST_F(RecordedBackTest, AMessageThatIsGivenUpMayHaveBeenAnything) {
    grant();
    back.say("half", message);
    back.end();
    EXPECT_EQ(script.take(), "B< \\{anything}\n");
    back.say("HELO a\r\n", message);
    EXPECT_EQ(script.take(), "B< HELO a\n");
}

TEST_F(RecordedBackTest, ThatAMessageBeginsIsSaidOnce) {
    grant();
    back.interrupt(false, false);
    EXPECT_EQ(script.take(), "");
    back.say("Hi", message);
    back.interrupt(false, false);
    back.interrupt(false, false);
    EXPECT_EQ(script.take(), "B< \\{begins}\n");
    back.say("\r\n.\r\n", message);
    static_cast<void>(script.take());
    back.interrupt(true, false);
    EXPECT_EQ(script.take(), "");
    grant();
    back.interrupt(true, false);
    EXPECT_EQ(script.take(), "B< \\{begins}\n");
}

}  // namespace
}  // namespace heloise
