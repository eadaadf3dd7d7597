// Who has arrived, who never does, and how many may be on their way.
#include "proxy/daemon/arrivals.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/loopback.h"
#include "tests/unit/edge/xor_layer.h"

namespace heloise {
namespace {

struct Hall final : Arrivals::Host {
    std::vector<std::unique_ptr<Connection>> arrived;
    std::string peer;
    Ear ear;

    void on_arrived(std::unique_ptr<Connection> connection, const SocketAddress& from) override {
        peer = from.text();
        connection->start(ear);
        arrived.push_back(std::move(connection));
    }
};

// `near` calls; `far` has been accepted, perhaps with a layer that waits for a handshake.
struct Scene : Pair {
    Hall hall;
    Arrivals arrivals;
    const SocketAddress peer = *SocketAddress::parse("192.0.2.9:1025");

    explicit Scene(bool opening, std::size_t most = 4, Duration patience = kPatience)
        : arrivals(loop, most, patience) {
        if (opening) far->set_layer(std::make_unique<XorLayer>(StreamLayer::State::Opening));
        arrivals.take(std::move(far), peer, hall);
    }
};

TEST(Arrivals, WithoutAnythingToWaitForOneHasArrivedAtOnce) {
    Scene scene(false);
    EXPECT_EQ(scene.hall.arrived.size(), 1U);
    EXPECT_EQ(scene.hall.peer, "192.0.2.9:1025");
    EXPECT_EQ(scene.arrivals.size(), 0U);
}

TEST(Arrivals, AHandshakeIsWaitedForAndWhatFollowsItIsTheHosts) {
    Scene scene(true);
    EXPECT_EQ(scene.arrivals.size(), 1U);
    static_cast<void>(scene.near->send(XorLayer::record('h', "") + XorLayer::record('d', "early")));
    ASSERT_TRUE(scene.run_until([&] { return scene.hall.ear.octets == "early"; }));
    EXPECT_EQ(scene.hall.peer, "192.0.2.9:1025");
    EXPECT_EQ(scene.arrivals.size(), 0U);
}

TEST(Arrivals, OneThatFailsOrEndsIsClosedWithoutAWord) {
    Scene failing(true);
    static_cast<void>(failing.near->send("EHLO x\r\n"));
    ASSERT_TRUE(failing.run_until([&] { return failing.at_near.closed == 1; }));
    EXPECT_EQ(failing.arrivals.size(), 0U);
    EXPECT_TRUE(failing.hall.arrived.empty());

    Scene ending(true);
    ending.near.reset();
    ASSERT_TRUE(ending.run_until([&] { return ending.arrivals.size() == 0; }));
    EXPECT_TRUE(ending.hall.arrived.empty());
}

TEST(Arrivals, OneThatSaysNothingIsClosedWithoutAWord) {
    Scene scene(true, 4, 30ms);
    ASSERT_TRUE(scene.run_until([&] { return scene.at_near.closed == 1; }));
    EXPECT_EQ(scene.arrivals.size(), 0U);
    EXPECT_TRUE(scene.hall.arrived.empty());
    EXPECT_EQ(scene.at_near.octets, XorLayer::record('h', "hello"));
}

TEST(Arrivals, OverTheBoundWhoHasToWaitIsClosedAtOnce) {
    Scene scene(true, 0);
    EXPECT_EQ(scene.arrivals.size(), 0U);
    EXPECT_TRUE(scene.run_until([&] { return scene.at_near.closed == 1; }));
    Scene nothing_to_wait_for(false, 0);
    EXPECT_EQ(nothing_to_wait_for.hall.arrived.size(), 1U);
}

TEST(Arrivals, AHostThatLeavesClosesThoseOnTheirWayToIt) {
    Scene scene(true);
    const Hall other;
    scene.arrivals.turn_away(other);
    EXPECT_EQ(scene.arrivals.size(), 1U);
    scene.arrivals.turn_away(scene.hall);
    EXPECT_EQ(scene.arrivals.size(), 0U);
    EXPECT_TRUE(scene.run_until([&] { return scene.at_near.closed == 1; }));
}

}  // namespace
}  // namespace heloise
