// Listeners on real loopback sockets.
#include "proxy/edge/listener.h"

#include <gtest/gtest.h>

#include "tests/support/loopback.h"

namespace heloise {
namespace {

TEST(Listener, SaysWhichAddressIsTaken) {
    Loop loop;
    Acceptor acceptor;
    auto first = Listener::open(loop, acceptor, *SocketAddress::from_host("127.0.0.1", 0));
    ASSERT_NE(first.listener, nullptr);
    auto second = Listener::open(loop, acceptor, first.listener->address());
    EXPECT_EQ(second.listener, nullptr);
    EXPECT_EQ(second.error, "Address already in use");
}

TEST(Listener, APausedOneAcceptsNothing) {
    Loop loop;
    Acceptor acceptor;
    auto listener = Listener::open(loop, acceptor, *SocketAddress::from_host("127.0.0.1", 0)).listener;
    listener->pause();
    Ear ear;
    Connection caller(loop);
    caller.connect(listener->address(), ear);
    ASSERT_TRUE(run_until(loop, [&] { return ear.connected; }));
    EXPECT_TRUE(acceptor.accepted.empty());
    listener->resume();
    ASSERT_TRUE(run_until(loop, [&] { return acceptor.accepted.size() == 1; }));
}

TEST(Listener, PausedFromItsOwnCallbackItAcceptsOneOnly) {
    Loop loop;
    Acceptor acceptor;
    auto listener = Listener::open(loop, acceptor, *SocketAddress::from_host("127.0.0.1", 0)).listener;
    listener->pause();
    acceptor.when_incoming = [&] { listener->pause(); };
    Ear first_ear;
    Ear second_ear;
    Connection first(loop);
    Connection second(loop);
    first.connect(listener->address(), first_ear);
    second.connect(listener->address(), second_ear);
    ASSERT_TRUE(run_until(loop, [&] { return first_ear.connected && second_ear.connected; }));
    listener->resume();
    ASSERT_TRUE(run_until(loop, [&] { return !acceptor.accepted.empty(); }));
    for (int i = 0; i < 5; ++i) turn(loop);
    EXPECT_EQ(acceptor.accepted.size(), 1U);
}

TEST(Listener, TellsOnceThatDescriptorsRanOutAndGoesOnLater) {
    Loop loop;
    Acceptor acceptor;
    auto listener = Listener::open(loop, acceptor, *SocketAddress::from_host("127.0.0.1", 0)).listener;
    Ear ear;
    Connection caller(loop);
    caller.connect(listener->address(), ear);
    {
        const NoMoreDescriptors shortage;
        ASSERT_TRUE(run_until(loop, [&] { return acceptor.troubles == 1; }));
        for (int i = 0; i < 20; ++i) turn(loop);
        EXPECT_EQ(acceptor.troubles, 1);
        EXPECT_TRUE(acceptor.accepted.empty());
    }
    ASSERT_TRUE(run_until(loop, [&] { return acceptor.accepted.size() == 1; }));
}

}  // namespace
}  // namespace heloise
