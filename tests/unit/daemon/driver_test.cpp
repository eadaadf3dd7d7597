// A session with its sockets and its disk: who is stopped when, what waits in files, and that nothing of it
// stays.
#include "proxy/daemon/driver.h"

#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

#include "proxy/base/limits.h"
#include "tests/support/disk.h"
#include "tests/unit/daemon/scene.h"

namespace heloise {
namespace {

std::size_t resident_octets() {
    std::size_t all = 0;
    std::size_t resident = 0;
    std::ifstream("/proc/self/statm") >> all >> resident;
    return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

TEST(Driver, AStalledBackStopsTheFrontAndTheSessionStaysSmall) {
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

TEST(Driver, AMessageThatWaitedOnTheDiskArrivesInFull) {
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

TEST(Driver, ASenderThatGoesAwayTakesItsFilesWithIt) {
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

TEST(Driver, AFullDiskIsARefusalAndTheSessionLives) {
    KeptScene scene;
    Sender sender(scene);
    ASSERT_TRUE(sender.begins_a_message());
    {
        const FullDisk disk(100000);
        ASSERT_TRUE(sender.says("\r\n" + scene.body + ".\r\n", "452 4.3.1 "));
    }
    EXPECT_EQ(scene.worker.counters.of(NoteKind::SpoolFailed), 1U);
    EXPECT_EQ(scene.gateway.body, 0U);
    ASSERT_TRUE(sender.says("MAIL FROM:<a@b.example>\r\n", "250 "));
    ASSERT_TRUE(sender.says("RCPT TO:<c@d.example>\r\n", "250 "));
    ASSERT_TRUE(sender.says("DATA\r\n", "354 "));
    EXPECT_TRUE(sender.says("\r\n" + scene.body + ".\r\n", "250 2.0.0 taken"));
}

}  // namespace
}  // namespace heloise
