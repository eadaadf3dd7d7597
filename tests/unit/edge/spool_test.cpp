// The spool on the machine's own disk, and on one that is full.
#include "proxy/edge/spool.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "proxy/base/limits.h"
#include "tests/support/disk.h"
#include "tests/support/loopback.h"

namespace heloise {
namespace {

constexpr auto kMessage = SpoolFile::Message;
constexpr auto kPart = SpoolFile::Part;

struct Reader final : Spool::Owner {
    std::vector<std::string> spooled;
    std::vector<std::string> failures;
    int written = 0;
    std::function<void()> when_spooled;

    void on_spooled(std::string_view octets) override {
        spooled.emplace_back(octets);
        if (when_spooled) when_spooled();
    }
    void on_spool_failed(std::string_view why) override { failures.emplace_back(why); }
    void on_spool_written() override { ++written; }
};

// Keeps the whole pool busy, so that what is asked of it waits, until it is let go.
class BusyPool {
public:
    explicit BusyPool(Loop& loop) : loop_(loop) {
        for (uv_work_t& one : works_) {
            one.data = this;
            ++left_;
            const auto work = [](uv_work_t* raw) { static_cast<BusyPool*>(raw->data)->wait(); };
            const auto done = [](uv_work_t* raw, int) { --static_cast<BusyPool*>(raw->data)->left_; };
            CHECK(uv_queue_work(loop.raw(), &one, work, done) == 0);
        }
    }
    ~BusyPool() {
        let_go();
        CHECK(run_until(loop_, [this] { return left_ == 0; }));
    }
    BusyPool(const BusyPool&) = delete;
    BusyPool& operator=(const BusyPool&) = delete;

    void let_go(int threads = 4) {
        const std::lock_guard lock(mutex_);
        free_ += threads;
        freed_.notify_all();
    }

private:
    void wait() {
        std::unique_lock lock(mutex_);
        freed_.wait(lock, [this] { return free_ > 0; });
        --free_;
    }

    Loop& loop_;
    std::array<uv_work_t, 4> works_{};  // libuv's pool has four threads
    int left_ = 0;
    std::mutex mutex_;
    std::condition_variable freed_;
    int free_ = 0;  // threads that may go on
};

struct SpoolTest : testing::Test {
    Loop loop;
    Reader reader;
    std::optional<Spool> spool{std::in_place, loop, reader};
    std::size_t nameless_before = nameless_files().size();

    [[nodiscard]] bool until(const std::function<bool()>& done) { return run_until(loop, done); }
    [[nodiscard]] std::string read(SpoolFile file, std::uint64_t at, std::size_t octets) {
        const std::size_t before = reader.spooled.size();
        spool->read({file, at, octets});
        if (!until([&] { return reader.spooled.size() > before || !reader.failures.empty(); })) return "?";
        return reader.failures.empty() ? reader.spooled.back() : reader.failures.back();
    }
};

TEST_F(SpoolTest, AReadSeesEveryWriteThatWasAskedBefore) {
    spool->write({kPart, 0, "hello "});
    spool->write({kPart, 6, "world"});
    spool->write({kPart, 0, "J"});
    EXPECT_EQ(read(kPart, 0, 11), "Jello world");
    EXPECT_EQ(read(kPart, 4, 3), "o w");
    EXPECT_TRUE(reader.failures.empty());
}

TEST_F(SpoolTest, AnAnswerNeverComesFromInsideTheQuestion) {
    spool->write({kPart, 0, "x"});
    ASSERT_TRUE(until([&] { return spool->backlog() == 0; }));
    spool->read({kPart, 0, 1});
    EXPECT_TRUE(reader.spooled.empty());
    EXPECT_TRUE(until([&] { return !reader.spooled.empty(); }));
}

TEST_F(SpoolTest, TheTwoFilesAreTwo) {
    spool->write({kMessage, 0, "message"});
    spool->write({kPart, 0, "part"});
    EXPECT_EQ(read(kMessage, 0, 7), "message");
    EXPECT_EQ(read(kPart, 0, 4), "part");
    EXPECT_EQ(nameless_files().size(), nameless_before + 2);
}

TEST_F(SpoolTest, WhoSpoolsNothingHasNoFile) {
    spool->forget();
    spool->write({kPart, 0, ""});
    EXPECT_EQ(spool->backlog(), 0U);
    EXPECT_EQ(read(kPart, 0, 0), "");
    EXPECT_EQ(nameless_files().size(), nameless_before);
}

// Against a copy in memory: pieces of any size, at the end and over what is there, with reads in between.
TEST_F(SpoolTest, WhateverTheOrderItIsOrder) {
    std::mt19937 random(1);
    std::string copy;
    for (int i = 0; i < 300; ++i) {
        const std::size_t at = random() % 4 == 0 ? random() % (copy.size() + 1) : copy.size();
        const std::string piece(1 + random() % 20000, static_cast<char>('a' + random() % 26));
        if (at + piece.size() > copy.size()) copy.resize(at + piece.size());
        copy.replace(at, piece.size(), piece);
        spool->write({kPart, at, piece});
        if (random() % 8 != 0) continue;
        const std::size_t from = random() % copy.size();
        const std::size_t octets = std::min<std::size_t>(limits::kSpoolRead, copy.size() - from);
        ASSERT_EQ(read(kPart, from, octets), copy.substr(from, octets)) << "after write " << i;
    }
}

TEST_F(SpoolTest, WhatIsWrittenWhileTheDiskWorksGathersAndLeavesInOnePiece) {
    {
        BusyPool pool(loop);
        for (std::uint64_t at = 0; at < 1000; ++at) spool->write({kPart, at, "x"});
        EXPECT_EQ(spool->backlog(), 1000U);
    }
    EXPECT_EQ(read(kPart, 0, 1000), std::string(1000, 'x'));
    EXPECT_EQ(spool->backlog(), 0U);
    EXPECT_EQ(reader.written, 2);
}

// A burst that is converted reads one file into the other, and nothing else slows it down.
TEST_F(SpoolTest, AReadWaitsForMostOfWhatTheOtherFileIsToGet) {
    spool->write({kMessage, 0, "some octets"});
    ASSERT_TRUE(until([&] { return spool->backlog() == 0; }));
    const int before = reader.written;
    int written_first = 0;
    reader.when_spooled = [&] { written_first = reader.written - before; };
    {
        BusyPool pool(loop);
        const std::string block(limits::kUnsent, 'x');
        spool->write({kPart, 0, block});  // at work
        spool->write({kPart, 0, block});  // waits
        spool->read({kMessage, 0, 4});
        pool.let_go(1);
        ASSERT_TRUE(until([&] { return !reader.spooled.empty(); }));
    }
    EXPECT_EQ(reader.spooled.back(), "some");
    EXPECT_EQ(written_first, 2);
}

TEST_F(SpoolTest, AFullDiskIsToldOnceAndStopsAll) {
    const FullDisk disk(10000);
    spool->write({kPart, 0, std::string(9000, 'x')});
    spool->write({kMessage, 0, std::string(20000, 'x')});
    ASSERT_TRUE(until([&] { return !reader.failures.empty(); }));
    EXPECT_EQ(reader.failures.back(), "the spool in " + spool_directory() + ": File too large");
    ASSERT_TRUE(until([&] { return spool->backlog() == 0; }));

    // Until it is forgotten nothing is answered, and nothing kept.
    spool->write({kMessage, 0, "x"});
    spool->read({kPart, 0, 1});
    EXPECT_EQ(spool->backlog(), 0U);
    for (int i = 0; i < 5; ++i) turn(loop);
    EXPECT_TRUE(reader.spooled.empty());
    EXPECT_EQ(reader.failures.size(), 1U);

    spool->forget();
    reader.failures.clear();
    spool->write({kMessage, 0, "again"});
    EXPECT_EQ(read(kMessage, 0, 5), "again");
}

TEST_F(SpoolTest, WhatWaitsBehindAFailureIsForgotten) {
    const FullDisk disk(100);
    {
        BusyPool pool(loop);
        spool->write({kPart, 0, std::string(200, 'x')});
        spool->read({kPart, 0, 10});
        spool->write({kPart, 0, std::string(50, 'y')});
        spool->write({kMessage, 0, std::string(200, 'x')});
        spool->write({kMessage, 0, std::string(200, 'y')});
    }
    ASSERT_TRUE(until([&] { return spool->backlog() == 0; }));
    EXPECT_EQ(reader.failures.size(), 1U);
    EXPECT_TRUE(reader.spooled.empty());
}

// One thread is let go, so that the failure comes first.
TEST_F(SpoolTest, AReadOfTheOtherFileIsNotAnsweredAfterAFailure) {
    spool->write({kPart, 0, "some octets"});
    ASSERT_TRUE(until([&] { return spool->backlog() == 0; }));
    const FullDisk disk(100);
    {
        BusyPool pool(loop);
        spool->write({kMessage, 0, std::string(200, 'x')});
        spool->read({kPart, 0, 4});
        pool.let_go(1);
        ASSERT_TRUE(until([&] { return !reader.failures.empty(); }));
        for (int i = 0; i < 5; ++i) turn(loop);
    }
    EXPECT_TRUE(reader.spooled.empty());
    EXPECT_EQ(reader.failures.size(), 1U);
}

TEST_F(SpoolTest, AFolderThatIsNotThereIsAFailureLikeAnother) {
    spool.emplace(loop, reader, "/nowhere");
    spool->write({kPart, 0, "x"});
    ASSERT_TRUE(until([&] { return !reader.failures.empty(); }));
    EXPECT_EQ(reader.failures.back(), "the spool in /nowhere: No such file or directory");
}

TEST_F(SpoolTest, ADescriptorLimitIsAFailureLikeAnother) {
    turn(loop);
    const NoMoreDescriptors limit;
    spool->write({kPart, 0, "x"});
    ASSERT_TRUE(until([&] { return !reader.failures.empty(); }));
    EXPECT_TRUE(reader.failures.back().ends_with(": Too many open files")) << reader.failures.back();
}

TEST_F(SpoolTest, ReadingWhatWasNeverWrittenFailsInsteadOfInventing) {
    spool->write({kPart, 0, "12345"});
    EXPECT_NE(read(kPart, 3, 3), "45");
    EXPECT_EQ(reader.failures.size(), 1U);
}

TEST_F(SpoolTest, AForgottenReadIsNeverAnsweredAndTheFileStartsEmpty) {
    spool->write({kPart, 0, "old octets"});
    spool->read({kPart, 0, 10});
    spool->forget();
    spool->write({kPart, 0, "new"});
    EXPECT_EQ(read(kPart, 0, 3), "new");
    EXPECT_EQ(reader.spooled.size(), 1U);
    EXPECT_NE(read(kPart, 3, 1), " ");
}

TEST_F(SpoolTest, NorIsAReadThatIsAtWorkWhenItIsForgotten) {
    spool->write({kPart, 0, "old octets"});
    ASSERT_TRUE(until([&] { return spool->backlog() == 0; }));
    {
        BusyPool pool(loop);
        spool->read({kPart, 0, 10});
        spool->forget();
        spool->write({kPart, 0, "new"});
    }
    EXPECT_EQ(read(kPart, 0, 3), "new");
    EXPECT_EQ(reader.spooled, std::vector<std::string>{"new"});
}

TEST_F(SpoolTest, AForgottenFailureIsNobodysBusiness) {
    const FullDisk disk(100);
    {
        BusyPool pool(loop);
        spool->write({kPart, 0, std::string(200, 'x')});
        spool->forget();
        spool->write({kPart, 0, "new"});
    }
    EXPECT_EQ(read(kPart, 0, 3), "new");
    EXPECT_TRUE(reader.failures.empty());
}

TEST_F(SpoolTest, ForgettingGivesTheDiskItsRoomBack) {
    spool->write({kPart, 0, std::string(100000, 'x')});
    spool->write({kMessage, 0, "x"});
    ASSERT_TRUE(until([&] { return spool->backlog() == 0; }));
    EXPECT_EQ(nameless_files().size(), nameless_before + 2);
    spool->forget();
    EXPECT_TRUE(until([&] { return nameless_files().size() == nameless_before; }));
}

TEST_F(SpoolTest, ItMayGoWhileTheDiskWorks) {
    std::string block(limits::kSpoolRead, 'x');
    for (int i = 0; i < 20; ++i) {
        spool->write({kPart, 0, block});
        spool->write({kMessage, 0, block});
        spool->read({kPart, 0, block.size()});
        if (i % 3 == 0) spool->forget();
        if (i % 2 == 0) turn(loop);
        reader.spooled.clear();
        spool.reset();
        for (int rounds = 0; rounds < i % 4; ++rounds) turn(loop);
        EXPECT_TRUE(reader.spooled.empty());
        spool.emplace(loop, reader);
    }
    EXPECT_TRUE(until([&] { return nameless_files().size() == nameless_before; }));
    EXPECT_TRUE(reader.failures.empty());
}

// The loop waits for the disk, as what is left of a spool needs it.
TEST(Spool, ItMayGoWithItsLoop) {
    const std::size_t before = nameless_files().size();
    {
        Loop loop;
        Reader reader;
        std::array<std::optional<Spool>, 50> spools;
        for (auto& spool : spools) {
            spool.emplace(loop, reader);
            spool->write({kPart, 0, std::string(100000, 'x')});
        }
        ASSERT_TRUE(run_until(loop, [&] { return reader.written == 50; }));
    }
    EXPECT_EQ(nameless_files().size(), before);
}

TEST(SpoolDirectory, IsTheOneTheSystemNames) {
    const char* const now = std::getenv("TMPDIR");
    const std::string before = now != nullptr ? now : "";
    setenv("TMPDIR", "/somewhere", 1);
    EXPECT_EQ(spool_directory(), "/somewhere");
    setenv("TMPDIR", "", 1);
    EXPECT_EQ(spool_directory(), "/var/tmp");
    unsetenv("TMPDIR");
    EXPECT_EQ(spool_directory(), "/var/tmp");
    if (now != nullptr) setenv("TMPDIR", before.c_str(), 1);
}

}  // namespace
}  // namespace heloise
