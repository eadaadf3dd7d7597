// Connections on real loopback sockets. No test measures time: each runs the loop until what it waits for has
// happened, with a generous bound against hanging.
#include "proxy/edge/connection.h"

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/loopback.h"

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
    ASSERT_TRUE(pair.run_until([&] { return pair.far->hear_now(); }));
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
    EXPECT_FALSE(pair.far->hear_now());
    static_cast<void>(pair.near->send("x"));
    EXPECT_TRUE(pair.run_until([&] { return pair.far->hear_now(); }));
    EXPECT_EQ(pair.at_far.octets, "");
}

TEST(Connection, KnowsOfAnEndItHasNotTold) {
    Pair pair;
    pair.far->pause();
    pair.near.reset();
    EXPECT_TRUE(pair.run_until([&] { return pair.far->hear_now(); }));
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
    EXPECT_EQ(pair.at_far.how, Connection::Ending::Broken) << "what was written is lost";
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

}  // namespace
}  // namespace heloise
