// The steps of a session in the order, and at the time, in which a replay needs them.
#include "proxy/record/recording.h"

#include <gtest/gtest.h>

#include "proxy/base/limits.h"
#include "tests/unit/record/recorded_session.h"

namespace heloise {
namespace {

struct RecordingTest : testing::Test {
    RecordedSession session;

    // Whatever else is wrong, what was written must replay.
    void TearDown() override {
        EXPECT_TRUE(session.paper.finished);
        EXPECT_EQ(fault_of_recording(session.paper.text), "") << session.paper.text;
    }
};

TEST_F(RecordingTest, DeadlinesAreKept) {
    session.begin();
    session.pass(session.backend.limits.idle + 1s);
    if (!session.finished()) session.back_ends();
    EXPECT_TRUE(session.has("F~ 5m\nF< 421 4.4.2 Idle too long\nF= close")) << session.paper.text;
}

TEST_F(RecordingTest, WhatComesBehindADeadlineThatNobodyKeptIsLate) {
    session.comes();
    session.late(limits::kFirstCommand + 3s);
    session.front("HELO client.example\r\n");
    session.end();
    EXPECT_TRUE(session.has("F~ 299980ms\nF! late 3020ms\nF> HELO client.example\nF< 250 mx.example.org"))
        << session.paper.text;
}

TEST_F(RecordingTest, PausesBetweenLinesAreKept) {
    session.comes();
    session.late(1500ms);
    session.front("NOOP\r\n");
    session.late(3ms);
    session.front("NOOP\r\n");
    session.end();
    EXPECT_TRUE(session.has("F~ 1500ms\nF> NOOP\nF< 250 2.0.0 OK\nF> NOOP\nF< 250 2.0.0 OK\nF> QUIT"));
}

TEST_F(RecordingTest, ACallThatFailsIsWritten) {
    session.asks();
    session.refuses();
    session.end();
    EXPECT_TRUE(session.has("B! refuse\nF< 451 4.4.1 The gateway cannot be reached, try again later"));
}

TEST_F(RecordingTest, ABackThatHangsUpIsWritten) {
    session.begin();
    session.back_ends();
    session.end();
    EXPECT_TRUE(session.has("B! close")) << session.paper.text;
}

TEST_F(RecordingTest, WhereThereAreManyAddressesTheCallIsNamed) {
    session.backend.address.push_back({"192.0.2.26", 25});
    session.asks();
    session.refuses();
    session.greets();
    session.end();
    EXPECT_TRUE(session.has("B! refuse 192.0.2.25:25\nB! connect 192.0.2.26:25")) << session.paper.text;
}

TEST_F(RecordingTest, ALookUpIsWrittenWithItsAnswer) {
    session.backend.address = {{"gw.example", 25}};
    session.asks();
    session.looked_up({"192.0.2.1:25", "192.0.2.2:25"});
    session.refuses();
    session.refuses();
    session.end();
    EXPECT_TRUE(session.has("B! resolve 192.0.2.1:25 192.0.2.2:25\nB! refuse 192.0.2.1:25"))
        << session.paper.text;
}

TEST_F(RecordingTest, AHostThatIsNotFoundIsALookUpWithoutAnswers) {
    session.backend.address = {{"gw.example", 25}};
    session.asks();
    session.looked_up({});
    session.end();
    EXPECT_TRUE(session.has("B! resolve")) << session.paper.text;
}

TEST_F(RecordingTest, ATimerThatGivesUpALookUpIsWritten) {
    session.backend.address = {{"nowhere.example", 25}, {"gw.example", 25}};
    session.asks();
    session.late(session.backend.timeouts.connect - 5ms);
    session.front("NOOP\r\n");
    session.pass(5ms);
    session.looked_up({"192.0.2.1:25"});
    session.refuses();
    session.end();
    EXPECT_TRUE(session.has("F> NOOP\nF~ 5ms\nB! resolve 192.0.2.1:25\nB! refuse 192.0.2.1:25"))
        << session.paper.text;
}

TEST_F(RecordingTest, APlaceThatMustBeWaitedForIsWrittenWhereItIsWanted) {
    session.must_wait = true;
    session.asks();
    session.late(2s);
    session.turn(true);
    session.greets();
    session.waiters(false);
    session.waiters(true);
    session.end();
    EXPECT_TRUE(session.has("B! wait\nF> MAIL FROM:<a@client.example>\nF~ 2s\nB! others-wait\nB! turn"))
        << session.paper.text;
    EXPECT_TRUE(session.has("B! others-gone"));
    EXPECT_TRUE(session.has("B! others-wait"));
}

TEST_F(RecordingTest, APlaceThatIsThereAtOnceHasNoLine) {
    session.begin();
    session.end();
    EXPECT_EQ(session.paper.text.find("turn"), std::string::npos);
}

// It was not read all the while, and in a replay it is: there it has given up (rule 25).
TEST_F(RecordingTest, WhereAnEndMayHaveComeWhileNobodyReadAReplayEnds) {
    session.asks();
    session.late(20s);
    session.front_read_again();
    session.front_ends();
    session.greets();
    session.end();
    EXPECT_TRUE(session.has("F! unplayable")) << session.paper.text;
}

// "B! wait" would hold for the first of them, too.
TEST_F(RecordingTest, WhereOfTwoPlacesInOneStepTheSecondMustBeWaitedForAReplayEnds) {
    session.asks();
    session.refuses();
    session.must_wait_next = true;
    session.front("MAIL FROM:<a@client.example>\r\nMAIL FROM:<b@client.example>\r\n");
    session.late(2s);
    session.turn();
    session.end();
    EXPECT_TRUE(session.has("F! unplayable")) << session.paper.text;
}

TEST_F(RecordingTest, WhereBehindAPlaceTheNextMustBeWaitedForInTheSameStepAReplayEnds) {
    session.asks();
    session.refuses();
    session.must_wait = true;
    session.front("MAIL FROM:<a@client.example>\r\nMAIL FROM:<b@client.example>\r\n");
    session.late(2s);
    session.must_wait_next = true;
    session.turn();
    session.late(2s);
    session.turn();
    session.end();
    EXPECT_TRUE(session.has("F! unplayable")) << session.paper.text;
}

// In a replay the disk has answered at once, and so has the chunk been answered.
TEST_F(RecordingTest, WhereTheNextChunkIsQuickerThanTheDiskAReplayEnds) {
    session.full = true;
    session.backend.content.lookahead = 4096;
    session.backend.limits.spool = 20'000;
    session.comes();
    session.front("EHLO client.example\r\nMAIL FROM:<a@client.example>\r\n");
    session.greets();
    session.front("RCPT TO:<r@example.org>\r\n");
    session.back("250 OK\r\n");
    std::string some;
    for (int i = 0; i < 500; ++i) some += "a line of a message\r\n";
    session.front("BDAT 31511\r\nFrom: a\r\n\r\n" + some);
    session.front(some);
    session.disk_hangs = true;
    session.back("354 Go\r\n");
    session.front(some + "BDAT 6 LAST\r\n1\r\n");
    session.late(50ms);
    session.disk_hangs = false;
    session.front("2\r\n");
    session.back("250 taken\r\n");
    session.end();
    EXPECT_TRUE(session.has("F> BDAT 6 LAST\nB< \\{begins}\nF! unplayable\nF~ 50ms\nF> 1\nF> 2"))
        << session.paper.text;
}

// What was asked for together with a place that was there at once is done before the place counts, as it was.
TEST_F(RecordingTest, APlaceThatIsThereAtOnceAfterOneThatNeverCameStandsBehindWhatWasSaid) {
    session.backend.delivery = Delivery::Burst;
    session.must_wait = true;
    session.comes();
    session.front("EHLO client.example\r\n");
    session.front("MAIL FROM:<a@client.example>\r\nRCPT TO:<r@example.org>\r\nBDAT 4 LAST\r\n\r\n1\n");
    session.pass(session.backend.limits.queue_timeout + session.backend.limits.hold + 1s);
    session.must_wait = false;
    session.front("MAIL FROM:<a@client.example>\r\nRCPT TO:<r@example.org>\r\nBDAT 4 LAST\r\n\r\n1\n");
    session.refuses();
    session.end();
    EXPECT_TRUE(session.has("F< 451 4.3.2 The gateway is busy, try again later")) << session.paper.text;
    EXPECT_TRUE(session.has("F< 250 2.1.5 Recipient OK\nB! turn\nB! refuse")) << session.paper.text;
    EXPECT_FALSE(session.has("F! unplayable"));
}

TEST_F(RecordingTest, ADrainIsWritten) {
    session.begin();
    session.drain();
    session.front("RSET\r\n");
    session.back("250 OK\r\n");
    if (!session.finished()) session.back_ends();
    EXPECT_TRUE(session.has("F! drain"));
}

TEST_F(RecordingTest, WhatIsStalledIsSaidWhereItFlows) {
    session.begin_message();
    session.stalls = true;
    session.front("\r\nHi\r\n.\r\n");
    session.late(4s);
    session.flows();
    session.back("250 taken\r\n");
    session.end();
    EXPECT_NE(session.paper.text.find("F~ 4s\nB! flow\nB< Received: "), std::string::npos)
        << session.paper.text;
}

// A converted message has begun to leave where another, of which nothing can be told yet, is still held.
TEST_F(RecordingTest, WhereASocketStallsForAsLongAsASilentFrontIsBorneAReplayEnds) {
    session.backend.content.lookahead = 4096;
    session.backend.limits.spool = 10'000;
    session.begin_message();
    session.stalls = true;
    std::string body = "\r\n";
    for (int i = 0; i < 1000; ++i) body += "\xC3\xA9 a line of a message\r\n";
    session.front(body);
    session.late(session.backend.limits.hold - 1s);
    session.waiters(true);
    session.late(2s);
    session.front("two\r\n");
    session.flows();
    session.front(".\r\n");
    session.back("250 taken\r\n");
    session.end();
    EXPECT_TRUE(session.has("F~ 29s\nB! others-wait\nF! unplayable\nF~ 2s")) << session.paper.text;
}

// Of a stall behind another a replay knows nothing: there all has left.
TEST_F(RecordingTest, WhereASocketStallsAgainAtOnceAReplayEndsBeforeTheNextReply) {
    session.backend.content.eight_bit = session.backend.content.long_lines = Handling::Pass;
    session.begin_burst(256UL * 1024);
    session.stalls = true;
    session.back("354 Go\r\n");
    session.flows(true);
    session.back("452 full\r\n");
    session.end();
    EXPECT_TRUE(session.has("F! unplayable\nB> 452 full")) << session.paper.text;
}

TEST_F(RecordingTest, WhereTheBackIsQuickerThanTheDiskBehindASocketAReplayEnds) {
    session.backend.content.eight_bit = session.backend.content.long_lines = Handling::Pass;
    session.begin_burst(70'000);
    session.stalls = true;
    session.back("354 Go\r\n");
    session.flows(true);
    session.disk_hangs = true;
    session.flows();
    session.back("452 full\r\n");
    session.end();
    EXPECT_TRUE(session.has("F! unplayable\nB> 452 full")) << session.paper.text;
}

// In a replay the message had left earlier, and its reply is not waited for as long. Half a reply changes
// nothing.
TEST_F(RecordingTest, ATimerThatBeganWithTheDisksAnswerIsNotPlayed) {
    session.begin_burst();
    session.disk_hangs = true;
    session.back("354 Go\r\n");
    session.late(400ms);
    session.disk_hangs = false;
    session.waiters(true);
    session.back("25");
    session.pass(session.backend.timeouts.data_end + 1s);
    session.end();
    EXPECT_TRUE(session.has("B> 25\\+\nF! unplayable")) << session.paper.text;
}

// There is time for another call by our clock, and by a replay's there may be none.
TEST_F(RecordingTest, ALossThatIsHardlyInTimeIsNotPlayed) {
    session.full = true;
    session.begin_burst(4096, 5ms);
    session.late(session.backend.timeouts.burst_start - 6ms);
    session.back("421 closing\r\n");
    session.refuses();
    session.end();
    EXPECT_TRUE(session.has("B< DATA\nF! unplayable")) << session.paper.text;
}

TEST_F(RecordingTest, TwoTimersThatAreNearAreNotPlayed) {
    ASSERT_EQ(session.backend.timeouts.burst_start, session.backend.timeouts.data_start);
    session.begin_burst(4096, 5ms);
    session.pass(session.backend.timeouts.burst_start + 1s);
    if (session.back_open()) session.back_ends();
    session.end();
    EXPECT_TRUE(session.has("B< DATA\nF! unplayable")) << session.paper.text;
}

TEST_F(RecordingTest, AWholeMessageMayWaitForItsSocketForLong) {
    session.begin_message();
    session.stalls = true;
    session.front("\r\nHi\r\n.\r\n");
    session.late(2 * session.backend.limits.hold);
    session.flows();
    session.back("250 taken\r\n");
    session.end();
    EXPECT_FALSE(session.has("F! unplayable")) << session.paper.text;
}

TEST_F(RecordingTest, WhatTheBackSaidUnheardMakesAWriteForgotten) {
    session.begin();
    session.unheard = true;
    session.front("RCPT TO:<r@example.org>\r\n");
    session.back_ends();
    session.end();
    EXPECT_TRUE(session.has("B! unheard\nF> RCPT TO:<r@example.org>\nB! close")) << session.paper.text;
    EXPECT_EQ(session.paper.text.find("B< RCPT"), std::string::npos);
}

TEST_F(RecordingTest, WhatIsKnownOfTheBackStandsWhereItCounts) {
    session.backend.greeting = Greeting::Auto;
    session.learns({AddressLesson::Kind::NoEhlo, "192.0.2.25:25", {}, 1h});
    session.late(1min);
    session.begin();
    session.end();
    EXPECT_TRUE(session.has("B! knows address 192.0.2.25:25 no-ehlo=59m\nF> MAIL FROM:<a@client.example>"))
        << session.paper.text;
    EXPECT_EQ(session.paper.text.find("EHLO client"), std::string::npos);
}

// A pause too short for a line is long enough for an address to be tried again.
TEST_F(RecordingTest, ThatAnAddressMayBeTriedAgainStandsWhereItWasSaid) {
    session.learns({AddressLesson::Kind::Unreachable, "192.0.2.25:25"});
    session.late(limits::kSetAside - 5ms);
    session.comes();
    session.front("HELO client.example\r\n");
    session.late(6ms);
    session.front("MAIL FROM:<a@client.example>\r\n");
    session.refuses();
    session.end();
    EXPECT_TRUE(
        session.has("B! knows address 192.0.2.25:25 set-aside=30s still=0s\n"
                    "F> MAIL FROM:<a@client.example>\nB! refuse"))
        << session.paper.text;
}

// A session believes what it was told with its place.
TEST_F(RecordingTest, WhatRunsOutBehindTheTurnStillHolds) {
    session.backend.greeting = Greeting::Auto;
    session.learns({AddressLesson::Kind::NoEhlo, "192.0.2.25:25", {}, 5ms});
    session.asks();
    session.answers();
    session.late(6ms);
    session.back("220 gw.example\r\n");
    session.back("250 gw.example\r\n");
    session.back("250 OK\r\n");
    session.end();
    EXPECT_TRUE(session.has("B! knows address 192.0.2.25:25 no-ehlo=5ms\nF> MAIL FROM:<a@client.example>"))
        << session.paper.text;
    EXPECT_TRUE(session.has("B! connect\nB> 220 gw.example\nB< HELO client.example")) << session.paper.text;
}

TEST_F(RecordingTest, WhatOthersLearnIsNotWrittenWhereNobodyAsks) {
    session.begin_burst();
    session.before_spool_answers = [this] {
        session.learns({AddressLesson::Kind::NoEhlo, "192.0.2.99:25", {}, 1h});
    };
    session.back("354 Go\r\n");
    session.back("250 taken\r\n");
    session.end();
    EXPECT_EQ(session.paper.text.find("knows"), std::string::npos) << session.paper.text;
}

TEST_F(RecordingTest, WhereASocketStallsThatTheDiskFilledAReplayEnds) {
    session.begin_burst();
    session.before_spool_answers = [this] { session.stalls = true; };
    session.back("354 Go\r\n");
    session.flows();
    session.back("250 taken\r\n");
    session.end();
    EXPECT_TRUE(session.has("B> 354 Go\nB< \\{begins}\nF! unplayable\nB! stall")) << session.paper.text;
}

// A replay's clock is not that exact, so what has just run out, or is about to, is written down.
TEST_F(RecordingTest, WhatIsAboutToRunOutIsWrittenThoughTheSessionItselfLearntIt) {
    session.asks();
    session.late(9ms);
    session.refuses();
    session.late(limits::kSetAside - 5ms);
    session.front("MAIL FROM:<a@client.example>\r\n");
    session.end();
    EXPECT_TRUE(session.has(
        "B! knows address 192.0.2.25:25 set-aside=30s still=5ms\nF> MAIL FROM:<a@client.example>"))
        << session.paper.text;
}

// The connection is lost at the second message's MAIL, and the desk asked for what is known by then.
TEST_F(RecordingTest, WhatOthersLearntStandsBeforeATimersPause) {
    session.backend.address.push_back({"192.0.2.26", 25});
    session.backend.timeouts.command = 20s;
    session.begin_message();
    session.front("\r\nx\r\n.\r\n");
    session.back("250 taken\r\n");
    session.front("MAIL FROM:<b@client.example>\r\n");
    session.learns({AddressLesson::Kind::Unreachable, "192.0.2.25:25"});
    session.learns({AddressLesson::Kind::Unreachable, "192.0.2.26:25"});
    session.pass(session.backend.timeouts.command);
    session.end();
    EXPECT_TRUE(
        session.has("B! knows address 192.0.2.25:25 set-aside=30s still=10020ms\n"
                    "B! knows address 192.0.2.26:25 set-aside=30s still=10020ms\nF~ 20ms"))
        << session.paper.text;
}

TEST_F(RecordingTest, ADeskThatPondersIsWritten) {
    session.backend.delivery = Delivery::Burst;
    session.desk_ponders = true;
    session.asks();
    session.front("RCPT TO:<r@example.org>\r\n");
    session.late(1s);
    session.answers_question();
    session.end();
    EXPECT_TRUE(
        session.has("B! no-answer\nF> RCPT TO:<r@example.org>\nF~ 1s\nB! answer\n"
                    "F< 250 2.1.5 Recipient OK"))
        << session.paper.text;
}

TEST_F(RecordingTest, ATimerWhoseQuestionIsNotPutStandsBehindTheReason) {
    session.begin();
    session.front("RSET\r\n");
    session.back("250 OK\r\n");
    session.unheard = true;
    session.pass(limits::kBackIdle);
    session.back("421 Idle\r\n");
    session.end();
    EXPECT_TRUE(session.has("F~ 29980ms\nB! unheard\nF~ 20ms\nB> 421 Idle")) << session.paper.text;
}

// Within the session it is the replay that learns it.
TEST_F(RecordingTest, WhatTheSessionItselfLearntIsNotWritten) {
    session.backend.greeting = Greeting::Auto;
    session.asks();
    session.answers();
    session.back("220 gw.example\r\n");
    session.back("500 EHLO unknown\r\n");
    session.back("250 gw.example\r\n");
    session.back("250 OK\r\n");
    session.end();
    EXPECT_EQ(session.paper.text.find("knows"), std::string::npos) << session.paper.text;
}

TEST_F(RecordingTest, WhatAnotherSessionLearntMeanwhileIsWritten) {
    session.backend.greeting = Greeting::Auto;
    session.comes();
    session.front("HELO client.example\r\n");
    session.learns({AddressLesson::Kind::NoEhlo, "192.0.2.25:25", {}, 1h});
    session.learns({.kind = AddressLesson::Kind::Greeted,
                    .address = "192.0.2.99:25",
                    .offer = std::make_shared<const Capabilities>(std::vector{Keyword{"SIZE", "1000"}})});
    session.front("MAIL FROM:<a@client.example>\r\n");
    session.greets();
    session.end();
    EXPECT_TRUE(
        session.has("B! knows address 192.0.2.25:25 no-ehlo=1h\nB! knows offer SIZE=1000\n"
                    "F> MAIL FROM:<a@client.example>"))
        << session.paper.text;
}

TEST_F(RecordingTest, AVerdictThatWasRecalledIsWrittenAboveItsCommand) {
    session.backend.delivery = Delivery::Burst;
    session.desk.verdicts().remember(sender_key("127.0.0.1"), "<a@client.example>", "<r@example.org>",
                                     {550, {"5.1.1 no  such user "}}, session.now);
    session.asks();
    session.front("RCPT TO:<r@example.org>\r\n");
    session.end();
    EXPECT_TRUE(
        session.has("B! knows verdict 24h <a@client.example> <r@example.org> 550 5.1.1 no "
                    "\\x20such user\\x20\nF> RCPT TO:<r@example.org>"))
        << session.paper.text;
}

TEST_F(RecordingTest, OneTooManyIsWrittenAsAVerdict) {
    session.backend.delivery = Delivery::Burst;
    session.desk.verdicts().remember(
        sender_key("127.0.0.1"), "<a@client.example>",
        Envelope({{number_of("<r@example.org>"), 1}, {number_of("<s@example.org>"), 1}}), session.now);
    session.asks();
    session.front("RCPT TO:<r@example.org>\r\n");
    session.front("RCPT TO:<s@example.org>\r\n");
    session.end();
    EXPECT_TRUE(
        session.has("B! knows verdict 24h <a@client.example> <s@example.org> 452 Too many recipients\n"
                    "F> RCPT TO:<s@example.org>\nF< 452 4.5.3 Too many recipients"))
        << session.paper.text;
}

TEST_F(RecordingTest, ThatAnotherNetworkWasRefusedIsWritten) {
    session.backend.delivery = Delivery::Burst;
    session.desk.verdicts().remember(sender_key("192.0.2.1"), "<a@client.example>", "<r@example.org>",
                                     {550, {"no"}}, session.now);
    session.asks();
    session.front("RCPT TO:<r@example.org>\r\n");
    session.greets();
    session.back("550 no\r\n");
    session.back("250 OK\r\n");
    session.end();
    EXPECT_TRUE(
        session.has("B! knows verdict-elsewhere 24h <a@client.example> <r@example.org>\n"
                    "F> RCPT TO:<r@example.org>"))
        << session.paper.text;
}

// A session learnt it, and another of its network was told it meanwhile: a replay would not know of that.
TEST_F(RecordingTest, ThatSomebodyElseWasToldMeanwhileIsWritten) {
    session.backend.delivery = Delivery::Burst;
    session.asks();
    for (const char* line :
         {"RCPT TO:<r@example.org>\r\n", "RCPT TO:<s@example.org>\r\n", "DATA\r\n", "x\r\n.\r\n"})
        session.front(line);
    session.answers();
    for (const char* line :
         {"220 gw.example\r\n", "250 gw.example\r\n", "250 OK\r\n", "550 no\r\n", "250 OK\r\n", "250 OK\r\n"})
        session.back(line);
    Naming naming;
    EXPECT_TRUE(
        session.desk.verdicts()
            .recall(sender_key("127.0.0.1"), "<a@client.example>", "<r@example.org>", naming, 0, session.now)
            .reply);
    session.front("MAIL FROM:<a@client.example>\r\n");
    session.front("RCPT TO:<s@example.org>\r\n");
    session.front("RCPT TO:<r@example.org>\r\n");
    session.end();
    EXPECT_TRUE(session.has(
        "F> RCPT TO:<s@example.org>\nF< 250 2.1.5 Recipient OK\nB! knows no-verdict <a@client.example> "
        "<r@example.org>\nF> RCPT TO:<r@example.org>\nF< 250 2.1.5 Recipient OK"))
        << session.paper.text;
}

// Lines of a message that come quickly are one arrival; a slow sender's have their pauses.
TEST_F(RecordingTest, SegmentsOfAMessageThatFollowEachOtherAreOne) {
    session.begin_message();
    for (int i = 0; i < 10; ++i) {
        session.front("a line of twenty.\r\n");
        session.late(5ms);
    }
    session.late(10s);
    session.front("the end\r\n.\r\n");
    session.back("250 taken\r\n");
    session.end();
    std::size_t bodies = 0;
    for (std::size_t at = 0; (at = session.paper.text.find("F> \\{body", at)) != std::string::npos; ++at)
        ++bodies;
    EXPECT_EQ(bodies, 2U) << session.paper.text;
}

TEST_F(RecordingTest, CredentialsAreWrittenNowhere) {
    session.comes();
    session.front("EHLO client.example\r\nAUTH PLAIN AGEAaHVudGVyMg==\r\n");
    session.front("AUTH LOGIN\r\n");
    session.front("dXNlcg==\r\naHVud");
    session.front("GVyMg==\r\n");
    session.front("*\r\n");
    session.front("MAIL FROM:<a@client.example>\r\n");
    session.greets();
    session.end();
    EXPECT_TRUE(session.has("F> AUTH PLAIN \\{secret}"));
    EXPECT_TRUE(session.has("F> AUTH LOGIN"));
    for (const char* part : {"AGEA", "aHVud", "GVyMg", "dXNl", "AUTH PLAIN A"})
        EXPECT_EQ(session.paper.text.find(part), std::string::npos) << session.paper.text;
}

TEST_F(RecordingTest, AMessageInChunksReplays) {
    session.comes();
    session.front("EHLO client.example\r\n");
    session.front(
        "MAIL FROM:<a@client.example>\r\nRCPT TO:<r@example.org>\r\nBDAT 6\r\n\r\none\nBDAT 5 LAST\r\n");
    session.greets();
    session.back("250 OK\r\n");
    session.back("354 Go\r\n");
    session.front("two\r\n");
    session.back("250 taken\r\n");
    session.end();
    EXPECT_TRUE(session.has("F> BDAT 6\nF> \\{body octets=6 sha256=" + Digested::digits(1) + "}"))
        << session.paper.text;
    EXPECT_EQ(session.digested.octets[Digested::digits(1)], "\r\none\n");
}

// A front's octets that were there before the banner stand right behind its coming.
TEST_F(RecordingTest, WhatIsKnownAsASenderComesStandsAboveItsComing) {
    session.learns({.kind = AddressLesson::Kind::Greeted,
                    .address = "192.0.2.25:25",
                    .offer = std::make_shared<const Capabilities>()});
    session.comes(true);
    session.front("HELO too.early\r\n");
    if (!session.finished()) session.front_ends();
    EXPECT_TRUE(session.has("B! knows offer\nF! connect\nF> HELO too.early")) << session.paper.text;
}

// Another body would not be refused.
TEST_F(RecordingTest, WhereAMessageIsRefusedForItsContentAReplayEnds) {
    session.begin_message();
    session.front(std::string("\r\nnul\0\r\n.\r\n", 11));
    if (!session.finished()) session.front_ends();
    EXPECT_TRUE(session.has("F! unplayable")) << session.paper.text;
}

TEST_F(RecordingTest, WithItsBodyARefusedMessageReplays) {
    session.full = true;
    session.begin_message();
    session.front(std::string("\r\nnul\0\r\n.\r\n", 11));
    if (!session.finished()) session.front_ends();
    EXPECT_TRUE(session.has("F> nul\\x00")) << session.paper.text;
    EXPECT_FALSE(session.has("F! unplayable"));
}

// It is somebody's letter, although nobody asked for it yet.
TEST_F(RecordingTest, AMessageThatCameTooEarlyIsNotShown) {
    session.begin();
    session.front("RCPT TO:<r@example.org>\r\n");
    session.back("250 OK\r\n");
    session.front("DATA\r\n");
    session.front("Subject: x\r\n\r\nDear friend\r\n.\r\n");
    if (!session.finished()) session.back_ends();
    EXPECT_TRUE(session.has("F< 554 5.5.0 Spoke before its turn\nF= close")) << session.paper.text;
    EXPECT_TRUE(session.has("F> xxxxxxxx x\nF>\nF> xxxx xxxxxx\nF> x")) << session.paper.text;
    EXPECT_EQ(session.paper.text.find("friend"), std::string::npos) << session.paper.text;
}

TEST_F(RecordingTest, CommandsBehindARefusedDataAreShown) {
    session.comes();
    session.front("EHLO client.example\r\n");
    session.front("DATA\r\nNOOP\r\nQUIT\r\n");
    EXPECT_TRUE(session.finished());
    EXPECT_TRUE(session.has("F> DATA\nF> NOOP\nF> QUIT")) << session.paper.text;
}

TEST_F(RecordingTest, AMessageGoesToTheBackInChunks) {
    session.backend.greeting = Greeting::Ehlo;
    session.comes();
    session.front("EHLO client.example\r\n");
    session.front("MAIL FROM:<a@client.example> BODY=BINARYMIME\r\n");
    session.answers();
    session.back("220 gw.example\r\n");
    session.back("250-gw.example\r\n250-8BITMIME\r\n250-CHUNKING\r\n250 BINARYMIME\r\n");
    session.back("250 OK\r\n");
    session.front("RCPT TO:<r@example.org>\r\n");
    session.back("250 OK\r\n");
    session.front("BDAT 7 LAST\r\n\r\n.one\n");
    session.back("250 taken\r\n");
    session.end();
    EXPECT_NE(session.paper.text.find("\nB< BDAT \\{size} LAST\nB< Received: "), std::string::npos)
        << session.paper.text;
    EXPECT_TRUE(session.has("B< \\x09\\{date}\nB< \\{changed octets=7 sha256=" + Digested::digits(2) + "}"))
        << session.paper.text;
}

TEST_F(RecordingTest, AMessagesEndThatIsForgottenWithTheCloseIsNotWritten) {
    session.backend.greeting = Greeting::Ehlo;
    session.comes();
    session.front("EHLO client.example\r\n");
    session.front("MAIL FROM:<a@client.example> BODY=BINARYMIME\r\n");
    session.answers();
    session.back("220 gw.example\r\n");
    session.back("250-gw.example\r\n250-8BITMIME\r\n250-CHUNKING\r\n250 BINARYMIME\r\n");
    session.back("250 OK\r\n");
    session.front("RCPT TO:<r@example.org>\r\n");
    session.back("250 OK\r\n");
    const std::string body = "\r\n" + std::string(300'000, 'x');
    session.front("BDAT " + std::to_string(body.size()) + "\r\n" + body);
    session.front("BDAT 4 LAST\r\ntwo\n");
    session.back("250 taken\r\n250 taken\r\n");
    session.end();
    EXPECT_TRUE(session.has("B> 250 taken\nB> 250 taken\nB= close")) << session.paper.text;
    EXPECT_EQ(session.paper.text.find("LAST\nB< "), std::string::npos) << session.paper.text;
}

// In a replay the disk has answered by then, and the message is on its way.
TEST_F(RecordingTest, WhereATimerIsQuickerThanTheDiskAReplayEnds) {
    session.full = true;
    session.begin_burst();
    session.disk_hangs = true;
    session.back("354 Go\r\n");
    session.pass(session.backend.timeouts.data_block + 1h);
    if (!session.finished()) session.end();
    EXPECT_TRUE(session.has("F! unplayable\nF~ 2m\nB< \\{anything}")) << session.paper.text;
}

// In a replay the disk has answered at once.
TEST_F(RecordingTest, WhereTheDiskCannotBeReadAReplayEnds) {
    session.full = true;
    session.begin_burst();
    session.disk_broken = true;
    session.back("354 Go\r\n");
    if (session.back_open()) session.back_ends();
    session.end();
    EXPECT_TRUE(session.has("F! unplayable\nF! spool-fails"));
}

// What the rest of it would make of it nobody can know.
TEST_F(RecordingTest, WhereSomethingHappensInsideALineThatMayHoldASecretAReplayEnds) {
    session.begin();
    session.front("AUTH PLAIN AGEAaHVud");
    session.back_ends();
    session.front("GVyMg==\r\n");
    session.end();
    EXPECT_TRUE(session.has("F! unplayable\nF> AUTH PLAIN xxxxxxxxx\\+\nB! close")) << session.paper.text;
    EXPECT_EQ(session.paper.text.find("GVyMg"), std::string::npos) << session.paper.text;
}

}  // namespace
}  // namespace heloise
