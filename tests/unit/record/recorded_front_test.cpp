// A sender's octets: what is a command, what is a message and what is nobody's business.
#include "proxy/record/recorded_front.h"

#include <gtest/gtest.h>

#include "tests/unit/record/recorded_session.h"

namespace heloise {
namespace {

struct RecordedFrontTest : testing::Test {
    Digested digested;
    NewDigest new_digest = digested.maker();
    RecordedScript script{0ms};
    RecordedFront front{script, new_digest, 0};

    void greet() {
        front.say("220 mx\r\n");
        static_cast<void>(script.take());
    }
    // Of "user" and "hunter2" in base64, and of a secret of many Z, no octets are written that are not in a
    // command too.
    void tells_nothing(const std::vector<std::string>& pieces) const {
        RecordedScript lines{0ms};
        RecordedFront one{lines, new_digest, 0};
        for (const std::string& piece : pieces) one.hear(piece);
        one.end();
        const std::string text = lines.take();
        for (const char octet : std::string_view("VdygXlZ="))
            EXPECT_EQ(text.find(octet), std::string::npos) << text << " has " << octet;
    }
    // What is written of a message of so many octets.
    static std::string body(std::size_t octets, std::size_t n) {
        return "F> \\{body octets=" + std::to_string(octets) + " sha256=" + Digested::digits(n) + "}\n";
    }
};

TEST_F(RecordedFrontTest, ALineIsWrittenAsItComes) {
    greet();
    front.hear("HELO cl");
    EXPECT_EQ(script.take(), "F> HELO cl\\+\n");
    front.hear("ient\r\nRSET\r\n");
    EXPECT_EQ(script.take(), "F> ient\nF> RSET\n");
}

TEST_F(RecordedFrontTest, WhatFollowsTheGrantIsAMessage) {
    greet();
    front.hear("DATA\r\n");
    front.say("354 go\r\n");
    EXPECT_TRUE(front.in_body());
    front.hear("Subject: x\r\n\r\nQUIT\r\n.\r\nQUIT\r\n");
    EXPECT_EQ(script.take(), "F> DATA\nF< 354 go\n" + body(20, 1) + "F> .\nF> QUIT\n");
    EXPECT_FALSE(front.in_body());
    EXPECT_EQ(front.message_octets(), 20U);
    EXPECT_EQ(digested.octets[Digested::digits(1)], "Subject: x\r\n\r\nQUIT\r\n");
}

TEST_F(RecordedFrontTest, WhatFollowsARefusalIsACommand) {
    greet();
    front.hear("DATA\r\n");
    front.say("503 no\r\n");
    front.hear("RSET\r\n");
    EXPECT_EQ(script.take(), "F> DATA\nF< 503 no\nF> RSET\n");
}

// All in one arrival: the replies tell it, of which some are to the commands before.
TEST_F(RecordedFrontTest, RepliesToABatchSayWhatFollowsItsData) {
    greet();
    front.hear("MAIL FROM:<>\r\nDATA\r\nRSET\r\n");
    EXPECT_EQ(script.take(), "F> MAIL FROM:<>\nF> DATA\nF> RSET\n");
}

// Whatever it is, it is not written: it may be a message.
TEST_F(RecordedFrontTest, WhatComesBeforeTheGrantIsNotShown) {
    greet();
    front.hear("MAIL FROM:<>\r\nDATA\r\nsecret thoughts\r\n");
    EXPECT_EQ(script.take(), "F> MAIL FROM:<>\nF> DATA\nF> xxxxxx xxxxxxxx\n");
}

TEST_F(RecordedFrontTest, TheBannerIsNoReply) {
    front.hear("DATA\r\nRSET\r\n");
    EXPECT_EQ(script.take(), "F> DATA\nF> RSET\n");
}

TEST_F(RecordedFrontTest, OfWhatComesBehindDataOnlyVerbsAreTold) {
    front.hear("DATA\r\nHELP me\r\nMail me at noon\r\nData: 1\r\n");
    EXPECT_EQ(script.take(), "F> DATA\nF> HELP xx\nF> Mail xx xx xxxx\nF> xxxxx x\n");
}

// Its reply comes later than those of what stands behind it; the next DATA has its own.
TEST_F(RecordedFrontTest, ARefusedDataWithCommandsBehindItDoesNotHideTheNextMessage) {
    greet();
    front.hear("MAIL FROM:<a@b.example>\r\nDATA\r\nRSET\r\nNOOP\r\nNOOP\r\n");
    front.say("250 ok\r\n503 no\r\n250 ok\r\n250 ok\r\n250 ok\r\n");
    front.hear("MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n");
    front.say("250 ok\r\n250 ok\r\n354 go\r\n");
    static_cast<void>(script.take());
    front.hear("Subject: thoughts\r\n\r\nsecret\r\n.\r\n");
    EXPECT_EQ(script.take(), body(29, 1) + "F> .\n");
}

TEST_F(RecordedFrontTest, AChunkIsAsLongAsItsLineSays) {
    greet();
    front.hear("BDAT 6\r\nQUIT\r\nbdat 2 LAST\r\nxyQUIT\r\n");
    EXPECT_EQ(script.take(), "F> BDAT 6\n" + body(6, 1) + "F> bdat 2 LAST\n" + body(2, 2) + "F> QUIT\n");
    EXPECT_EQ(digested.octets[Digested::digits(1)], "QUIT\r\n");
    EXPECT_FALSE(front.message_octets());
}

TEST_F(RecordedFrontTest, AChunkOfNothingHasNoBody) {
    greet();
    front.hear("BDAT 0 LAST\r\nQUIT\r\n");
    EXPECT_EQ(script.take(), "F> BDAT 0 LAST\nF> QUIT\n");
}

TEST_F(RecordedFrontTest, ASegmentIsHeldUntilItIsClosed) {
    greet();
    front.hear("BDAT 10 LAST\r\nhalf\r\n");
    EXPECT_EQ(script.take(), "F> BDAT 10 LAST\n");
    EXPECT_TRUE(front.holds_segment());
    EXPECT_EQ(front.segment_octets(), 6U);
    front.close_segment();
    EXPECT_EQ(script.take(), body(6, 1));
    front.hear("more");
    EXPECT_EQ(script.take(), body(4, 2));
    EXPECT_FALSE(front.holds_segment());
}

// A replay makes segments up; so what may be the end, or becomes it, is in none of them.
TEST_F(RecordedFrontTest, WhatMayBeTheEndIsInNoSegment) {
    struct Row {
        std::vector<std::string> pieces;
        std::string written;
    };
    const std::vector<Row> rows{
        {{"abcd\r\n", ".\r\n"}, body(6, 1) + "F> .\n"},
        {{"abcd\r\n.", "\r\n"}, body(6, 1) + "F> .\\+\nF>\n"},
        {{"abcd\r\n.\r", "\n"}, body(6, 1) + "F> .\\x0D\\+\nF> \\x0A\\+\n"},
        {{"abcd\r\n.", "ef\r\n.\r\n"}, body(6, 1) + "F> .\\+\n" + body(4, 2) + "F> .\n"},
        {{".", "\r\n"}, "F> .\\+\nF>\n"},
        {{".\r\n"}, "F> .\n"},
    };
    for (const Row& row : rows) {
        digested.octets.clear();
        RecordedScript lines{0ms};
        RecordedFront one{lines, new_digest, 0};
        one.say("220 mx\r\n");
        one.hear("DATA\r\n");
        one.say("354 go\r\n");
        static_cast<void>(lines.take());
        for (const std::string& piece : row.pieces) {
            one.hear(piece);
            one.close_segment();
        }
        EXPECT_EQ(lines.take(), row.written);
        EXPECT_FALSE(one.in_body());
    }
}

TEST_F(RecordedFrontTest, WhatIsUnfinishedIsWrittenAtTheEnd) {
    greet();
    front.hear("DATA\r\n");
    front.say("354 go\r\n");
    static_cast<void>(script.take());
    front.hear("half");
    front.end();
    EXPECT_EQ(script.take(), body(4, 1));
}

// A password in every place where it may stand, the whole cut everywhere.
TEST_F(RecordedFrontTest, CredentialsAreNeverWrittenHoweverTheyAreCut) {
    const std::vector<std::string> dialogues{
        "EHLO a\r\nAUTH PLAIN aHVudGVyMg==\r\nQUIT\r\n",
        "EHLO a\r\nAUTH LOGIN\r\ndXNlcg==\r\naHVudGVyMg==\r\nMAIL FROM:<>\r\n",
        "EHLO a\r\nAUTH CRAM-MD5\r\naHVudGVyMg==\r\n*\r\naHVudGVyMg==\r\nRSET\r\n",
        "EHLO a\r\nAUTH PLAIN V\r\naHVudGVyMg==\r\nRSET\r\n",
        "EHLO a\r\nauth aHVudGVyMg==\r\nRSET\r\n",
        "EHLO a\r\nNOOP\r\nAUTH PLAIN aHVudGVyMg==\r\nMAIL FROM:<>\r\nRCPT TO:<b@c>\r\n",
        "EHLO a\r\n AUTH PLAIN aHVudGVyMg==\nRSET\r\n",
        "EHLO a\r\nAUTH PLAIN aHVudGVyMg==",
        "EHLO a\r\nAUTH PLAIN\r\naHVudGVyMg==",
        "EHLO a\r\nAUTH PLAIN " + std::string(3000, 'Z') + "aHVudGVyMg==\r\nRSET\r\n",
    };
    for (const std::string& dialogue : dialogues) {
        for (std::size_t cut = 0; cut <= dialogue.size(); ++cut)
            tells_nothing({dialogue.substr(0, cut), dialogue.substr(cut)});
        std::vector<std::string> octets;
        for (const char octet : dialogue) octets.emplace_back(1, octet);
        tells_nothing(octets);
    }
}

TEST_F(RecordedFrontTest, HalfAReplyIsNone) {
    greet();
    front.hear("DATA\r\n");
    front.say("354-Go\r\n");
    front.hear("NOOP\r\n");
    EXPECT_EQ(script.take(), "F> DATA\nF< 354-Go\nF> NOOP\n");
}

}  // namespace
}  // namespace heloise
