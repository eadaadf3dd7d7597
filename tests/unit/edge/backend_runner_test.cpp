// Whole sessions on real sockets: a sender, the runner of one backend, and a gateway, all on one loop.
#include "proxy/edge/backend_runner.h"

#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

#include "proxy/base/limits.h"
#include "tests/unit/edge/disk.h"
#include "tests/unit/edge/loopback.h"

namespace heloise {
namespace {

// Takes everything, one connection after another, and remembers the commands.
class Gateway final : private Listener::Owner, private Connection::Owner {
public:
    explicit Gateway(Loop& loop)
        : listener_(Listener::open(loop, *this, *SocketAddress::from_host("127.0.0.1", 0)).listener) {}

    [[nodiscard]] Endpoint endpoint() const { return {"127.0.0.1", listener_->address().port()}; }
    [[nodiscard]] Connection& connection() { return *connection_; }

    std::vector<std::string> commands;
    std::size_t body = 0;  // octets after DATA, its end included
    int connections = 0;
    int closed = 0;
    bool stops_at_data = false;

private:
    void on_incoming(Listener&, std::unique_ptr<Connection> connection, const SocketAddress&) override {
        connection_ = std::move(connection);
        ++connections;
        in_body_ = false;
        connection_->start(*this);
        say("220 gateway\r\n");
    }
    void on_octets(Connection&, std::string_view octets) override {
        buffer_ += octets;
        if (in_body_) return take_body();
        for (std::size_t end = buffer_.find("\r\n"); end != std::string::npos; end = buffer_.find("\r\n")) {
            const std::string line = buffer_.substr(0, end);
            buffer_.erase(0, end + 2);
            commands.push_back(line);
            answer(line);
        }
    }
    void on_closed(Connection&, Connection::Ending) override { ++closed; }

    void answer(const std::string& line) {
        if (line == "DATA") {
            in_body_ = true;
            if (stops_at_data) connection_->pause();
            return say("354 go\r\n");
        }
        say(line.starts_with("EHLO") ? "250-gateway\r\n250 8BITMIME\r\n"
            : line == "QUIT"         ? "221 bye\r\n"
                                     : "250 ok\r\n");
    }
    void take_body() {
        tail_ = (tail_ + buffer_).substr(std::max<std::size_t>(5, tail_.size() + buffer_.size()) - 5);
        body += buffer_.size();
        buffer_.clear();
        if (tail_ != "\r\n.\r\n") return;
        in_body_ = false;
        tail_.clear();
        say("250 taken\r\n");
    }
    void say(const char* what) { static_cast<void>(connection_->send(what)); }

    std::unique_ptr<Listener> listener_;
    std::unique_ptr<Connection> connection_;
    std::string buffer_;
    std::string tail_;
    bool in_body_ = false;
};

struct Scene {
    Loop loop;
    Gateway gateway{loop};
    Log log{{LogFormat::Text, LogLevel::Error}};
    House house{loop, log, {100, 50}};
    int ended = 0;
    std::shared_ptr<Backend> backend = std::make_shared<Backend>();
    std::unique_ptr<BackendRunner> runner;
    std::unique_ptr<Listener> listener;

    Scene() {
        house.hostname = "mx.example.org";
        house.when_one_ended = [this] { ++ended; };
        backend->name = "test";
        backend->address = {gateway.endpoint()};
    }
    // To be called when the backend is as the test wants it.
    void open() {
        runner = std::make_unique<BackendRunner>(house, backend);
        listener = Listener::open(loop, *runner, *SocketAddress::from_host("127.0.0.1", 0)).listener;
    }
};

struct Sender {
    Scene& scene;
    Ear ear;
    Connection connection{scene.loop};

    explicit Sender(Scene& the_scene) : scene(the_scene) {
        connection.connect(scene.listener->address(), ear);
    }
    [[nodiscard]] bool until(std::string_view heard) {
        return run_until(scene.loop, [&] { return ear.octets.find(heard) != std::string::npos; });
    }
    // Says something and waits for the answer to it.
    [[nodiscard]] bool says(const std::string& what, std::string_view heard) {
        ear.octets.clear();
        static_cast<void>(connection.send(what));
        return until(heard);
    }
    [[nodiscard]] bool begins_a_message() {
        return until("220 ") && says("EHLO client.example\r\n", "250 ") &&
               says("MAIL FROM:<a@b.example>\r\n", "250 ") && says("RCPT TO:<c@d.example>\r\n", "250 ") &&
               says("DATA\r\n", "354 ");
    }
};

TEST(BackendRunner, AMessageGoesThroughAndTheSessionLeavesNothingBehind) {
    Scene scene;
    scene.open();
    Sender sender(scene);
    ASSERT_TRUE(sender.begins_a_message());
    ASSERT_TRUE(sender.says("Subject: x\r\n\r\nhello\r\n.\r\n", "250 2.0.0 taken"));
    ASSERT_TRUE(sender.says("QUIT\r\n", "221 "));
    EXPECT_TRUE(run_until(scene.loop, [&] { return scene.ended == 1 && scene.gateway.closed == 1; }));
    EXPECT_TRUE(scene.runner->idle());
    EXPECT_EQ(scene.house.inside.size(), 0U);
    EXPECT_EQ(scene.house.counters.of(NoteKind::MessageAccepted), 1U);
    EXPECT_EQ(scene.house.counters.of(NoteKind::Ended), 1U);
    EXPECT_EQ(scene.gateway.commands.back(), "QUIT");
}

std::size_t resident_octets() {
    std::size_t all = 0;
    std::size_t resident = 0;
    std::ifstream("/proc/self/statm") >> all >> resident;
    return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

TEST(BackendRunner, AStalledBackStopsTheFrontAndTheSessionStaysSmall) {
    constexpr std::size_t kMessage = 50'000'000;
    Scene scene;
    scene.gateway.stops_at_data = true;
    scene.open();
    Sender sender(scene);
    ASSERT_TRUE(sender.begins_a_message());

    const std::string line = std::string(998, 'x') + "\r\n";
    std::string block;
    while (block.size() < limits::kRead) block += line;
    const std::size_t before = resident_octets();
    std::size_t sent = 0;
    int idle_rounds = 0;
    while (sent < kMessage && idle_rounds < 20) {
        idle_rounds = sender.connection.backlog() == 0 ? 0 : idle_rounds + 1;
        if (idle_rounds == 0) {
            static_cast<void>(sender.connection.send(block));
            sent += block.size();
        }
        turn(scene.loop);
    }
    ASSERT_LT(sent, kMessage) << "the front was never stopped";
    // ASan keeps what is freed for a while.
#ifndef HELOISE_SANITIZED
    EXPECT_LT(resident_octets(), before + 4 * 1024 * 1024);
#else
    static_cast<void>(before);
#endif

    scene.gateway.connection().resume();
    while (sent < kMessage) {
        ASSERT_TRUE(run_until(scene.loop, [&] { return sender.connection.backlog() == 0; }));
        static_cast<void>(sender.connection.send(block));
        sent += block.size();
    }
    ASSERT_TRUE(sender.says(".\r\n", "250 2.0.0 taken"));
    EXPECT_GT(scene.gateway.body, sent);
}

// Burst delivery with little memory: the message goes to the disk, and from there to the back.
struct KeptScene : Scene {
    const std::string body = [] {
        std::string lines;
        for (int i = 0; i < 20000; ++i) lines += "line " + std::to_string(i) + "\r\n";
        return lines;
    }();
    std::size_t files_before = nameless_files().size();

    KeptScene() {
        backend->delivery = Delivery::Burst;
        backend->content.lookahead = 4096;
        backend->content.received = false;
        open();
    }
};

TEST(BackendRunner, AMessageThatWaitedOnTheDiskArrivesInFull) {
    KeptScene scene;
    Sender sender(scene);
    ASSERT_TRUE(sender.begins_a_message());
    static_cast<void>(sender.connection.send("\r\n" + scene.body));
    ASSERT_TRUE(run_until(scene.loop, [&] { return nameless_files().size() > scene.files_before; }));
    EXPECT_EQ(scene.gateway.connections, 0);
    ASSERT_TRUE(sender.says(".\r\n", "250 2.0.0 taken"));
    EXPECT_EQ(scene.gateway.body, 2 + scene.body.size() + 3);
    EXPECT_TRUE(run_until(scene.loop, [&] { return nameless_files().size() == scene.files_before; }));
}

TEST(BackendRunner, ASenderThatGoesAwayTakesItsFilesWithIt) {
    KeptScene scene;
    {
        Sender sender(scene);
        ASSERT_TRUE(sender.begins_a_message());
        static_cast<void>(sender.connection.send("\r\n" + scene.body));
        ASSERT_TRUE(run_until(scene.loop, [&] { return nameless_files().size() > scene.files_before; }));
        sender.connection.make_reset();
    }
    ASSERT_TRUE(run_until(scene.loop, [&] { return scene.ended == 1; }));
    EXPECT_TRUE(run_until(scene.loop, [&] { return nameless_files().size() == scene.files_before; }));
}

TEST(BackendRunner, AFullDiskIsARefusalAndTheSessionLives) {
    KeptScene scene;
    Sender sender(scene);
    ASSERT_TRUE(sender.begins_a_message());
    {
        const FullDisk disk(100000);
        ASSERT_TRUE(sender.says("\r\n" + scene.body + ".\r\n", "452 4.3.1 "));
    }
    EXPECT_EQ(scene.house.counters.of(NoteKind::SpoolFailed), 1U);
    EXPECT_EQ(scene.gateway.body, 0U);
    ASSERT_TRUE(sender.says("MAIL FROM:<a@b.example>\r\n", "250 "));
    ASSERT_TRUE(sender.says("RCPT TO:<c@d.example>\r\n", "250 "));
    ASSERT_TRUE(sender.says("DATA\r\n", "354 "));
    EXPECT_TRUE(sender.says("\r\n" + scene.body + ".\r\n", "250 2.0.0 taken"));
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
    EXPECT_EQ(scene.house.counters.of(NoteKind::MessageAccepted), 0U);
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
    EXPECT_EQ(scene.house.counters.refused_access, 1U);
    EXPECT_EQ(scene.house.inside.size(), 0U);
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
    EXPECT_EQ(scene.house.counters.refused_too_many, 1U);
    EXPECT_EQ(scene.house.inside.size(), 1U);
    first.reset();
    ASSERT_TRUE(run_until(scene.loop, [&] { return scene.ended == 1; }));
    Sender third(scene);
    EXPECT_TRUE(third.until("220 "));
}

TEST(BackendRunner, TheDescriptorLimitHoldsForAllBackendsTogether) {
    Scene scene;
    scene.house.limits = {1, 1};
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
    EXPECT_EQ(scene.house.counters.of(NoteKind::MessageAccepted), 0U);
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
