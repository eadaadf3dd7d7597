// Time, limits and the odd inputs of a session as a whole; its dialogues are under tests/transcripts.
#include "proxy/session/session.h"

#include <gtest/gtest.h>

#include "proxy/base/limits.h"
#include "tests/support/rig.h"

namespace heloise::testing {
namespace {

using namespace std::chrono_literals;

const std::vector<std::string> kOpen{"EHLO client.example\r\n", "MAIL FROM:<a@client.example>\r\n",
                                     "RCPT TO:<b@example.org>\r\n"};

TEST(Session, AnIdleFrontIsToldGoodbye) {
    Rig rig(test_backend(Greeting::Helo));
    EXPECT_TRUE(rig.wait(5min));
    EXPECT_TRUE(rig.replies().back().starts_with("421 4.4.2"));
    EXPECT_TRUE(rig.session().finished());
}

TEST(Session, ASilentFrontKeepsItsPlaceUnlessOthersWait) {
    Rig rig(test_backend(Greeting::Helo));
    rig.front_says(kOpen);
    rig.run();
    EXPECT_FALSE(rig.wait(31s));
    rig.tell([&](Session& session) { session.on(DeskAnswer(Waiters{true}), rig.now); });
    EXPECT_TRUE(rig.wait(31s));
    EXPECT_TRUE(rig.replies().back().starts_with("421 4.4.2"));
    EXPECT_TRUE(rig.session().finished());
    EXPECT_EQ(rig.back.commands.back(), "RCPT TO:<b@example.org>");  // dropped, no QUIT, no RSET
}

// RFC 1869 section 4.2: what another session learnt meanwhile, of another address, is not what this back
// offers.
TEST(Session, ALiveEhloReplyIsBelievedBeforeWhatOthersLearn) {
    Rig rig(test_backend(Greeting::Ehlo));
    rig.back.keywords = {"SIZE 1000"};
    rig.front_says(kOpen);
    rig.run();
    rig.desk().learn({.kind = AddressLesson::Kind::Greeted,
                      .address = "192.0.2.99:25",
                      .offer = std::make_shared<const Capabilities>()},
                     rig.now);
    rig.front_says({"EHLO client.example\r\n"});
    rig.run();
    const std::string& heard = rig.heard();
    EXPECT_NE(heard.find("250-SIZE 1000\r\n", heard.rfind("250-mx.example.org")), std::string::npos) << heard;
}

TEST(Session, AnIdleBackIsGivenUpWhenOthersWait) {
    Rig rig(test_backend(Greeting::Helo));
    rig.front_says({"HELO client.example\r\n", "MAIL FROM:<a@x.example>\r\n", "RSET\r\n"});
    rig.run();
    rig.tell([&](Session& session) { session.on(DeskAnswer(Waiters{true}), rig.now); });
    rig.run();
    EXPECT_EQ(rig.back.commands.back(), "QUIT");
    EXPECT_FALSE(rig.front_closed());
}

TEST(Session, AnOpenTransactionKeepsItsBackHoweverLongItIsSilent) {
    Rig rig(test_backend(Greeting::Helo));
    rig.front_says(kOpen);
    rig.run();
    EXPECT_FALSE(rig.wait(limits::kBackIdle * 2));
    EXPECT_EQ(rig.back.commands.back(), "RCPT TO:<b@example.org>");
}

TEST(Session, BetweenMessagesTheBackIsLetGoAfterAWhile) {
    Rig rig(test_backend(Greeting::Helo));
    rig.front_says({"HELO client.example\r\n", "MAIL FROM:<a@x.example>\r\n", "RSET\r\n"});
    rig.run();
    EXPECT_TRUE(rig.wait(limits::kBackIdle));
    rig.run();
    EXPECT_EQ(rig.back.commands.back(), "QUIT");
    EXPECT_FALSE(rig.front_closed());
}

TEST(Session, TwentyErrorsInARowAreTheEnd) {
    Rig rig(test_backend(Greeting::Helo));
    for (int i = 0; i < limits::kErrors; ++i) rig.front_says({"WHAT\r\n"});
    rig.run();
    EXPECT_TRUE(rig.replies().back().starts_with("421 4.7.0"));
    EXPECT_TRUE(rig.front_closed());
}

TEST(Session, CommandsThatCarryNoMailAreBounded) {
    Rig rig(test_backend(Greeting::Helo));
    for (int i = 0; i < limits::kJunk + limits::kErrors; ++i) rig.front_says({"NOOP\r\n"});
    rig.run();
    EXPECT_TRUE(rig.replies().back().starts_with("421 4.7.0"));
    EXPECT_EQ(rig.replies().size(), 1U + limits::kJunk + limits::kErrors + 1U);
}

TEST(Session, ReadsNoFurtherWhenTooMuchIsAhead) {
    Rig rig(test_backend(Greeting::Helo));
    rig.front_says({"EHLO client.example\r\n"});
    rig.run();
    std::string batch = "MAIL FROM:<a@client.example>\r\n";
    while (batch.size() < limits::kFrontAhead + 100) batch += "RCPT TO:<b@example.org>\r\n";
    EXPECT_TRUE(rig.session().wants_front());
    rig.tell([&](Session& session) { session.on(FrontOctets{batch}, rig.now); });
    EXPECT_FALSE(rig.session().wants_front());
}

TEST(Session, ADrainEndsIdleSessionsAtOnceAndOthersAfterTheirMessage) {
    Rig idle(test_backend(Greeting::Helo));
    idle.tell([&](Session& session) { session.on(Drain{}, idle.now); });
    idle.step();
    EXPECT_TRUE(idle.session().finished());

    Rig busy(test_backend(Greeting::Helo));
    busy.front_says(kOpen);
    busy.run();
    busy.tell([&](Session& session) { session.on(Drain{}, busy.now); });
    EXPECT_TRUE(busy.session().busy());
    busy.front_says({"DATA\r\n", "x\r\n.\r\n"});
    busy.run();
    const auto replies = busy.replies();
    ASSERT_GE(replies.size(), 2U);
    EXPECT_TRUE(replies[replies.size() - 2].starts_with("250")) << replies[replies.size() - 2];
    EXPECT_TRUE(replies.back().starts_with("421 4.3.2"));
    EXPECT_EQ(busy.back.accepted.size(), 1U);
}

TEST(Session, AStopEndsTransactionsButNotASubmittedMessage) {
    Rig open(test_backend(Greeting::Helo));
    open.front_says(kOpen);
    open.run();
    open.tell([&](Session& session) { session.on(Stop{}, open.now); });
    EXPECT_TRUE(open.session().finished());

    Rig submitted(test_backend(Greeting::Helo));
    submitted.front_says(kOpen);
    submitted.front_says({"DATA\r\n", "x\r\n.\r\n"});
    while (!submitted.end_submitted()) ASSERT_TRUE(submitted.step());
    submitted.tell([&](Session& session) { session.on(Stop{}, submitted.now); });
    EXPECT_TRUE(submitted.session().awaits_outcome());
    submitted.run();
    EXPECT_EQ(submitted.back.accepted.size(), 1U);
    const auto replies = submitted.replies();
    EXPECT_TRUE(replies[replies.size() - 2].starts_with("250"));
}

TEST(Session, OctetsBeforeTheBannerAreRefused) {
    const Backend backend = test_backend(Greeting::Helo);
    Session session(backend, {"mx.example.org", "test", "127.0.0.1"}, {});
    session.on(FrontOctets{"EHLO x\r\n"}, {});
    const auto actions = session.take_actions();
    const Send* send = nullptr;
    for (const Action& action : actions)
        send = std::get_if<Send>(&action) ? std::get_if<Send>(&action) : send;
    ASSERT_NE(send, nullptr);
    EXPECT_TRUE(send->octets.starts_with("554 5.5.0"));
    EXPECT_TRUE(session.finished());
}

TEST(Session, OctetsBetweenDataAndIts354EndIt) {
    Rig rig(test_backend(Greeting::Helo));
    rig.front_says(kOpen);
    rig.front_says({"DATA\r\nSubject: too early\r\n"});
    rig.run();
    EXPECT_TRUE(rig.replies().back().starts_with("554 5.5.0"));
    EXPECT_TRUE(rig.session().finished());
    EXPECT_TRUE(rig.back.accepted.empty());
}

TEST(Session, AReplyBeforeItsQuestionWasSubmittedIsNoAnswer) {
    Rig rig(test_backend(Greeting::Helo));
    rig.front_says(kOpen);
    rig.run();
    rig.tell([&](Session& session) {  // no on_back_sent() comes in between
        session.on(FrontOctets{"RCPT TO:<c@example.org>\r\n"}, rig.now);
        session.on(BackOctets{"250 stale\r\n"}, rig.now);
    });
    EXPECT_TRUE(rig.replies().back().starts_with("451 4.4.2")) << rig.replies().back();
}

TEST(Session, AYesBeforeTheMessagesEndIsNoYes) {
    Rig rig(test_backend(Greeting::Helo));
    rig.front_says(kOpen);
    rig.front_says({"DATA\r\n", "half a message\r\n"});
    rig.run();
    rig.tell([&](Session& session) { session.on(BackOctets{"250 thanks\r\n"}, rig.now); });
    rig.front_says({"the rest\r\n.\r\n"});
    rig.run();
    EXPECT_TRUE(rig.replies().back().starts_with("451 4.5.0")) << rig.replies().back();
    EXPECT_TRUE(rig.back.accepted.empty());
}

TEST(Session, ANoBeforeTheMessagesEndIsItsReply) {
    Rig rig(test_backend(Greeting::Helo));
    rig.front_says(kOpen);
    rig.front_says({"DATA\r\n", "half a message\r\n"});
    rig.run();
    rig.tell([&](Session& session) { session.on(BackOctets{"552 header too long\r\n"}, rig.now); });
    rig.front_says({"the rest\r\n.\r\n", "NOOP\r\n"});
    rig.run();
    const auto replies = rig.replies();
    EXPECT_TRUE(replies[replies.size() - 2].starts_with("552 5.")) << replies[replies.size() - 2];
    EXPECT_TRUE(replies.back().starts_with("250 2.0.0"));
}

TEST(Session, EarlyConnectionOffersWhatTheLiveBackHas) {
    Backend backend = test_backend(Greeting::Auto);
    backend.connect = ConnectWhen::Early;
    Rig rig(backend);
    rig.back.script = [](std::string_view line) {
        return std::string(line.starts_with("EHLO") ? "250-back.example\r\n250-8BITMIME\r\n250 SIZE 4000"
                                                    : "");
    };
    rig.front_says({"EHLO client.example\r\n"});
    rig.run();
    EXPECT_EQ(rig.back.commands, std::vector<std::string>{"EHLO client.example"});
    EXPECT_NE(rig.heard().find("8BITMIME"), std::string::npos);
    EXPECT_NE(rig.heard().find("SIZE 4000"), std::string::npos);
}

TEST(Session, APromiseTheLiveBackCannotKeepIsATemporaryRefusal) {
    Backend backend = test_backend(Greeting::Auto);
    backend.keywords["MT-PRIORITY"] = KeywordPolicy::Pass;
    bool has = true;
    Rig rig(backend);
    rig.back.script = [&](std::string_view line) {
        return std::string(line.starts_with("EHLO") && has ? "250-back.example\r\n250 MT-PRIORITY" : "");
    };
    rig.front_says(
        {"EHLO client.example\r\n", "MAIL FROM:<a@x.example>\r\n", "RSET\r\n", "EHLO client.example\r\n"});
    rig.run();
    has = false;
    rig.kill_back();
    rig.front_says({"MAIL FROM:<a@x.example> MT-PRIORITY=1\r\n", "MAIL FROM:<a@x.example>\r\n"});
    rig.run();
    const auto replies = rig.replies();
    EXPECT_TRUE(replies[replies.size() - 2].starts_with("451 4.3.5")) << replies[replies.size() - 2];
    EXPECT_TRUE(replies.back().starts_with("250"));
}

TEST(Session, AGatewayThatRoutesIsNotAskedTo) {
    Backend backend = test_backend(Greeting::Helo);
    backend.access.recipients = {"example.org", ".sub.example"};
    Rig rig(backend);
    rig.front_says({"HELO client.example\r\n", "MAIL FROM:<a@x.example>\r\n"});
    for (const char* path : {"<a@example.net>", "<a@sub.example>", "<a%b@example.org>", "<b!a@example.org>",
                             "<\"a@b\"@example.org>", "<a>"})
        rig.front_says({std::string("RCPT TO:") + path + "\r\n"});
    rig.front_says({"RCPT TO:<a@EXAMPLE.org>\r\n", "RCPT TO:<a@x.sub.example>\r\n",
                    "RCPT TO:<Postmaster>\r\n", "RCPT TO:<@evil.example:a@example.org>\r\n"});
    rig.run();
    const auto replies = rig.replies();
    ASSERT_EQ(replies.size(), 13U);
    for (int i = 3; i < 9; ++i)
        EXPECT_TRUE(replies[static_cast<std::size_t>(i)].starts_with("550 5.7.1")) << i;
    for (int i = 9; i < 13; ++i) EXPECT_TRUE(replies[static_cast<std::size_t>(i)].starts_with("250")) << i;
    EXPECT_EQ(rig.back.commands.back(), "RCPT TO:<a@example.org>");  // the source route is stripped
}

TEST(Session, AYesBeforeTheTerminatorWasSubmittedIsNoYes) {
    Rig rig(test_backend(Greeting::Helo));
    rig.front_says(kOpen);
    rig.front_says({"DATA\r\n"});
    rig.run();
    rig.tell([&](Session& session) { session.on(FrontOctets{"x\r\n.\r\n"}, rig.now); });
    rig.tell(
        [&](Session& session) { session.on(BackOctets{"250 OK\r\n"}, rig.now); });  // no on_back_sent() yet
    EXPECT_TRUE(rig.replies().back().starts_with("451")) << rig.replies().back();
    EXPECT_FALSE(rig.noted(NoteKind::MessageAccepted));
}

TEST(Session, AYesThatBeganBeforeTheMessagesEndIsNoYes) {
    Rig rig(test_backend(Greeting::Helo));
    rig.front_says(kOpen);
    rig.front_says({"DATA\r\n"});
    rig.run();
    rig.tell([&](Session& session) { session.on(BackOctets{"250 OK"}, rig.now); });
    rig.tell([&](Session& session) { session.on(FrontOctets{"x\r\n.\r\n"}, rig.now); });
    rig.tell([&](Session& session) { session.on(BackSent{}, rig.now); });
    rig.tell([&](Session& session) { session.on(BackOctets{"\r\n550 no\r\n"}, rig.now); });
    EXPECT_TRUE(rig.replies().back().starts_with("451")) << rig.replies().back();
    EXPECT_TRUE(rig.noted(NoteKind::OutcomeUnknown));
}

TEST(Session, OctetsBehindDataEndItInABatchToo) {
    Rig rig(test_backend(Greeting::Helo));
    rig.back.script = [](std::string_view line) { return std::string(line == "DATA" ? "451 no" : ""); };
    rig.front_says({"EHLO client.example\r\n",
                    "MAIL FROM:<a@x.example>\r\nRCPT TO:<b@x.example>\r\nDATA\r\nRSET\r\nMAIL "
                    "FROM:<evil@x.example>\r\n"});
    rig.run();
    EXPECT_TRUE(rig.replies().back().starts_with("554 5.5.0")) << rig.replies().back();
    for (const std::string& command : rig.back.commands) EXPECT_EQ(command.find("evil"), std::string::npos);
}

TEST(Session, OctetsThatMakeNoLineKeepNothingAlive) {
    Rig rig(test_backend(Greeting::Helo));
    rig.front_says(kOpen);
    rig.run();
    rig.tell([&](Session& session) { session.on(DeskAnswer(Waiters{true}), rig.now); });
    for (int i = 0; i < 2 && !rig.front_closed(); ++i) {
        rig.now = rig.now.plus(29s);
        rig.tell([&](Session& session) { session.on(FrontOctets{"N"}, rig.now); });
        rig.wait(1s);
    }
    EXPECT_TRUE(rig.front_closed());
}

TEST(Session, AChunkThatDribblesIsBounded) {
    Rig rig(test_backend(Greeting::Helo));
    rig.front_says({"HELO client.example\r\n", "BDAT 9223372036854775807\r\n"});
    rig.run();
    for (int i = 0; i < 200 && !rig.front_closed(); ++i) {
        rig.now = rig.now.plus(4min);
        rig.tell([&](Session& session) { session.on(FrontOctets{"x"}, rig.now); });
        rig.wait(1s);
    }
    EXPECT_TRUE(rig.front_closed());
}

TEST(Session, TheBackIsAskedAboutAThousandRefusedRecipientsAtMost) {
    Rig rig(test_backend(Greeting::Helo));
    rig.back.script = [](std::string_view line) {
        return std::string(line.starts_with("RCPT TO:<nobody") ? "550 no" : "");
    };
    rig.front_says({"HELO client.example\r\n", "MAIL FROM:<a@x.example>\r\n", "RCPT TO:<b@x.example>\r\n"});
    for (std::size_t i = 0; i < limits::kRefusals + 500; ++i)
        rig.front_says({"RCPT TO:<nobody@x.example>\r\n"});
    rig.front_says({"DATA\r\n"});
    rig.run();
    EXPECT_EQ(rig.back.commands.size(), 3U + limits::kRefusals + 1U) << "HELO, MAIL, RCPT, and DATA";
    const auto replies = rig.replies();
    EXPECT_TRUE(replies[replies.size() - 3].starts_with("452 4.5.3")) << replies[replies.size() - 3];
    rig.front_says({"x\r\n.\r\n"});
    rig.run();
    ASSERT_EQ(rig.back.accepted.size(), 1U);
    EXPECT_EQ(rig.back.accepted[0].recipients, std::vector<std::string>{"RCPT TO:<b@x.example>"});
}

TEST(Session, RecipientsWithoutEndEndIt) {
    Rig rig(test_backend(Greeting::Helo));
    rig.back.script = [](std::string_view line) {
        return std::string(line.starts_with("RCPT") ? "550 no" : "");
    };
    rig.front_says({"HELO client.example\r\n", "MAIL FROM:<a@x.example>\r\n"});
    std::string batch;
    for (int i = 0; i < 100; ++i) batch += "RCPT TO:<nobody@x.example>\r\n";
    for (int i = 0; i < 120; ++i) {
        rig.front_says({batch});
        rig.run();
    }
    EXPECT_TRUE(rig.replies().back().starts_with("421 4.7.0")) << rig.replies().back();
    EXPECT_EQ(rig.replies().size(), 3U + limits::kRefusals + limits::kUnasked + limits::kErrors + 1U);
}

TEST(Session, ADrainLetsNoNewTransactionBegin) {
    Rig rig(test_backend(Greeting::Helo));
    rig.front_says(kOpen);
    rig.run();
    rig.tell([&](Session& session) { session.on(Drain{}, rig.now); });
    rig.front_says({"RSET\r\n", "MAIL FROM:<a@x.example>\r\n"});
    rig.run();
    EXPECT_TRUE(rig.replies().back().starts_with("421 4.3.2")) << rig.replies().back();
}

TEST(Session, ATransactionThatAPassedOnVerbWasLostInIsLost) {
    Backend backend = test_backend(Greeting::Ehlo);
    backend.connect = ConnectWhen::Early;
    backend.keywords["EXPN"] = KeywordPolicy::Pass;
    for (const bool times_out : {false, true}) {
        Rig rig(backend);
        rig.back.script = [&](std::string_view line) -> std::string {
            if (line.starts_with("EHLO")) return "250-x\r\n250 EXPN";
            return line.starts_with("EXPN") ? (times_out ? "250-half" : "close") : "";
        };
        rig.front_says(kOpen);
        rig.front_says({"EXPN list\r\n"});
        rig.run();
        if (times_out) {
            while (rig.wait(5min) && !rig.replies().back().starts_with("451")) rig.run();
        }
        rig.front_says({"RCPT TO:<c@example.org>\r\n"});
        rig.run();
        EXPECT_TRUE(rig.replies().back().starts_with("451 4.4.2")) << rig.replies().back();
    }
}

TEST(Session, A354ThatSpeaksOfHangingUpIsStillA354) {
    Backend backend = test_backend(Greeting::Helo);
    backend.quirks.expect_hangup = {"closing"};
    Rig rig(backend);
    rig.back.script = [](std::string_view line) {
        return std::string(line == "DATA" ? "354 closing dot ends it" : "");
    };
    rig.front_says(kOpen);
    rig.front_says({"DATA\r\n", "x\r\n.\r\n"});
    rig.run();
    EXPECT_EQ(rig.back.accepted.size(), 1U);
}

TEST(Session, AnIdleBackThatMayNotBeToldQuitIsStillGivenUp) {
    Backend backend = test_backend(Greeting::Helo);
    backend.quirks.verbs = {"HELO", "MAIL", "RCPT", "DATA"};
    Rig rig(backend);
    rig.back.script = [](std::string_view line) {
        return std::string(line.starts_with("MAIL") ? "550 no" : "");
    };
    rig.front_says({"HELO client.example\r\n", "MAIL FROM:<a@x.example>\r\n"});
    rig.run();
    EXPECT_TRUE(rig.wait(limits::kBackIdle));
    rig.front_says({"MAIL FROM:<a@x.example>\r\n"});
    rig.run();
    EXPECT_TRUE(rig.replies().back().starts_with("550"));
    EXPECT_EQ(rig.back.connections, 2);
}

TEST(Session, TheLastTransactionOfABackMayEndInRset) {
    Backend backend = test_backend(Greeting::Helo);
    backend.limits.messages_per_session = 1;
    Rig rig(backend);
    rig.front_says(
        {"HELO client.example\r\n", "MAIL FROM:<a@x.example>\r\nRSET\r\nMAIL FROM:<b@x.example>\r\n"});
    rig.run();
    EXPECT_TRUE(rig.replies().back().starts_with("250")) << rig.replies().back();
    EXPECT_EQ(rig.back.connections, 2);
}

TEST(Session, ARouteToThePostmasterIsARoute) {
    Backend backend = test_backend(Greeting::Helo);
    backend.access.recipients = {"example.org"};
    backend.quirks.source_routes = SourceRoutes::Pass;
    Rig rig(backend);
    rig.front_says(
        {"HELO client.example\r\n", "MAIL FROM:<a@x.example>\r\n", "RCPT TO:<@evil.example:postmaster>\r\n"});
    rig.run();
    EXPECT_TRUE(rig.replies().back().starts_with("550 5.7.1") || rig.replies().back().starts_with("501"))
        << rig.replies().back();
}

TEST(Session, ASenderThatLeavesBetweenTwoConnectionsLeavesNothingBehind) {
    Backend backend = test_backend(Greeting::Auto);
    backend.quirks.expect_hangup = {"Huh?"};
    Rig rig(backend);
    rig.back.script = [](std::string_view line) {
        return std::string(line.starts_with("EHLO") ? "550 huh?" : "");
    };
    rig.front_says({"EHLO client.example\r\n", "MAIL FROM:<a@x.example>\r\n"});
    while (rig.session().deadline() && rig.back.commands.empty()) ASSERT_TRUE(rig.step());
    ASSERT_TRUE(rig.step());
    rig.kill_front();
    do rig.run();
    while (!rig.session().finished() && rig.wait(1h));
    EXPECT_TRUE(rig.session().finished());
    EXPECT_EQ(rig.back.connections, 1);
}

TEST(Session, ASlowBackIsNotASilentFront) {
    Backend backend = test_backend(Greeting::Helo);
    backend.content.eight_bit = backend.content.long_lines = Handling::Pass;  // nothing is held
    Rig rig(backend);
    rig.front_says(kOpen);
    rig.front_says({"DATA\r\n"});
    rig.run();
    rig.tell([&](Session& session) { session.on(DeskAnswer(Waiters{true}), rig.now); });
    // The octets are on their way to the back, and it takes none of them.
    rig.tell([&](Session& session) { session.on(FrontOctets{"many octets\r\n"}, rig.now); });
    EXPECT_FALSE(rig.wait(100s));
    EXPECT_TRUE(rig.wait(3min));  // timeouts.data_block
    EXPECT_FALSE(rig.front_closed());
}

TEST(Session, NoFieldOfTheLogCanBeForged) {
    Rig rig(test_backend(Greeting::Helo));
    rig.front_says({"HELO client.example\r\n", "MAIL FROM:<\"x event=forged\"@x.example>\r\n",
                    "RCPT TO:<b@x.example>\r\n", "DATA\r\n", "Message-ID: <1>\" event=forged\r\n\r\n.\r\n"});
    rig.run();
    ASSERT_FALSE(rig.texts().empty());
    for (const std::string& text : rig.texts()) {
        const std::size_t at = text.find("event=forged");
        if (at == std::string::npos) continue;
        // Inside quotes: an odd number of them stands before it, but for those behind a backslash.
        const std::string before = text.substr(0, at);
        std::ptrdiff_t quotes = std::count(before.begin(), before.end(), '"');
        for (std::size_t i = before.find("\\\""); i != std::string::npos; i = before.find("\\\"", i + 1))
            --quotes;
        EXPECT_EQ(quotes % 2, 1) << text;
    }
}

}  // namespace
}  // namespace heloise::testing
