// An emulated system on real loopback sockets.
#include "proxy/tools/emulator.h"

#include <gtest/gtest.h>

#include "tests/support/loopback.h"

namespace heloise {
namespace {

constexpr const char* kTransaction =
    "HELO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\ntext\r\n.\r\nQUIT\r\n";

Emulation system(std::size_t sessions = 0) {
    Emulation how;
    how.hostname = "old";
    how.limits.sessions = sessions;
    for (const char* verb : {"HELO", "MAIL", "RCPT"}) how.verbs[verb] = {{"250 OK"}, {}, Then::Stay};
    how.verbs["DATA"] = {{"354 go"}, {}, Then::Stay};
    how.verbs["QUIT"] = {{"221 bye"}, {}, Then::Close};
    // Without a text: libuv tells a reset that comes right behind octets as an orderly end.
    how.verbs["TURN"] = {{}, {}, Then::Reset};
    return how;
}

struct Running {
    explicit Running(Emulation how) : emulator(loop, log, {std::move(how), "test", {}}) {
        EXPECT_EQ(emulator.open(*SocketAddress::from_host("127.0.0.1", 0)), "");
    }
    bool until(const std::function<bool()>& done) { return run_until(loop, done); }

    Loop loop;
    Log log{{LogFormat::Text, LogLevel::Error}};
    Emulator emulator;
};

struct Caller {
    explicit Caller(Running& running) : line(running.loop) { line.connect(running.emulator.address(), ear); }
    [[nodiscard]] bool heard(std::string_view text) const {
        return ear.octets.find(text) != std::string::npos;
    }

    Ear ear;
    Connection line;
};

TEST(Emulator, TakesAMessageAndHangsUpGently) {
    Running running(system());
    Caller caller(running);
    ASSERT_TRUE(running.until([&] { return caller.ear.connected; }));
    (void)caller.line.send(kTransaction);
    ASSERT_TRUE(running.until([&] { return caller.ear.closed == 1; }));
    EXPECT_EQ(caller.ear.octets,
              "220 old Service ready\r\n250 OK\r\n250 OK\r\n250 OK\r\n354 go\r\n250 OK\r\n221 bye\r\n");
    EXPECT_EQ(caller.ear.how, Connection::Ending::Finished);
    EXPECT_EQ(running.emulator.counts().messages, 1U);
}

TEST(Emulator, ResetsWhereTheSystemDoes) {
    Running running(system());
    Caller caller(running);
    ASSERT_TRUE(running.until([&] { return caller.heard("220"); }));
    (void)caller.line.send("TURN\r\n");
    ASSERT_TRUE(running.until([&] { return caller.ear.closed == 1; }));
    EXPECT_EQ(caller.ear.how, Connection::Ending::Broken);
}

TEST(Emulator, LeavesTheSecondCallerInTheQueueUntilTheFirstHasGone) {
    Running running(system(1));
    Caller first(running);
    ASSERT_TRUE(running.until([&] { return first.heard("220"); }));
    Caller second(running);
    ASSERT_TRUE(running.until([&] { return second.ear.connected; }));
    (void)first.line.send("HELO x\r\n");
    ASSERT_TRUE(running.until([&] { return first.heard("250"); }));
    EXPECT_EQ(running.emulator.counts().sessions, 1U);
    EXPECT_EQ(second.ear.octets, "");

    (void)first.line.send("QUIT\r\n");
    ASSERT_TRUE(running.until([&] { return second.heard("220"); }));
    EXPECT_EQ(running.emulator.counts().sessions, 2U);
    EXPECT_EQ(running.emulator.counts().most_at_once, 1U);
    EXPECT_EQ(running.emulator.counts().waited, 1U);
}

TEST(Emulator, TakesTheNextWhenThePeerHangsUp) {
    Running running(system(1));
    auto first = std::make_unique<Caller>(running);
    ASSERT_TRUE(running.until([&] { return first->heard("220"); }));
    first.reset();
    Caller second(running);
    ASSERT_TRUE(running.until([&] { return second.heard("220"); }));
    EXPECT_EQ(running.emulator.counts().most_at_once, 1U);
}

TEST(Emulator, CountsSessionsAtOnceWhereThereIsNoLimit) {
    Running running(system());
    Caller first(running);
    Caller second(running);
    ASSERT_TRUE(running.until([&] { return first.heard("220") && second.heard("220"); }));
    EXPECT_EQ(running.emulator.counts().most_at_once, 2U);
}

TEST(Emulator, DelaysAnAnswerWithoutHoldingOthersUp) {
    Emulation how = system();
    how.verbs["NOOP"] = {{"250 late"}, 1h, Then::Stay};
    how.verbs["RSET"] = {{"250 soon"}, 1ms, Then::Stay};
    Running running(how);
    Caller first(running);
    Caller second(running);
    ASSERT_TRUE(running.until([&] { return first.heard("220") && second.heard("220"); }));
    (void)first.line.send("NOOP\r\nQUIT\r\n");
    (void)second.line.send("RSET\r\nQUIT\r\n");
    ASSERT_TRUE(running.until([&] { return second.ear.closed == 1; }));
    EXPECT_EQ(second.ear.octets, "220 old Service ready\r\n250 soon\r\n221 bye\r\n");
    EXPECT_EQ(first.ear.octets, "220 old Service ready\r\n");
}

TEST(Emulator, BannerMayBeItsLastWord) {
    Emulation how = system(1);
    how.banner = {{"554 closed"}, {}, Then::Close};
    Running running(how);
    Caller first(running);
    Caller second(running);
    ASSERT_TRUE(running.until([&] { return first.ear.closed == 1 && second.ear.closed == 1; }));
    EXPECT_EQ(first.ear.octets, "554 closed\r\n");
    EXPECT_EQ(second.ear.octets, "554 closed\r\n");
}

TEST(Emulator, SaysWhyItCannotListen) {
    Running running(system());
    Emulator other(running.loop, running.log, {system(), "test", {}});
    EXPECT_NE(other.open(running.emulator.address()).find("Address already in use"), std::string::npos);
}

}  // namespace
}  // namespace heloise
