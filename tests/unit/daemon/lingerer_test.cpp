// A gentle end, seen from the peer.
#include "proxy/daemon/lingerer.h"

#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "tests/support/loopback.h"

namespace heloise {
namespace {

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

TEST(Lingerer, OneOverTheLimitIsClosedAtOnce) {
    Pair pair;
    Lingerer lingerer(pair.loop, 0);
    lingerer.take(std::move(pair.near));
    EXPECT_TRUE(pair.run_until([&] { return pair.at_far.closed == 1; }));
}

}  // namespace
}  // namespace heloise
