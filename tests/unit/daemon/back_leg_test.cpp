// The guard on what is written to a back, and look-ups and connections that fail.
#include "proxy/daemon/back_leg.h"

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/loopback.h"
#include "tests/unit/edge/xor_layer.h"

namespace heloise {
namespace {

struct Hearer final : BackLeg::Owner {
    std::vector<std::string> addresses;
    std::string failed;
    std::string octets;
    bool connected = false;
    bool closed = false;
    int sent = 0;
    int stalled = 0;

    void on_addresses(const std::vector<std::string>& found) override { addresses = found; }
    void on_back_connected() override { connected = true; }
    void on_back_failed(std::string_view why) override { failed = why; }
    void on_back_octets(std::string_view some) override { octets += some; }
    void on_back_closed() override { closed = true; }
    void on_back_sent() override { ++sent; }
    void on_back_stalled() override { ++stalled; }
};

// A leg that is connected to `far`.
struct Scene {
    Loop loop;
    Hearer heard;
    BackLeg leg{loop, heard};
    Ear at_far;
    std::unique_ptr<Connection> far;

    Scene() {
        Acceptor acceptor;
        const auto listener =
            Listener::open(loop, acceptor, *SocketAddress::from_host("127.0.0.1", 0)).listener;
        leg.connect(listener->address().text());
        CHECK(run_until(loop, [&] { return heard.connected && !acceptor.accepted.empty(); }));
        far = std::move(acceptor.accepted.front());
        far->start(at_far);
    }
    // Until what `far` did has reached the leg's socket, without a round of the loop in which it would be
    // read.
    void far_says(std::string octets) { CHECK(far->send(std::move(octets)) == Connection::Sent::All); }
};

// Fact 110: a reset in mid-message makes sendmail 4 spool for ever.
TEST(BackLeg, AMessageIsBrokenOffWithAnEndThoughTheFarSideSpokeUnheard) {
    Scene scene;
    scene.leg.send("half a mess", false);
    scene.leg.flush();
    scene.far_says("452 4.3.1 no room\r\n");
    scene.leg.close();
    ASSERT_TRUE(run_until(scene.loop, [&] { return scene.at_far.closed > 0; }));
    EXPECT_EQ(scene.at_far.how, Connection::Ending::Finished);
    EXPECT_EQ(scene.at_far.octets, "half a mess");
}

TEST(BackLeg, WhatIsGatheredLeavesInOneWrite) {
    Scene scene;
    scene.leg.send("body\r\n", false);
    scene.leg.send(".\r\n", true);
    EXPECT_EQ(scene.heard.sent, 0);
    scene.leg.flush();
    EXPECT_EQ(scene.heard.sent, 1);
    ASSERT_TRUE(run_until(scene.loop, [&] { return scene.at_far.octets == "body\r\n.\r\n"; }));
}

TEST(BackLeg, NothingGuardedIsWrittenOverSomethingUnheard) {
    Scene scene;
    scene.far_says("250 stale\r\n");
    scene.leg.send("RCPT TO:<a@b>\r\n", true);
    scene.leg.flush();
    EXPECT_EQ(scene.heard.sent, 0);
    ASSERT_TRUE(run_until(scene.loop, [&] { return scene.heard.octets == "250 stale\r\n"; }));
    for (int i = 0; i < 3; ++i) turn(scene.loop);
    EXPECT_EQ(scene.at_far.octets, "");
}

TEST(BackLeg, NothingGuardedIsWrittenToABackThatHungUp) {
    Scene scene;
    scene.far.reset();
    scene.leg.send("DATA\r\n", true);
    scene.leg.flush();
    EXPECT_EQ(scene.heard.sent, 0);
    ASSERT_TRUE(run_until(scene.loop, [&] { return scene.heard.closed; }));
}

TEST(BackLeg, NothingFollowsAForgottenWrite) {
    Scene scene;
    scene.far_says("421 bye\r\n");
    scene.leg.send("text", false);
    scene.leg.send(".\r\n", true);
    scene.leg.send("QUIT\r\n", false);
    scene.leg.flush();
    ASSERT_TRUE(run_until(scene.loop, [&] { return !scene.heard.octets.empty(); }));
    scene.leg.send("RSET\r\n", true);
    scene.leg.flush();
    ASSERT_TRUE(run_until(scene.loop, [&] { return scene.at_far.octets == "text"; }));
    for (int i = 0; i < 3; ++i) turn(scene.loop);
    EXPECT_EQ(scene.at_far.octets, "text");
    EXPECT_EQ(scene.heard.sent, 0);
}

TEST(BackLeg, WhatALayerSaysForItselfIsNothingThatTheBackSaid) {
    Scene scene;
    scene.leg.set_layer(std::make_unique<XorLayer>());
    scene.far_says(XorLayer::record('t', "session ticket"));
    EXPECT_TRUE(scene.leg.send("EHLO x\r\n", true));
    scene.leg.flush();
    EXPECT_EQ(scene.heard.sent, 1);
    ASSERT_TRUE(
        run_until(scene.loop, [&] { return scene.at_far.octets == XorLayer::record('d', "EHLO x\r\n"); }));
}

TEST(BackLeg, NothingGuardedIsWrittenOverSomethingUnheardInALayer) {
    Scene scene;
    scene.leg.set_layer(std::make_unique<XorLayer>());
    scene.leg.let_read(false);
    scene.far_says(XorLayer::record('t', "session ticket") + XorLayer::record('d', "250 stale\r\n"));
    EXPECT_FALSE(scene.leg.send("RCPT TO:<a@b>\r\n", true));
    scene.leg.flush();
    scene.leg.let_read(false);
    ASSERT_TRUE(run_until(scene.loop, [&] { return scene.heard.octets == "250 stale\r\n"; }));
    EXPECT_EQ(scene.at_far.octets, "");
}

TEST(BackLeg, WhatIsUnguardedDoesNotWaitForAnEarlyAnswer) {
    Scene scene;
    scene.far_says("552 too much\r\n");
    scene.leg.send("more", false);
    scene.leg.flush();
    EXPECT_EQ(scene.heard.sent, 1);
}

TEST(BackLeg, WhatMadeAWriteBeForgottenIsHeardThoughThereIsNoRoom) {
    Scene scene;
    scene.leg.let_read(false);
    scene.far_says("250 stale\r\n");
    scene.leg.send("RCPT TO:<a@b>\r\n", true);
    scene.leg.let_read(false);
    EXPECT_TRUE(run_until(scene.loop, [&] { return scene.heard.octets == "250 stale\r\n"; }));
}

// A question may be among what waits for the socket.
TEST(BackLeg, ABackThatTakesNoMoreIsHeardThoughThereIsNoRoom) {
    Scene scene;
    scene.far->pause();
    scene.leg.send(std::string(32UL * 1024 * 1024, 'x'), false);
    scene.leg.flush();
    ASSERT_EQ(scene.heard.stalled, 1);
    scene.leg.let_read(false);
    scene.far_says("452 no room\r\n");
    ASSERT_TRUE(run_until(scene.loop, [&] { return scene.heard.octets == "452 no room\r\n"; }));
    EXPECT_EQ(scene.heard.sent, 0);
}

// Who closes in the same breath takes it for unsent: a message's end that left now would be a message that is
// told as not given.
TEST(BackLeg, AMessagesEndIsNotWrittenByAClose) {
    Scene scene;
    EXPECT_TRUE(scene.leg.send("text", false));
    EXPECT_TRUE(scene.leg.send("\r\n.\r\n", true, true));
    EXPECT_TRUE(scene.leg.send("QUIT\r\n", false));
    EXPECT_TRUE(scene.leg.close());
    ASSERT_TRUE(run_until(scene.loop, [&] { return scene.at_far.closed == 1; }));
    EXPECT_EQ(scene.at_far.octets, "text");
}

TEST(BackLeg, ALastWordIsTriedBeforeTheClose) {
    Scene scene;
    scene.leg.send("QUIT\r\n", false);
    scene.leg.close();
    ASSERT_TRUE(run_until(scene.loop, [&] { return scene.at_far.closed == 1; }));
    EXPECT_EQ(scene.at_far.octets, "QUIT\r\n");
    EXPECT_FALSE(scene.heard.closed);
}

TEST(BackLeg, AnAddressNeedsNoLookUp) {
    Loop loop;
    Hearer heard;
    BackLeg leg(loop, heard);
    leg.resolve({"::1", 25});
    EXPECT_EQ(heard.addresses, std::vector<std::string>{"[::1]:25"});
}

TEST(BackLeg, ANameBecomesItsAddresses) {
    Loop loop;
    Hearer heard;
    BackLeg leg(loop, heard);
    leg.resolve({"localhost", 2525});
    ASSERT_TRUE(run_until(loop, [&] { return !heard.addresses.empty(); }));
    leg.resolve({"heloise.invalid", 25});
    EXPECT_TRUE(run_until(loop, [&] { return !heard.failed.empty(); }));
}

TEST(BackLeg, ClosingGivesUpALookUp) {
    Loop loop;
    Hearer heard;
    BackLeg leg(loop, heard);
    leg.resolve({"localhost", 25});
    leg.close();
    bool other = false;
    const Lookup witness(loop, {"localhost", 25}, [&](const Lookup::Answer&) { other = true; });
    ASSERT_TRUE(run_until(loop, [&] { return other; }));
    EXPECT_TRUE(heard.addresses.empty());
}

TEST(BackLeg, AfterAFailedConnectAnotherMayFollow) {
    Loop loop;
    Hearer heard;
    BackLeg leg(loop, heard);
    leg.connect("127.0.0.1:" + std::to_string(unused_port()));
    ASSERT_TRUE(run_until(loop, [&] { return heard.failed == "connection refused"; }));
    Acceptor acceptor;
    const auto listener = Listener::open(loop, acceptor, *SocketAddress::from_host("127.0.0.1", 0)).listener;
    leg.connect(listener->address().text());
    EXPECT_TRUE(run_until(loop, [&] { return heard.connected; }));
}

}  // namespace
}  // namespace heloise
