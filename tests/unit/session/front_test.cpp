// What a front is told without its owner, and what its owner hears of it.
#include "proxy/session/front.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace heloise {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class FrontTest : public ::testing::Test, public Front::Owner {
protected:
    FrontTest() { make(); }
    ~FrontTest() override = default;
    void make() { front = std::make_unique<Front>(backend, outbox, *this, Moment{}); }

    void on_hello(const Command&, Moment) override { answer("hello"); }
    void on_mail(const Command&, Moment) override { answer("mail"); }
    void on_rcpt(const Command&, Moment) override { answer("rcpt"); }
    void on_data(const Command&, Moment) override { answer("data"); }
    void on_bdat(const Command&, Moment) override { answer("bdat"); }
    void on_rset(const Command&, Moment) override { answer("rset"); }
    void on_quit(const Command&, Moment) override { answer("quit"); }
    void on_expn(const Command&, Moment) override { answer("expn"); }
    void on_http(const Command&, Moment) override { answer("http"); }
    void on_out_of_order(const Command&, const Refusal& why, Moment) override {
        calls.push_back(std::to_string(why.code));
        front->refuse_order(why);
    }
    void on_unreadable(const CommandError&) override { calls.emplace_back("unreadable"); }
    void on_front_closing() override { calls.emplace_back("closing"); }
    void on_front_over(Moment) override { calls.emplace_back("over"); }

    void answer(std::string what) {
        calls.push_back(std::move(what));
        front->say(replies::kNoop);
    }
    // Says lines and returns what was heard; what its owner was told is in `calls`.
    std::string hear(std::string_view octets) {
        while (!front->closed() && front->next_line(octets)) {
        }
        front->flush();
        std::string heard;
        for (const Action& action : outbox.take()) {
            if (const auto* send = std::get_if<Send>(&action)) heard += send->octets;
            if (std::holds_alternative<Close>(action)) heard += "(closed)";
        }
        return heard;
    }

    Backend backend;
    Outbox outbox;
    std::unique_ptr<Front> front;
    std::vector<std::string> calls;
};

TEST_F(FrontTest, WhatNeedsNoMoreThanAnAnswerIsAnswered) {
    EXPECT_EQ(hear("NOOP\r\nVRFY x\r\nLHLO x\r\n"),
              "250 2.0.0 OK\r\n252 2.1.5 Send the mail; it will be tried\r\n"
              "500 5.5.2 This is SMTP, say EHLO\r\n");
    EXPECT_THAT(calls, IsEmpty());
}

TEST_F(FrontTest, TheRestGoesToTheOwnerWithItsAnswerOwed) {
    front->enter(FrontState::Ready);
    EXPECT_EQ(hear("EHLO x\r\nMAIL FROM:<a@b>\r\nRSET\r\nQUIT\r\nEXPN all\r\nGET / HTTP/1.1\r\n").size(),
              std::string("250 2.0.0 OK\r\n").size() * 6);
    EXPECT_THAT(calls, ElementsAre("hello", "mail", "rset", "quit", "expn", "http"));
}

TEST_F(FrontTest, WhatMayNotBeSaidNowIsOutOfOrder) {
    EXPECT_EQ(hear("RCPT TO:<a@b>\r\nDATA\r\n"),
              "503 5.5.1 Say EHLO or HELO first\r\n503 5.5.1 Say EHLO or HELO first\r\n");
    EXPECT_THAT(calls, ElementsAre("503", "503"));
}

TEST_F(FrontTest, AnUnreadableMailIsAnsweredAndTold) {
    front->enter(FrontState::Ready);
    EXPECT_THAT(hear("MAIL FROM:<a@b\r\n"), ::testing::StartsWith("501 5.5.4 Syntax"));
    EXPECT_THAT(calls, ElementsAre("unreadable"));
}

TEST_F(FrontTest, AnUnreadableChunkSizeEndsIt) {
    EXPECT_THAT(hear("BDAT many\r\nNOOP\r\n"),
                ::testing::AllOf(::testing::StartsWith("501"), ::testing::EndsWith("(closed)")));
    EXPECT_THAT(calls, ElementsAre("closing", "over"));
}

TEST_F(FrontTest, ATooLongBdatEndsItToo) {
    EXPECT_EQ(hear("BDAT " + std::string(limits::kFrontLine, '1') + "\r\nNOOP\r\n"),
              "500 5.5.2 Line too long\r\n(closed)");
    make();
    EXPECT_EQ(hear("NOOP " + std::string(limits::kFrontLine, '1') + "\r\nNOOP\r\n"),
              "500 5.5.2 Line too long\r\n250 2.0.0 OK\r\n");
}

TEST_F(FrontTest, ABareLfIsRefusedWhereTheOperatorWantsItSo) {
    EXPECT_EQ(hear("NOOP\n"), "250 2.0.0 OK\r\n");
    backend.content.bare_newline = BareNewline::Reject;
    make();
    EXPECT_EQ(hear("NOOP\n"), "500 5.5.2 Line ended by LF alone, must be CRLF\r\n");
    EXPECT_THAT(calls, IsEmpty());
    static_cast<void>(hear("BDAT 3\n"));
    EXPECT_THAT(calls, ElementsAre("500")) << "its octets follow";
}

TEST_F(FrontTest, TooManyErrorsEndItWith421) {
    std::string many;
    for (int i = 0; i < limits::kErrors + 5; ++i) many += "NONSENSE\r\n";
    EXPECT_THAT(hear(many), ::testing::EndsWith("421 4.7.0 Too many errors\r\n(closed)"));
    EXPECT_THAT(calls, ElementsAre("closing", "over"));
}

TEST_F(FrontTest, NothingIsHeardBehindItsEnd) {
    front->end(&replies::kIdle);
    EXPECT_FALSE(front->wants_octets());
    EXPECT_EQ(hear("NOOP\r\n"), "421 4.4.2 Idle too long\r\n(closed)");
    front->end(&replies::kIdle);
    EXPECT_EQ(hear(""), "");
    EXPECT_THAT(calls, ElementsAre("closing", "over"));
}

TEST_F(FrontTest, StatusesAreStrippedWhereTheOperatorWantsItSo) {
    backend.keywords["ENHANCEDSTATUSCODES"] = KeywordPolicy::Strip;
    make();
    EXPECT_EQ(hear("NOOP\r\n"), "250 OK\r\n");
}

TEST_F(FrontTest, ARefusedChunkIsTakenToItsEnd) {
    RefusedChunk& chunk = front->refused_chunk();
    chunk.begin({5, true}, replies::kDead, {});
    std::string_view octets = "12345NOOP";
    EXPECT_TRUE(chunk.take(octets));
    EXPECT_FALSE(chunk.under_way());
    EXPECT_EQ(octets, "NOOP");
    EXPECT_FALSE(chunk.take(octets));
    EXPECT_EQ(&chunk.why(), &replies::kDead);
    EXPECT_TRUE(chunk.last());
}

TEST(ReadAhead, KeepsWhatItsWorkLeaves) {
    ReadAhead ahead;
    ahead.append("one\ntwo\nthr");
    ahead.hand_to([](std::string_view& octets) {
        octets.remove_prefix(4);
        return true;
    });
    EXPECT_EQ(ahead.view(), "two\nthr");
    ahead.append("ee\n");
    EXPECT_EQ(ahead.view(), "two\nthree\n");
    ahead.hand_to([](std::string_view&) { return false; });
    EXPECT_TRUE(ahead.empty());
}

}  // namespace
}  // namespace heloise
