// Recordings on their way to a disk that is slow, full or not there.
#include "proxy/daemon/record_keeper.h"

#include <array>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <optional>

#include <gtest/gtest.h>

#include "proxy/base/limits.h"
#include "proxy/replay/replay_file.h"
#include "tests/support/disk.h"
#include "tests/unit/daemon/record_directory.h"
#include "tests/unit/daemon/scene.h"

namespace heloise {
namespace {

// Keeps the whole pool busy, so that nothing is written, until it is let go.
class SlowDisk {
public:
    explicit SlowDisk(Loop& loop) : loop_(loop) {
        for (uv_work_t& one : works_) {
            one.data = this;
            ++left_;
            const auto work = [](uv_work_t* raw) { static_cast<SlowDisk*>(raw->data)->wait(); };
            const auto done = [](uv_work_t* raw, int) { --static_cast<SlowDisk*>(raw->data)->left_; };
            CHECK(uv_queue_work(loop.raw(), &one, work, done) == 0);
        }
    }
    ~SlowDisk() {
        {
            const std::lock_guard lock(mutex_);
            free_ = true;
        }
        freed_.notify_all();
        CHECK(run_until(loop_, [this] { return left_ == 0; }));
    }
    SlowDisk(const SlowDisk&) = delete;
    SlowDisk& operator=(const SlowDisk&) = delete;

private:
    void wait() {
        std::unique_lock lock(mutex_);
        freed_.wait(lock, [this] { return free_; });
    }

    Loop& loop_;
    std::array<uv_work_t, 4> works_{};  // libuv's pool has four threads
    int left_ = 0;
    std::mutex mutex_;
    std::condition_variable freed_;
    bool free_ = false;
};

struct RecordKeeperTest : testing::Test {
    RecordDirectory directory;
    RecordSettings settings{.directory = directory.path};
    Loop loop;
    std::vector<std::string> failures;
    int idle = 0;
    std::optional<RecordKeeper> keeper;

    void SetUp() override { make(); }
    void make() {
        keeper.emplace(loop,
                       RecordKeeper::Callbacks{[this](const std::string& where, const std::string& why) {
                                                   failures.push_back(where + ": " + why);
                                               },
                                               [this] { ++idle; }});
    }
    // Settings that a folder cannot be made for, not even by root.
    RecordSettings broken() {
        directory.put("file", "x");
        return {.directory = directory.path + "/file/records"};
    }
    [[nodiscard]] bool until_idle() {
        return run_until(loop, [this] { return keeper->idle(); });
    }
    // As if that had passed; the loop's next round knows better.
    void pass(Duration lasts) { loop.raw()->time += static_cast<std::uint64_t>(lasts.count()); }
    // What was recorded, without names.
    std::vector<std::string> recordings() const {
        std::vector<std::string> all;
        for (const auto& [name, text] : directory.files()) {
            if (name != "file") all.push_back(is_record_name(name) ? text : name);
        }
        return all;
    }
    using Texts = std::vector<std::string>;
};

TEST_F(RecordKeeperTest, NothingIsRecordedBeforeItIsToldWhere) {
    EXPECT_EQ(keeper->open("a-1"), nullptr);
    EXPECT_TRUE(keeper->idle());
    keeper->set(settings);
    EXPECT_NE(keeper->open("a-1"), nullptr);
    keeper->set({});
    EXPECT_EQ(keeper->open("a-1"), nullptr);
    ASSERT_TRUE(until_idle());
}

TEST_F(RecordKeeperTest, APieceAfterTheOtherBecomesAFile) {
    keeper->set(settings);
    auto one = keeper->open("a-1");
    ASSERT_TRUE(one->write("one\n"));
    ASSERT_TRUE(until_idle());
    EXPECT_EQ(recordings().size(), 1U);
    EXPECT_FALSE(is_record_name(directory.files().begin()->first));
    ASSERT_TRUE(one->write("two\n"));
    ASSERT_TRUE(one->write("three\n"));
    one->finish();
    one.reset();
    ASSERT_TRUE(until_idle());
    EXPECT_EQ(recordings(), Texts{"one\ntwo\nthree\n"});
    EXPECT_TRUE(directory.files().begin()->first.ends_with("Z-a-1.smtp"));
    EXPECT_TRUE(failures.empty());
}

TEST_F(RecordKeeperTest, WhatIsNotFinishedIsNone) {
    keeper->set(settings);
    {
        auto one = keeper->open("a-1");
        ASSERT_TRUE(one->write("half"));
        ASSERT_TRUE(until_idle());
    }
    ASSERT_TRUE(until_idle());
    EXPECT_EQ(recordings(), Texts{});
}

TEST_F(RecordKeeperTest, ItIsIdleWhenAllHasBeenWritten) {
    keeper->set(settings);
    ASSERT_TRUE(until_idle());
    EXPECT_EQ(idle, 1);
    auto one = keeper->open("a-1");
    ASSERT_TRUE(one->write("text"));
    one->finish();
    EXPECT_FALSE(keeper->idle());
    ASSERT_TRUE(run_until(loop, [this] { return idle == 2; }));
    EXPECT_EQ(recordings(), Texts{"text"});
    turn(loop);
    EXPECT_EQ(idle, 2);
}

// Mail goes on: what is asked is answered at once, and what waits is bounded.
TEST_F(RecordKeeperTest, ASlowDiskCostsTheRecordingsThatDoNotFit) {
    keeper->set(settings);
    const std::string half(limits::kRecordQueue / 2, 'x');
    std::unique_ptr<RecordSink> first;
    {
        const SlowDisk disk(loop);
        // Behind what fills the pool.
        ASSERT_TRUE(run_until(loop, [] { return true; }));
        first = keeper->open("a-1");
        auto second = keeper->open("a-2");
        ASSERT_TRUE(first && second);
        EXPECT_TRUE(first->write(half));
        EXPECT_TRUE(second->write("begun"));
        EXPECT_FALSE(second->write(half));
        EXPECT_TRUE(first->write("more"));
        second.reset();
        EXPECT_FALSE(keeper->idle());
    }
    ASSERT_TRUE(until_idle());
    EXPECT_TRUE(first->write(half)) << "there is room again";
    first->finish();
    ASSERT_TRUE(until_idle());
    EXPECT_EQ(recordings(), Texts{half + "more" + half});
    ASSERT_EQ(failures.size(), 1U);
    EXPECT_NE(failures[0].find("it is too slow"), std::string::npos) << failures[0];
}

TEST_F(RecordKeeperTest, AFolderThatCannotBeIsToldOnceAndTriedAgain) {
    keeper->set(broken());
    ASSERT_TRUE(until_idle());
    EXPECT_EQ(failures, Texts{directory.path + "/file/records: Not a directory"});
    EXPECT_EQ(keeper->open("a-1"), nullptr);
    pass(limits::kRecordPause - 1s);
    EXPECT_EQ(keeper->open("a-1"), nullptr);
    pass(1s);
    auto one = keeper->open("a-1");
    ASSERT_NE(one, nullptr);
    EXPECT_EQ(keeper->open("a-2"), nullptr) << "one tries for all";
    ASSERT_TRUE(until_idle());
    EXPECT_FALSE(one->write("x"));
    EXPECT_EQ(failures.size(), 1U);

    std::filesystem::remove(directory.path + "/file");
    std::filesystem::create_directory(directory.path + "/file");
    pass(limits::kRecordPause);
    one = keeper->open("a-3");
    ASSERT_NE(one, nullptr);
    ASSERT_TRUE(one->write("works"));
    one->finish();
    ASSERT_TRUE(until_idle());
    EXPECT_NE(keeper->open("a-4"), nullptr);
    ASSERT_TRUE(until_idle());
    std::filesystem::remove_all(directory.path + "/file");
    const auto after = keeper->open("a-5");
    ASSERT_TRUE(until_idle());
    EXPECT_EQ(failures.size(), 2U) << "it had worked";
}

TEST_F(RecordKeeperTest, AFullDiskCostsARecordingAndThenAPause) {
    keeper->set(settings);
    auto one = keeper->open("a-1");
    auto other = keeper->open("a-2");
    ASSERT_TRUE(one->write("begun"));
    ASSERT_TRUE(other->write("begun"));
    ASSERT_TRUE(until_idle());
    {
        const FullDisk disk(100000);
        ASSERT_TRUE(one->write(std::string(200000, 'x')));
        ASSERT_TRUE(until_idle());
    }
    EXPECT_EQ(failures, Texts{directory.path + ": File too large"});
    EXPECT_FALSE(one->write("more"));
    EXPECT_EQ(keeper->open("a-3"), nullptr);
    // What is begun goes on, and shows that the disk works again.
    EXPECT_TRUE(other->write(" and done"));
    other->finish();
    one.reset();
    ASSERT_TRUE(until_idle());
    EXPECT_EQ(recordings(), Texts{"begun and done"});
    EXPECT_NE(keeper->open("a-4"), nullptr);
    ASSERT_TRUE(until_idle());
}

// The end of it leaves behind the write that failed, when nobody knows of that yet.
TEST_F(RecordKeeperTest, ARecordingThatFailedIsNotFinished) {
    keeper->set(settings);
    auto one = keeper->open("a-1");
    ASSERT_TRUE(until_idle());
    const FullDisk disk(100000);
    ASSERT_TRUE(one->write(std::string(200000, 'x')));
    one->finish();
    one.reset();
    ASSERT_TRUE(until_idle());
    EXPECT_EQ(recordings(), Texts{});
    EXPECT_EQ(failures.size(), 1U);
    EXPECT_EQ(keeper->open("a-2"), nullptr);
}

TEST_F(RecordKeeperTest, NewSettingsAreForSessionsThatBegin) {
    keeper->set(settings);
    auto one = keeper->open("a-1");
    RecordSettings others = settings;
    others.directory = directory.path + "/others";
    others.full = true;
    others.session_most = 70000;
    keeper->set(others);
    auto other = keeper->open("a-2");
    ASSERT_TRUE(one->write("one"));
    ASSERT_TRUE(other->write("other"));
    one->finish();
    other->finish();
    ASSERT_TRUE(until_idle());
    EXPECT_TRUE(std::filesystem::exists(others.directory));
    std::size_t there = 0;
    for (const auto& file : std::filesystem::directory_iterator(others.directory)) {
        EXPECT_TRUE(file.path().filename().string().ends_with("-a-2.smtp"));
        ++there;
    }
    EXPECT_EQ(there, 1U);
    EXPECT_TRUE(keeper->options().full);
    EXPECT_EQ(keeper->options().most, 70000U);
    EXPECT_EQ(keeper->options().new_digest()->hex(),
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_F(RecordKeeperTest, NewSettingsAreTriedAtOnce) {
    keeper->set(broken());
    ASSERT_TRUE(until_idle());
    EXPECT_EQ(keeper->open("a-1"), nullptr);
    keeper->set(settings);
    EXPECT_NE(keeper->open("a-1"), nullptr);
    ASSERT_TRUE(until_idle());
    EXPECT_EQ(failures.size(), 1U);
}

TEST_F(RecordKeeperTest, ItMayGoWhileTheDiskWorks) {
    for (int round = 0; round < 20; ++round) {
        keeper->set(settings);
        {
            auto one = keeper->open("a-" + std::to_string(round));
            ASSERT_TRUE(one->write(std::string(100000, 'x')));
            for (int i = 0; i < round % 4; ++i) turn(loop);
            ASSERT_TRUE(one->write("more"));
        }
        keeper.reset();
        make();
    }
    EXPECT_TRUE(run_until(loop, [this] { return recordings().empty(); }));
    EXPECT_TRUE(failures.empty());
}

// From the socket to the file: the whole of it, by the daemon's own parts.
TEST(Records, ASessionBecomesAFileThatReplays) {
    const RecordDirectory directory;
    Scene scene;
    scene.worker.records = std::make_unique<RecordKeeper>(
        scene.loop,
        RecordKeeper::Callbacks{[](const std::string&, const std::string& why) { FAIL() << why; }, [] {}});
    scene.worker.records->set({.directory = directory.path});
    scene.open();
    {
        Sender sender(scene);
        ASSERT_TRUE(sender.begins_a_message());
        ASSERT_TRUE(sender.says("Subject: x\r\n\r\n..Hi\r\n.\r\n", "250 2.0.0 taken"));
        ASSERT_TRUE(sender.says("AUTH PLAIN AGEAaHVudGVyMg==\r\n", "502 "));
        ASSERT_TRUE(sender.says("QUIT\r\n", "221 "));
    }
    ASSERT_TRUE(run_until(scene.loop, [&] {
        const auto files = directory.files();
        return !files.empty() && is_record_name(files.begin()->first);
    }));
    const auto [name, text] = *directory.files().begin();
    constexpr std::string_view kBody =
        "\\{body octets=20 sha256=03277dcf5de33f5e4a46ef42b130afdecb701f5c1c585c46e1aaea0da0178c3e}\n";
    EXPECT_NE(text.find("F> " + std::string(kBody) + "F> .\n"), std::string::npos) << text;
    EXPECT_NE(text.find("B< " + std::string(kBody) + "B< .\n"), std::string::npos) << text;
    EXPECT_NE(text.find("F> AUTH PLAIN \\{secret}\n"), std::string::npos) << text;
    EXPECT_EQ(judge_file(directory.path + "/" + name).text, "") << text;
}

}  // namespace
}  // namespace heloise
