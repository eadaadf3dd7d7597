// Connections, listeners and timers on real loopback sockets. No test measures time: each runs the loop until
// what it waits for has happened, with a generous bound against hanging.
#include "proxy/edge/connection.h"

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "proxy/edge/lingerer.h"
#include "proxy/edge/listener.h"
#include "tests/unit/edge/loopback.h"

namespace heloise {
namespace {

TEST(Connection, OctetsGoBothWays) {
    Pair pair;
    EXPECT_EQ(pair.near->send("hello"), Connection::Sent::All);
    EXPECT_EQ(pair.far->send("world"), Connection::Sent::All);
    ASSERT_TRUE(
        pair.run_until([&] { return pair.at_far.octets == "hello" && pair.at_near.octets == "world"; }));
}

TEST(Connection, WhatTheSocketCannotTakeIsKeptInOrder) {
    Pair pair;
    pair.far->pause();
    std::string expected;
    bool later = false;
    for (int i = 0; i < 200; ++i) {
        const std::string piece(50'000, static_cast<char>('a' + i % 26));
        expected += piece;
        later = pair.near->send(piece) == Connection::Sent::Later || later;
    }
    ASSERT_TRUE(later);
    EXPECT_GT(pair.near->backlog(), 0U);
    EXPECT_EQ(pair.at_near.sent, 0);
    pair.far->resume();
    ASSERT_TRUE(pair.run_until([&] { return pair.at_far.octets.size() == expected.size(); }));
    EXPECT_EQ(pair.at_far.octets, expected);
    EXPECT_EQ(pair.near->backlog(), 0U);
    EXPECT_EQ(pair.at_near.sent, 1);
}

TEST(Connection, APausedOneHearsNothingUntilItIsResumed) {
    Pair pair;
    pair.far->pause();
    static_cast<void>(pair.near->send("hello"));
    pair.near.reset();
    ASSERT_TRUE(pair.run_until([&] { return pair.far->has_unheard(); }));
    for (int i = 0; i < 5; ++i) pair.turn();
    EXPECT_EQ(pair.at_far.octets, "");
    EXPECT_EQ(pair.at_far.closed, 0);
    pair.far->resume();
    ASSERT_TRUE(pair.run_until([&] { return pair.at_far.closed == 1; }));
    EXPECT_EQ(pair.at_far.octets, "hello");
    EXPECT_EQ(pair.at_far.how, Connection::Ending::Finished);
}

TEST(Connection, KnowsOfOctetsItHasNotTold) {
    Pair pair;
    pair.far->pause();
    EXPECT_FALSE(pair.far->has_unheard());
    static_cast<void>(pair.near->send("x"));
    EXPECT_TRUE(pair.run_until([&] { return pair.far->has_unheard(); }));
    EXPECT_EQ(pair.at_far.octets, "");
}

TEST(Connection, KnowsOfAnEndItHasNotTold) {
    Pair pair;
    pair.far->pause();
    pair.near.reset();
    EXPECT_TRUE(pair.run_until([&] { return pair.far->has_unheard(); }));
    EXPECT_EQ(pair.at_far.closed, 0);
}

TEST(Connection, AResetIsNoOrderlyEnd) {
    Pair pair;
    pair.near->make_reset();
    pair.near.reset();
    ASSERT_TRUE(pair.run_until([&] { return pair.at_far.closed == 1; }));
    EXPECT_EQ(pair.at_far.how, Connection::Ending::Broken);
}

TEST(Connection, WritingToOneThatIsGoneIsToldOnceAsItsEnd) {
    Pair pair;
    pair.near->make_reset();
    pair.near.reset();
    ASSERT_TRUE(pair.run_until([&] {
        pair.far->pause();
        return pair.far->send("x") == Connection::Sent::Never;
    }));
    EXPECT_EQ(pair.at_far.closed, 0);
    ASSERT_TRUE(pair.run_until([&] { return pair.at_far.closed == 1; }));
    EXPECT_EQ(pair.far->send("x"), Connection::Sent::Never);
    EXPECT_EQ(pair.far->backlog(), 0U);
}

TEST(Connection, MayBeDestroyedFromItsOwnCallback) {
    Pair pair;
    pair.at_far.when_octets = [&] { pair.far.reset(); };
    static_cast<void>(pair.near->send("x"));
    ASSERT_TRUE(pair.run_until([&] { return pair.at_near.closed == 1; }));
    EXPECT_EQ(pair.far, nullptr);
}

TEST(Connection, ARefusedConnectSaysWhy) {
    Loop loop;
    Ear ear;
    const std::uint16_t port = unused_port();
    Connection connection(loop);
    connection.connect(*SocketAddress::from_host("127.0.0.1", port), ear);
    ASSERT_TRUE(run_until(loop, [&] { return ear.connected; }));
    EXPECT_EQ(ear.error, "connection refused");
}

TEST(Connection, AConnectThatFailsAtOnceIsToldLater) {
    Loop loop;
    Ear ear;
    Connection connection(loop);
    // Port 0 of the broadcast address: the kernel refuses without sending anything.
    connection.connect(*SocketAddress::from_host("255.255.255.255", 0), ear);
    EXPECT_FALSE(ear.connected);
    ASSERT_TRUE(run_until(loop, [&] { return ear.connected; }));
    EXPECT_NE(ear.error, "");
}

TEST(Connection, AConnectThatFailsAtOnceIsNotToldToTheDead) {
    Loop loop;
    Ear ear;
    {
        Connection connection(loop);
        connection.connect(*SocketAddress::from_host("255.255.255.255", 0), ear);
    }
    for (int i = 0; i < 3; ++i) turn(loop);
    EXPECT_FALSE(ear.connected);
}

TEST(Listener, SaysWhichAddressIsTaken) {
    Loop loop;
    Door door;
    auto first = Listener::open(loop, door, *SocketAddress::from_host("127.0.0.1", 0));
    ASSERT_NE(first.listener, nullptr);
    auto second = Listener::open(loop, door, first.listener->address());
    EXPECT_EQ(second.listener, nullptr);
    EXPECT_EQ(second.error, "Address already in use");
}

TEST(Listener, APausedOneAcceptsNothing) {
    Loop loop;
    Door door;
    auto listener = Listener::open(loop, door, *SocketAddress::from_host("127.0.0.1", 0)).listener;
    listener->pause();
    Ear ear;
    Connection caller(loop);
    caller.connect(listener->address(), ear);
    ASSERT_TRUE(run_until(loop, [&] { return ear.connected; }));
    EXPECT_TRUE(door.accepted.empty());
    listener->resume();
    ASSERT_TRUE(run_until(loop, [&] { return door.accepted.size() == 1; }));
}

TEST(Listener, PausedFromItsOwnCallbackItAcceptsOneOnly) {
    Loop loop;
    Door door;
    auto listener = Listener::open(loop, door, *SocketAddress::from_host("127.0.0.1", 0)).listener;
    listener->pause();
    door.when_incoming = [&] { listener->pause(); };
    Ear first_ear;
    Ear second_ear;
    Connection first(loop);
    Connection second(loop);
    first.connect(listener->address(), first_ear);
    second.connect(listener->address(), second_ear);
    ASSERT_TRUE(run_until(loop, [&] { return first_ear.connected && second_ear.connected; }));
    listener->resume();
    ASSERT_TRUE(run_until(loop, [&] { return !door.accepted.empty(); }));
    for (int i = 0; i < 5; ++i) turn(loop);
    EXPECT_EQ(door.accepted.size(), 1U);
}

TEST(Listener, TellsOnceThatDescriptorsRanOutAndGoesOnLater) {
    Loop loop;
    Door door;
    auto listener = Listener::open(loop, door, *SocketAddress::from_host("127.0.0.1", 0)).listener;
    Ear ear;
    Connection caller(loop);
    caller.connect(listener->address(), ear);
    {
        const NoMoreDescriptors shortage;
        ASSERT_TRUE(run_until(loop, [&] { return door.troubles == 1; }));
        for (int i = 0; i < 20; ++i) turn(loop);
        EXPECT_EQ(door.troubles, 1);
        EXPECT_TRUE(door.accepted.empty());
    }
    ASSERT_TRUE(run_until(loop, [&] { return door.accepted.size() == 1; }));
}

TEST(Lingerer, WhatIsUnsentArrivesBeforeTheEnd) {
    Pair pair;
    Lingerer lingerer(pair.loop, 4);
    pair.far->pause();
    const std::string much(10'000'000, 'x');
    ASSERT_EQ(pair.near->send(much), Connection::Sent::Later);
    lingerer.take(std::move(pair.near));
    EXPECT_EQ(lingerer.size(), 1U);
    pair.far->resume();
    ASSERT_TRUE(pair.run_until([&] { return pair.at_far.closed == 1; }));
    EXPECT_EQ(pair.at_far.octets.size(), much.size());
    EXPECT_EQ(pair.at_far.how, Connection::Ending::Finished);
    EXPECT_EQ(lingerer.size(), 1U);
    pair.far.reset();
    EXPECT_TRUE(pair.run_until([&] { return lingerer.size() == 0; }));
}

TEST(Lingerer, UnreadInputDoesNotDestroyTheLastReply) {
    Pair pair;
    Lingerer lingerer(pair.loop, 4);
    pair.near->pause();
    static_cast<void>(pair.far->send(std::string(100'000, 'x')));
    static_cast<void>(pair.near->send("421 bye\r\n"));
    lingerer.take(std::move(pair.near));
    ASSERT_TRUE(pair.run_until([&] { return pair.at_far.closed == 1; }));
    EXPECT_EQ(pair.at_far.octets, "421 bye\r\n");
    EXPECT_EQ(pair.at_far.how, Connection::Ending::Finished);
}

TEST(Lingerer, APeerThatHasEndedIsNotWaitedFor) {
    Pair pair;
    Lingerer lingerer(pair.loop, 4);
    pair.far.reset();
    ASSERT_TRUE(pair.run_until([&] { return pair.at_near.closed == 1; }));
    lingerer.take(std::move(pair.near));
    EXPECT_EQ(lingerer.size(), 0U);
}

TEST(Lingerer, WhoComesToAFullHouseIsClosedAtOnce) {
    Pair pair;
    Lingerer lingerer(pair.loop, 0);
    lingerer.take(std::move(pair.near));
    EXPECT_TRUE(pair.run_until([&] { return pair.at_far.closed == 1; }));
}

TEST(Timer, MovedLaterItDoesNotFireAtTheOldTime) {
    Loop loop;
    int fired = 0;
    Timer timer(loop, [&] { ++fired; });
    const Duration start = loop.now().steady;
    timer.set(start + 20ms);
    timer.set(start + 60ms);
    ASSERT_TRUE(run_until(loop, [&] { return fired > 0; }));
    EXPECT_GE(loop.now().steady, start + 60ms);
    EXPECT_EQ(fired, 1);
}

TEST(Timer, MovedEarlierItFiresThen) {
    Loop loop;
    bool fired = false;
    Timer timer(loop, [&] { fired = true; });
    timer.set_in(std::chrono::hours(1));
    timer.set_in(1ms);
    EXPECT_TRUE(run_until(loop, [&] { return fired; }));
}

TEST(Timer, WithoutADeadlineItStaysSilent) {
    Loop loop;
    bool fired = false;
    bool other = false;
    Timer timer(loop, [&] { fired = true; });
    Timer witness(loop, [&] { other = true; });
    timer.set_in(1ms);
    timer.set(std::nullopt);
    witness.set_in(20ms);
    ASSERT_TRUE(run_until(loop, [&] { return other; }));
    EXPECT_FALSE(fired);
}

TEST(Timer, ADeadlineInThePastIsDueInTheNextRound) {
    Loop loop;
    bool fired = false;
    Timer timer(loop, [&] { fired = true; });
    timer.set(loop.now().steady - 5s);
    EXPECT_FALSE(fired);
    EXPECT_TRUE(run_until(loop, [&] { return fired; }));
}

TEST(SocketAddress, ReadsWhatItWrites) {
    for (const char* text : {"10.0.0.5:25", "[::1]:2525", "[2001:db8::1]:0", "255.255.255.255:65535"}) {
        const auto address = SocketAddress::parse(text);
        ASSERT_TRUE(address) << text;
        EXPECT_EQ(address->text(), text);
    }
    for (const char* text :
         {"10.0.0.5", "::1:25", "mail.example:25", "[10.0.0.5:25", "1.2.3.4:65536", "1.2.3.4:", ""}) {
        EXPECT_FALSE(SocketAddress::parse(text)) << text;
    }
}

TEST(SocketAddress, AMappedAddressIsWrittenAsTheIpv4OneItIs) {
    const auto mapped = SocketAddress::from_host("::ffff:192.0.2.7", 25);
    EXPECT_EQ(mapped->host(), "192.0.2.7");
    EXPECT_EQ(mapped->text(), "192.0.2.7:25");
    EXPECT_EQ(mapped->ip(), SocketAddress::from_host("192.0.2.7", 25)->ip());
}

}  // namespace
}  // namespace heloise
