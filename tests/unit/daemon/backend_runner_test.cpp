// Whole sessions on real sockets: what the runner of a backend makes of its senders.
#include "proxy/daemon/backend_runner.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/daemon/scene.h"
#include "tests/unit/edge/xor_layer.h"

namespace heloise {
namespace {

TEST(BackendRunner, AMessageGoesThroughAndTheSessionLeavesNothingBehind) {
    Scene scene;
    scene.open();
    Sender sender(scene);
    ASSERT_TRUE(sender.begins_a_message());
    ASSERT_TRUE(sender.says("Subject: x\r\n\r\nhello\r\n.\r\n", "250 2.0.0 taken"));
    ASSERT_TRUE(sender.says("QUIT\r\n", "221 "));
    EXPECT_TRUE(run_until(scene.loop, [&] { return scene.ended == 1 && scene.gateway.closed == 1; }));
    EXPECT_TRUE(scene.runner->idle());
    EXPECT_EQ(scene.worker.inside.size(), 0U);
    EXPECT_EQ(scene.worker.counters.of(NoteKind::MessageAccepted), 1U);
    EXPECT_EQ(scene.worker.counters.of(NoteKind::Ended), 1U);
    EXPECT_EQ(scene.gateway.commands.back(), "QUIT");
}

TEST(BackendRunner, AFrontThatIsResetInMidBodyTakesTheBackWithIt) {
    Scene scene;
    scene.open();
    {
        Sender sender(scene);
        ASSERT_TRUE(sender.begins_a_message());
        static_cast<void>(sender.connection.send("half a mess"));
        sender.connection.make_reset();
    }
    ASSERT_TRUE(run_until(scene.loop, [&] { return scene.ended == 1 && scene.gateway.closed == 1; }));
    EXPECT_EQ(scene.worker.counters.of(NoteKind::MessageAccepted), 0U);
}

TEST(BackendRunner, OneAtATimeMeansTheSecondWaits) {
    Scene scene;
    scene.backend->limits.sessions = 1;
    scene.open();
    Sender first(scene);
    ASSERT_TRUE(first.begins_a_message());
    Sender second(scene);
    ASSERT_TRUE(second.until("220 "));
    ASSERT_TRUE(second.says("EHLO client.example\r\n", "250 "));
    second.ear.octets.clear();
    static_cast<void>(second.connection.send("MAIL FROM:<a@b.example>\r\n"));
    for (int i = 0; i < 5; ++i) turn(scene.loop);
    EXPECT_EQ(second.ear.octets, "");
    EXPECT_EQ(scene.gateway.connections, 1);
    ASSERT_TRUE(first.says("hello\r\n.\r\n", "250 "));
    ASSERT_TRUE(first.says("QUIT\r\n", "221 "));
    ASSERT_TRUE(second.until("250 "));
    EXPECT_EQ(scene.gateway.connections, 2);
    EXPECT_EQ(scene.gateway.closed, 1);
}

TEST(BackendRunner, AStrangerIsToldSoAndCounted) {
    Scene scene;
    scene.backend->access.senders = {*parse_network("192.0.2.0/24")};
    scene.open();
    Sender sender(scene);
    ASSERT_TRUE(run_until(scene.loop, [&] { return sender.ear.closed == 1; }));
    EXPECT_EQ(sender.ear.octets, "554 mx.example.org Access denied\r\n");
    EXPECT_EQ(scene.worker.counters.refused_access, 1U);
    EXPECT_EQ(scene.worker.inside.size(), 0U);
}

TEST(BackendRunner, OverTheLimitASenderIsAskedToComeBackLater) {
    constexpr const char* kFull = "421 4.3.2 mx.example.org Too many connections, try again later\r\n";
    Scene scene;
    scene.backend->limits.senders_per_address = 1;
    scene.open();
    auto first = std::make_unique<Sender>(scene);
    ASSERT_TRUE(first->until("220 "));
    Sender second(scene);
    ASSERT_TRUE(run_until(scene.loop, [&] { return second.ear.closed == 1; }));
    EXPECT_EQ(second.ear.octets, kFull);
    EXPECT_EQ(scene.worker.counters.refused_too_many, 1U);
    EXPECT_EQ(scene.worker.inside.size(), 1U);
    first.reset();
    ASSERT_TRUE(run_until(scene.loop, [&] { return scene.ended == 1; }));
    Sender third(scene);
    EXPECT_TRUE(third.until("220 "));
}

TEST(BackendRunner, TheDescriptorLimitHoldsForAllBackendsTogether) {
    Scene scene;
    scene.worker.limits = {1, 1};
    scene.open();
    Sender first(scene);
    ASSERT_TRUE(first.until("220 "));
    Sender second(scene);
    EXPECT_TRUE(second.until("421 4.3.2 "));
}

TEST(BackendRunner, WhoTalksBeforeTheBannerIsTurnedAway) {
    Scene scene;
    scene.open();
    scene.listener->pause();
    Sender sender(scene);
    ASSERT_TRUE(run_until(scene.loop, [&] { return sender.ear.connected; }));
    static_cast<void>(sender.connection.send("EHLO spammer.example\r\n"));
    scene.listener->resume();
    ASSERT_TRUE(run_until(scene.loop, [&] { return sender.ear.closed == 1; }));
    EXPECT_EQ(sender.ear.octets.substr(0, 10), "554 5.5.0 ");
}

// A sender whose connection still waits for a handshake.
struct Arriving {
    Scene& scene;
    Ear ear;
    Connection sender{scene.loop};

    Arriving(Scene& the_scene, const char* peer) : scene(the_scene) {
        Acceptor acceptor;
        const auto listener =
            Listener::open(scene.loop, acceptor, *SocketAddress::from_host("127.0.0.1", 0)).listener;
        sender.connect(listener->address(), ear);
        CHECK(run_until(scene.loop, [&] { return ear.connected && !acceptor.accepted.empty(); }));
        acceptor.accepted.front()->set_layer(std::make_unique<XorLayer>(StreamLayer::State::Opening));
        scene.worker.arrivals.take(std::move(acceptor.accepted.front()), *SocketAddress::from_host(peer, 25),
                                   *scene.runner);
    }
    [[nodiscard]] bool is_told(std::string_view what) {
        return run_until(scene.loop, [&] { return ear.octets.find(what) != std::string::npos; });
    }
};

TEST(BackendRunner, WhoHasArrivedIsJudgedAndCountedAndNobodyBefore) {
    Scene scene;
    scene.backend->access.senders = {*parse_network("192.0.2.0/24")};
    scene.open();
    Arriving sender(scene, "192.0.2.9");
    Arriving stranger(scene, "198.51.100.9");
    for (int i = 0; i < 3; ++i) turn(scene.loop);
    EXPECT_EQ(scene.worker.inside.size(), 0U);
    EXPECT_EQ(scene.worker.counters.refused_access, 0U);
    static_cast<void>(sender.sender.send(XorLayer::record('h', "")));
    static_cast<void>(stranger.sender.send(XorLayer::record('h', "")));
    EXPECT_TRUE(sender.is_told(XorLayer::record('d', "220 mx.example.org ESMTP heloise\r\n")));
    EXPECT_TRUE(stranger.is_told(XorLayer::record('d', "554 mx.example.org Access denied\r\n")));
    EXPECT_EQ(scene.worker.inside.size(), 1U);
    EXPECT_EQ(scene.worker.counters.refused_access, 1U);
}

TEST(BackendRunner, WhoTalksRightBehindAHandshakeIsTurnedAway) {
    Scene scene;
    scene.open();
    Arriving sender(scene, "192.0.2.9");
    static_cast<void>(
        sender.sender.send(XorLayer::record('h', "") + XorLayer::record('d', "EHLO spammer.example\r\n")));
    ASSERT_TRUE(run_until(scene.loop, [&] { return scene.ended == 1; }));
    EXPECT_EQ(sender.ear.octets.find(XorLayer::record('d', "220 ").substr(4)), std::string::npos);
    EXPECT_TRUE(sender.is_told(XorLayer::record('d', "554 5.5.0 ").substr(4)));
}

TEST(BackendRunner, ADrainClosesThoseWhoHaveNotArrived) {
    Scene scene;
    scene.open();
    Arriving sender(scene, "192.0.2.9");
    scene.runner->drain();
    EXPECT_EQ(scene.worker.arrivals.size(), 0U);
    EXPECT_TRUE(run_until(scene.loop, [&] { return sender.ear.closed == 1; }));
}

TEST(BackendRunner, ASenderThatSaysNothingIsSentAway) {
    Scene scene;
    scene.backend->limits.idle = 30ms;
    scene.open();
    Sender sender(scene);
    ASSERT_TRUE(sender.until("421 "));
    EXPECT_TRUE(run_until(scene.loop, [&] { return scene.ended == 1; }));
}

TEST(BackendRunner, ADrainEndsTheIdleAndWaitsForMail) {
    Scene scene;
    scene.open();
    Sender idle(scene);
    Sender working(scene);
    ASSERT_TRUE(idle.until("220 "));
    ASSERT_TRUE(working.begins_a_message());
    scene.runner->drain();
    ASSERT_TRUE(idle.until("421 4.3.2 "));
    ASSERT_TRUE(working.says("hello\r\n.\r\n", "250 2.0.0 taken"));
    ASSERT_TRUE(working.until("421 4.3.2 "));
    EXPECT_TRUE(run_until(scene.loop, [&] { return scene.runner->idle(); }));
}

TEST(BackendRunner, AStopEndsMailInProgress) {
    Scene scene;
    scene.open();
    Sender working(scene);
    ASSERT_TRUE(working.begins_a_message());
    scene.runner->drain();
    scene.runner->stop();
    ASSERT_TRUE(run_until(scene.loop, [&] { return scene.runner->idle() && working.ear.closed == 1; }));
    EXPECT_EQ(scene.worker.counters.of(NoteKind::MessageAccepted), 0U);
}

TEST(BackendRunner, AtStartABackIsAskedWithoutMail) {
    Scene scene;
    scene.open();
    scene.runner->start();
    EXPECT_FALSE(scene.runner->idle());
    ASSERT_TRUE(run_until(scene.loop, [&] { return scene.runner->idle(); }));
    EXPECT_EQ(scene.gateway.commands, (std::vector<std::string>{"EHLO mx.example.org", "QUIT"}));
    Sender sender(scene);
    ASSERT_TRUE(sender.until("220 "));
    EXPECT_TRUE(sender.says("EHLO client.example\r\n", "8BITMIME"));
}

// Both places are taken by questions to gateways that never answer.
TEST(BackendRunner, AQuestionGivesItsPlaceToMail) {
    Scene scene;
    Acceptor mute[2];
    scene.backend->address.clear();
    std::vector<std::unique_ptr<Listener>> listeners;
    for (Acceptor& acceptor : mute) {
        listeners.push_back(
            Listener::open(scene.loop, acceptor, *SocketAddress::from_host("127.0.0.1", 0)).listener);
        scene.backend->address.push_back({"127.0.0.1", listeners.back()->address().port()});
    }
    scene.backend->limits.sessions = 2;
    scene.open();
    scene.runner->start();
    ASSERT_TRUE(
        run_until(scene.loop, [&] { return mute[0].accepted.size() + mute[1].accepted.size() == 2; }));
    Sender sender(scene);
    ASSERT_TRUE(sender.until("220 "));
    ASSERT_TRUE(sender.says("EHLO client.example\r\n", "250 "));
    static_cast<void>(sender.connection.send("MAIL FROM:<a@b.example>\r\n"));
    EXPECT_TRUE(run_until(scene.loop, [&] { return mute[0].accepted.size() == 2; }));
}

TEST(BackendRunner, ABackThatTakesOneAtATimeIsNotAsked) {
    Scene scene;
    scene.backend->limits.sessions = 1;
    scene.open();
    scene.runner->start();
    EXPECT_TRUE(scene.runner->idle());
}

TEST(BackendRunner, AReloadIsForSessionsToCome) {
    Scene scene;
    scene.open();
    Sender before(scene);
    ASSERT_TRUE(before.until("220 "));
    auto strict = std::make_shared<Backend>(*scene.backend);
    strict->access.recipients = {"elsewhere.example"};
    scene.runner->change_to(strict);
    Sender after(scene);
    ASSERT_TRUE(after.until("220 "));
    ASSERT_TRUE(before.says("HELO x.example\r\n", "250 "));
    ASSERT_TRUE(before.says("MAIL FROM:<a@b.example>\r\n", "250 "));
    EXPECT_TRUE(before.says("RCPT TO:<c@d.example>\r\n", "250 "));
    ASSERT_TRUE(after.says("HELO x.example\r\n", "250 "));
    ASSERT_TRUE(after.says("MAIL FROM:<a@b.example>\r\n", "250 "));
    EXPECT_TRUE(after.says("RCPT TO:<c@d.example>\r\n", "55"));
}

}  // namespace
}  // namespace heloise
