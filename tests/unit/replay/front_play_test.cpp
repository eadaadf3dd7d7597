// A transcript's sender before a live server, with the server on paper.
#include "proxy/replay/front_play.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

using Kind = FrontPlay::Step::Kind;

class FrontPlayTest : public testing::Test {
protected:
    void begin(std::string_view text, bool strict = false) {
        transcript_ = std::get<Transcript>(parse_transcript(text));
        play_.emplace(transcript_, strict);
    }
    // Until the server has to do something, or it is over.
    Kind go_on() {
        while (true) {
            FrontPlay::Step step = play_->next();
            if (step.kind == Kind::Say) said_ += step.octets;
            if (step.kind == Kind::Wait) waited_ += step.lasts;
            if (step.kind == Kind::Connect) ++calls_;
            if (step.kind == Kind::Hear || step.kind == Kind::Done) return step.kind;
        }
    }
    // The server's octets, one after the other, as the sender gets to hear them.
    void serve(std::initializer_list<std::string_view> replies) {
        for (const std::string_view reply : replies) {
            go_on();
            play_->on_octets(reply);
        }
    }
    const std::vector<Difference>& differences() { return play_->differences(); }

    Transcript transcript_;
    std::optional<FrontPlay> play_;
    std::string said_;
    Duration waited_{};
    int calls_ = 0;
};

constexpr std::string_view kMessage =
    "F! connect\nF< 220 mx.example.org ESMTP heloise\nF> HELO a.example\nF< 250 mx.example.org\nB! "
    "connect\nB> 220 gw\n"
    "F> MAIL FROM:<a@b.example>\nF> RCPT TO:<c@d.example>\nF< 250 2.1.0 OK\nF< 250 2.1.5 OK\nF> DATA\nF< 354 "
    "Go\n"
    "F> Subject: x\nF> .\nF< 250 2.0.0 OK\nF> QUIT\nF< 221 2.0.0 Bye\nF= close\n";

TEST_F(FrontPlayTest, TheSenderWaitsForEachReplyThatItWaitedFor) {
    begin(kMessage);
    EXPECT_EQ(go_on(), Kind::Hear);
    EXPECT_EQ(calls_, 1);
    EXPECT_EQ(said_, "");
    play_->on_octets("220 other.example\r\n");
    EXPECT_EQ(go_on(), Kind::Hear);
    EXPECT_EQ(said_, "HELO a.example\r\n");
    play_->on_octets("250-other");
    EXPECT_EQ(go_on(), Kind::Hear);
    EXPECT_EQ(said_, "HELO a.example\r\n");
}

TEST_F(FrontPlayTest, TheSameCodesAreTheSame) {
    begin(kMessage);
    serve({"220 other.example\r\n", "250-other.example\r\n250 SIZE\r\n", "250 fine\r\n250 fine\r\n",
           "354 go\r\n", "250 queued\r\n", "221 bye\r\n"});
    EXPECT_EQ(go_on(), Kind::Hear);
    play_->on_closed();
    EXPECT_EQ(go_on(), Kind::Done);
    EXPECT_TRUE(differences().empty());
    EXPECT_TRUE(said_.ends_with("Subject: x\r\n.\r\nQUIT\r\n"));
}

TEST_F(FrontPlayTest, AnotherCodeIsADifferenceAndTheDialogueGoesOn) {
    begin(kMessage);
    serve({"220 a\r\n", "250 a\r\n", "250 fine\r\n550 5.1.1 no\r\n", "354 go\r\n", "250 ok\r\n",
           "221 bye\r\n"});
    play_->on_closed();
    ASSERT_EQ(differences().size(), 1U);
    EXPECT_EQ(differences()[0].line, 10);
    EXPECT_EQ(differences()[0].expected, "F< 250 2.1.5 OK");
    EXPECT_EQ(differences()[0].got, "F< 550 5.1.1 no");
}

// Lines of a message that nobody asked for would be commands.
TEST_F(FrontPlayTest, AMessageThatIsNotWantedIsNotSent) {
    begin(kMessage);
    serve({"220 a\r\n", "250 a\r\n", "250 a\r\n550 a\r\n", "503 no\r\n"});
    EXPECT_EQ(go_on(), Kind::Hear);
    EXPECT_TRUE(said_.ends_with("DATA\r\nQUIT\r\n")) << said_;
    EXPECT_EQ(differences().size(), 2U);
}

// ... and commands would be a message.
TEST_F(FrontPlayTest, AServerThatWantsAMessageThatIsNotThereIsLeft) {
    begin("F< 220 a\nF> DATA\nF< 503 no\nF> QUIT\nF< 221 bye\n");
    serve({"220 a\r\n", "354 go\r\n"});
    EXPECT_EQ(go_on(), Kind::Done);
    EXPECT_EQ(said_, "DATA\r\n");
    EXPECT_EQ(differences().size(), 1U);
}

TEST_F(FrontPlayTest, StrictlyTheTextIsTheSameToo) {
    begin("F< 220 mx.example.org ESMTP heloise\nF> HELO a\nF< 250 mx.example.org\nF> NOOP\nF< 250 2.0.0 OK\n",
          true);
    serve({"220 other.example ESMTP heloise\r\n", "250 other.example\r\n", "250 2.0.0 Fine\r\n"});
    ASSERT_EQ(differences().size(), 1U);
    EXPECT_EQ(differences()[0].got, "F< 250 2.0.0 Fine");
}

TEST_F(FrontPlayTest, AServerThatHangsUpTooEarlyIsADifference) {
    begin(kMessage);
    serve({"220 a\r\n"});
    go_on();
    play_->on_closed();
    EXPECT_EQ(go_on(), Kind::Done);
    ASSERT_EQ(differences().size(), 1U);
    EXPECT_EQ(differences()[0].expected, "F< 250 mx.example.org");
    EXPECT_EQ(differences()[0].got, "F= close");
}

TEST_F(FrontPlayTest, AServerThatStaysOrTalksOnIsADifference) {
    begin("F< 220 a\nF> QUIT\nF< 221 bye\nF= close\n");
    serve({"220 a\r\n", "221 bye\r\n"});
    play_->on_failure("nothing within 30 s");
    ASSERT_EQ(differences().size(), 1U);
    EXPECT_EQ(differences()[0].got, "(nothing within 30 s)");
    begin("F< 220 a\nF> QUIT\nF< 221 bye\n");
    serve({"220 a\r\n", "221 bye\r\n250 more\r\n"});
    EXPECT_EQ(go_on(), Kind::Done);
    EXPECT_EQ(differences().size(), 1U);
}

TEST_F(FrontPlayTest, WhatIsNoReplyEndsIt) {
    begin(kMessage);
    serve({"hello\r\n"});
    EXPECT_EQ(go_on(), Kind::Done);
    EXPECT_EQ(differences().size(), 1U);
}

TEST_F(FrontPlayTest, PausesAreHandedOn) {
    begin("F< 220 a\nB~ 2s\nF~ 500ms\nF> QUIT\nF< 221 a\n");
    serve({"220 a\r\n"});
    go_on();
    EXPECT_EQ(waited_, std::chrono::milliseconds(2500));
}

TEST_F(FrontPlayTest, EachSenderHasItsConnection) {
    begin("F! connect\nF< 220 a\nF! close\nF! connect\nF< 220 a\nF! close\n");
    serve({"220 a\r\n", "220 a\r\n"});
    EXPECT_EQ(go_on(), Kind::Done);
    EXPECT_EQ(calls_, 2);
}

TEST_F(FrontPlayTest, WhatNoSenderDoesIsAnObstacle) {
    const auto obstacle = [](std::string_view text) {
        return FrontPlay::obstacle(std::get<Transcript>(parse_transcript(text)));
    };
    EXPECT_FALSE(obstacle("F! connect\nB! wait\nB! stall\nF= note learnt\nF! reset\n"));
    EXPECT_EQ(obstacle("# a\nF> AUTH PLAIN \\{secret}\n")->line, 2);
    EXPECT_TRUE(obstacle("F! drain\n"));
    EXPECT_TRUE(obstacle("F! spool-full\n"));
    EXPECT_TRUE(obstacle("F! tls\n"));
}

TEST_F(FrontPlayTest, WhatTheOperatorIsToldIsNotTheServers) {
    begin("F< 220 a\nF= note learnt\nF> QUIT\nF= note ended\nF< 221 bye\nF= note ended\n");
    serve({"220 a\r\n", "221 bye\r\n"});
    EXPECT_EQ(go_on(), Kind::Done);
    EXPECT_TRUE(differences().empty());
}

TEST_F(FrontPlayTest, AReplyInThePlaceOfAHangUpIsADifference) {
    begin("F< 220 a\nF> QUIT\nF< 221 bye\nF= close\n");
    serve({"220 a\r\n", "221 bye\r\n250 more\r\n"});
    EXPECT_EQ(go_on(), Kind::Done);
    ASSERT_EQ(differences().size(), 1U);
    EXPECT_EQ(differences()[0].expected, "F= close");
    EXPECT_EQ(differences()[0].got, "F< 250 more");
}

}  // namespace
}  // namespace heloise
