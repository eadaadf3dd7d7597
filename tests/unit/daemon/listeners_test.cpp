// Listeners as a reload changes them.
#include "proxy/daemon/listeners.h"

#include <memory>

#include <gtest/gtest.h>

#include "tests/support/loopback.h"

namespace heloise {
namespace {

Endpoint local(std::uint16_t port) {
    return {"127.0.0.1", port};
}

Listeners::Wanted at(const Endpoint& endpoint, Acceptor& owner) {
    return {{endpoint}, &owner};
}

bool can_connect(Loop& loop, const Endpoint& endpoint) {
    Ear ear;
    Connection caller(loop);
    caller.connect(*SocketAddress::from_host(endpoint.host, endpoint.port), ear);
    CHECK(run_until(loop, [&] { return ear.connected; }));
    return ear.error.empty();
}

TEST(Listeners, OpensWhatIsWantedAndClosesWhatIsNot) {
    Loop loop;
    Acceptor first;
    Acceptor second;
    Listeners listeners(loop);
    const Endpoint a = local(unused_port());
    const Endpoint b = local(unused_port());
    ASSERT_EQ(listeners.change_to({at(a, first)}), "");
    EXPECT_TRUE(can_connect(loop, a));
    ASSERT_EQ(listeners.change_to({at(b, second)}), "");
    EXPECT_FALSE(can_connect(loop, a));
    EXPECT_TRUE(can_connect(loop, b));
    listeners.close_all();
    EXPECT_FALSE(can_connect(loop, b));
}

TEST(Listeners, OneThatStaysGoesToItsNewOwner) {
    Loop loop;
    Acceptor before;
    Acceptor after;
    Listeners listeners(loop);
    const Endpoint endpoint = local(unused_port());
    ASSERT_EQ(listeners.change_to({at(endpoint, before)}), "");
    ASSERT_EQ(listeners.change_to({at(endpoint, after)}), "");
    EXPECT_TRUE(listeners.addresses(before).empty());
    EXPECT_EQ(listeners.addresses(after).size(), 1U);
    Ear ear;
    Connection caller(loop);
    caller.connect(*SocketAddress::from_host(endpoint.host, endpoint.port), ear);
    ASSERT_TRUE(run_until(loop, [&] { return !after.accepted.empty(); }));
    EXPECT_TRUE(before.accepted.empty());
}

TEST(Listeners, OneThatCannotOpenLeavesAllAsItWas) {
    Loop loop;
    Acceptor stranger;
    const auto taken = Listener::open(loop, stranger, *SocketAddress::from_host("127.0.0.1", 0)).listener;
    Acceptor owner;
    Listeners listeners(loop);
    const Endpoint old = local(unused_port());
    const Endpoint fresh = local(unused_port());
    ASSERT_EQ(listeners.change_to({at(old, owner)}), "");
    const std::string error =
        listeners.change_to({at(fresh, owner), at(local(taken->address().port()), owner)});
    EXPECT_EQ(error, "cannot listen on " + taken->address().text() + ": Address already in use");
    EXPECT_TRUE(can_connect(loop, old));
    EXPECT_FALSE(can_connect(loop, fresh));
}

TEST(Listeners, AnEmptyHostIsEveryAddress) {
    Loop loop;
    Acceptor owner;
    Listeners listeners(loop);
    const std::uint16_t port = unused_port();
    ASSERT_EQ(listeners.change_to({at({"", port}, owner)}), "");
    EXPECT_TRUE(can_connect(loop, local(port)));
    EXPECT_TRUE(can_connect(loop, {"::1", port}));
}

TEST(Listeners, BothWildcardsCanStandSideBySide) {
    Loop loop;
    Acceptor owner;
    Listeners listeners(loop);
    const std::uint16_t port = unused_port();
    EXPECT_EQ(listeners.change_to({at({"0.0.0.0", port}, owner), at({"::", port}, owner)}), "");
}

TEST(Listeners, AHostNameIsAllItsAddresses) {
    Loop loop;
    Acceptor owner;
    Listeners listeners(loop);
    ASSERT_EQ(listeners.change_to({at({"localhost", unused_port()}, owner)}), "");
    EXPECT_GE(listeners.addresses(owner).size(), 1U);
    EXPECT_NE(listeners.change_to({at({"heloise.invalid", 25}, owner)}), "");
}

}  // namespace
}  // namespace heloise
