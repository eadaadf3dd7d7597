// The folder of recordings on the machine's own disk, and on one that is full.
#include "proxy/daemon/record_folder.h"

#include <optional>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/disk.h"
#include "tests/unit/daemon/record_directory.h"

namespace heloise {
namespace {

using namespace std::chrono_literals;
using Files = std::map<std::string, std::string>;

constexpr auto kDay = std::chrono::sys_days{std::chrono::November / 27 / 2026};
constexpr std::chrono::sys_seconds kNow = kDay + 10h + 15min + 30s;

struct RecordFolderTest : testing::Test {
    RecordDirectory directory;
    RecordSettings settings{.directory = directory.path};
    std::optional<RecordFolder> folder;

    RecordFolder& prepared() {
        folder.emplace(settings);
        EXPECT_EQ(folder->prepare(kNow), 0);
        return *folder;
    }
    // A recording from beginning to end.
    void record(std::uint64_t number, std::chrono::sys_seconds when, const std::string& text) {
        EXPECT_EQ(folder->open(number, record_name(when, "a-" + std::to_string(number))), 0);
        EXPECT_EQ(folder->write(number, text), 0);
        EXPECT_EQ(folder->finish(number, when), 0);
    }
};

TEST(RecordName, SortsByTimeAndIsKnownAgain) {
    EXPECT_EQ(record_name(kNow, "t3k9x0-1a"), "20261127T101530Z-t3k9x0-1a.smtp");
    EXPECT_EQ(record_name(kDay, "a"), "20261127T000000Z-a.smtp");
    EXPECT_TRUE(is_record_name(record_name(kNow, "t3k9x0-1a")));
    EXPECT_TRUE(is_record_name(record_name(kNow, "Z")));
}

TEST(RecordName, NothingElseIsOne) {
    for (const char* name : {"", ".smtp", "20261127T101530Z-.smtp", "20261127T101530Z.smtp",
                             "20261127T101530Za.smtp", "20261127T101530Z-a.smtp.part", "20261127T101530Z-a",
                             "20261127T101530z-a.smtp", "20261127 101530Z-a.smtp", "2026112xT101530Z-a.smtp",
                             "20261127T101530Z-a/b.smtp", "20261127T101530Z-a b.smtp",
                             "20261127T101530Z-a..smtp", ".20261127T101530Z-a.smtp", "notes.smtp"}) {
        EXPECT_FALSE(is_record_name(name)) << name;
    }
}

TEST_F(RecordFolderTest, AFileHasItsNameWhenItIsFinished) {
    RecordFolder& one = prepared();
    ASSERT_EQ(one.open(1, record_name(kNow, "a-1")), 0);
    ASSERT_EQ(one.write(1, "F! connect\n"), 0);
    EXPECT_EQ(directory.files(), (Files{{".20261127T101530Z-a-1.smtp.part", "F! connect\n"}}));
    ASSERT_EQ(one.write(1, "F! close\n"), 0);
    ASSERT_EQ(one.finish(1, kNow), 0);
    EXPECT_EQ(directory.files(), (Files{{"20261127T101530Z-a-1.smtp", "F! connect\nF! close\n"}}));
}

// Whatever the process's umask allows.
TEST_F(RecordFolderTest, FilesAndTheFolderAreForUsAlone) {
    const mode_t before = umask(0);
    settings.directory = directory.path + "/made";
    RecordFolder& one = prepared();
    EXPECT_EQ(RecordDirectory::mode(settings.directory), 0700U);
    ASSERT_EQ(one.open(1, record_name(kNow, "a-1")), 0);
    EXPECT_EQ(RecordDirectory::mode(settings.directory + "/.20261127T101530Z-a-1.smtp.part"), 0600U);
    ASSERT_EQ(one.finish(1, kNow), 0);
    EXPECT_EQ(RecordDirectory::mode(settings.directory + "/20261127T101530Z-a-1.smtp"), 0600U);
    umask(before);
}

TEST_F(RecordFolderTest, AFolderThatIsThereKeepsItsMode) {
    std::filesystem::permissions(directory.path, std::filesystem::perms(0750));
    static_cast<void>(prepared());
    EXPECT_EQ(RecordDirectory::mode(directory.path), 0750U);
}

TEST_F(RecordFolderTest, WhatIsDiscardedLeavesNothing) {
    RecordFolder& one = prepared();
    ASSERT_EQ(one.open(1, record_name(kNow, "a-1")), 0);
    ASSERT_EQ(one.open(2, record_name(kNow, "a-2")), 0);
    one.discard(1);
    one.discard(1);
    ASSERT_EQ(one.finish(2, kNow), 0);
    EXPECT_EQ(directory.files(), (Files{{"20261127T101530Z-a-2.smtp", ""}}));
    EXPECT_EQ(one.write(1, "x"), EBADF);
    EXPECT_EQ(one.finish(1, kNow), EBADF);
}

TEST_F(RecordFolderTest, WhatIsUnfinishedGoesWithTheFolder) {
    RecordFolder& one = prepared();
    ASSERT_EQ(one.open(1, record_name(kNow, "a-1")), 0);
    ASSERT_EQ(one.write(1, "half"), 0);
    folder.reset();
    EXPECT_EQ(directory.files(), Files{});
}

TEST_F(RecordFolderTest, NoFileIsOverwritten) {
    directory.put(".20261127T101530Z-a-1.smtp.part", "somebody's");
    RecordFolder& one = prepared();
    EXPECT_EQ(one.open(1, record_name(kNow, "a-1")), EEXIST);
    EXPECT_EQ(directory.files(), (Files{{".20261127T101530Z-a-1.smtp.part", "somebody's"}}));
}

TEST_F(RecordFolderTest, NoLinkIsFollowed) {
    const std::string elsewhere = directory.path + "/elsewhere";
    std::filesystem::create_symlink(elsewhere, directory.path + "/.20261127T101530Z-a-1.smtp.part");
    folder.emplace(settings);
    EXPECT_NE(folder->open(1, record_name(kNow, "a-1")), 0);
    EXPECT_FALSE(std::filesystem::exists(elsewhere));
}

// A file counts as what it takes of a disk.
constexpr std::uint64_t kBlock = 4096;

TEST_F(RecordFolderTest, TheOldestGoWhenThereIsTooMuch) {
    settings.keep = 2 * kBlock;
    static_cast<void>(prepared());
    for (int i = 1; i <= 4; ++i)
        record(static_cast<std::uint64_t>(i), kNow + std::chrono::seconds(i), std::string(40, 'x'));
    const Files left = directory.files();
    EXPECT_EQ(left.size(), 2U);
    EXPECT_TRUE(left.contains("20261127T101533Z-a-3.smtp"));
    EXPECT_TRUE(left.contains("20261127T101534Z-a-4.smtp"));
}

TEST_F(RecordFolderTest, AsMuchAsIsAllowedStays) {
    settings.keep = 2 * kBlock;
    static_cast<void>(prepared());
    record(1, kNow, std::string(40, 'x'));
    record(2, kNow, std::string(40, 'x'));
    EXPECT_EQ(directory.files().size(), 2U);
    record(3, kNow, "x");
    EXPECT_EQ(directory.files().size(), 2U);
}

TEST_F(RecordFolderTest, TheOldGoWhateverThereIs) {
    settings.keep_for = 1h;
    static_cast<void>(prepared());
    record(1, kNow, "one");
    record(2, kNow + 1s, "two");
    record(3, kNow + 1h, "three");
    EXPECT_EQ(directory.files().size(), 3U);
    record(4, kNow + 1h + 1s, "four");
    EXPECT_EQ(directory.files().size(), 3U);
    EXPECT_FALSE(directory.files().contains("20261127T101530Z-a-1.smtp"));
}

TEST_F(RecordFolderTest, WhatWasThereBeforeCountsToo) {
    settings.keep = kBlock;
    settings.keep_for = 24h;
    directory.put("20261125T000000Z-old.smtp", "too old");
    directory.put("20261127T000000Z-a.smtp", std::string(60, 'x'));
    directory.put("20261127T000001Z-b.smtp", std::string(60, 'x'));
    static_cast<void>(prepared());
    EXPECT_EQ(directory.files(), (Files{{"20261127T000001Z-b.smtp", std::string(60, 'x')}}));
    record(1, kNow, std::string(60, 'x'));
    EXPECT_EQ(directory.files(), (Files{{"20261127T101530Z-a-1.smtp", std::string(60, 'x')}}));
}

TEST_F(RecordFolderTest, NothingCountsTwice) {
    settings.keep = 2 * kBlock;
    RecordFolder& one = prepared();
    record(1, kNow, std::string(60, 'x'));
    for (int i = 0; i < 3; ++i) ASSERT_EQ(one.prepare(kNow), 0);
    record(2, kNow, std::string(40, 'x'));
    EXPECT_EQ(directory.files().size(), 2U);
}

TEST_F(RecordFolderTest, OnlyNamesOfOurOwnFormAreRemoved) {
    settings.keep = 1;
    settings.keep_for = 1s;
    const Files others{{"notes", std::string(100, 'x')},
                       {"old.smtp", std::string(100, 'x')},
                       {"20250101T000000Z-a.smtp.bak", std::string(100, 'x')},
                       {"20250101T000000Z-a b.smtp", std::string(100, 'x')},
                       {".hidden.part", "x"},
                       {".20250101T000000Z-a.smtp", "x"}};
    for (const auto& [name, octets] : others) directory.put(name, octets);
    directory.put("20250101T000000Z-a.smtp", "ours");
    static_cast<void>(prepared());
    record(1, kNow, "much");
    EXPECT_EQ(directory.files(), others);
}

TEST_F(RecordFolderTest, WhatAKilledDaemonLeftGoesWhenItIsOld) {
    settings.keep_for = 1h;
    directory.put(".20261127T090000Z-a-1.smtp.part", "old");
    directory.put(".20261127T100000Z-a-2.smtp.part", "perhaps somebody's");
    static_cast<void>(prepared());
    EXPECT_EQ(directory.files(), (Files{{".20261127T100000Z-a-2.smtp.part", "perhaps somebody's"}}));
    record(3, kNow + 2h, "new");
    EXPECT_EQ(directory.files(), (Files{{"20261127T121530Z-a-3.smtp", "new"}}));
}

// A clock that was ahead must not push out all that comes after it was set right.
TEST_F(RecordFolderTest, WhatIsDatedInTheFutureGoesFirst) {
    settings.keep = 2 * kBlock;
    directory.put("20990101T000000Z-a.smtp", "x");
    static_cast<void>(prepared());
    record(1, kNow, "one");
    record(2, kNow + 1s, "two");
    EXPECT_EQ(directory.files(),
              (Files{{"20261127T101530Z-a-1.smtp", "one"}, {"20261127T101531Z-a-2.smtp", "two"}}));
}

TEST_F(RecordFolderTest, WhatAKilledDaemonLeftCountsToo) {
    settings.keep = 2 * kBlock;
    directory.put(".20261127T101500Z-a-1.smtp.part", std::string(kBlock + 1, 'x'));
    static_cast<void>(prepared());
    record(3, kNow, "new");
    EXPECT_EQ(directory.files(), (Files{{"20261127T101530Z-a-3.smtp", "new"}}));
}

TEST_F(RecordFolderTest, AnEmptyRecordingGoesToo) {
    settings.keep_for = 1h;
    directory.put("20261127T090000Z-a-1.smtp", "");
    static_cast<void>(prepared());
    EXPECT_EQ(directory.files(), Files{});
}

// As after a failure: the folder is looked at anew while recordings go on.
TEST_F(RecordFolderTest, WhatIsBeingWrittenSurvivesALookAtTheFolder) {
    settings.keep = kBlock;
    RecordFolder& one = prepared();
    ASSERT_EQ(one.open(1, record_name(kNow - 1h, "a-1")), 0);
    ASSERT_EQ(one.write(1, "long"), 0);
    directory.put("20261127T100000Z-b.smtp", std::string(20, 'x'));
    ASSERT_EQ(one.prepare(kNow), 0);
    ASSERT_EQ(one.finish(1, kNow), 0);
    EXPECT_EQ(directory.files(), (Files{{"20261127T091530Z-a-1.smtp", "long"}}));
}

TEST_F(RecordFolderTest, AFullDiskLeavesNothingOfARecording) {
    RecordFolder& one = prepared();
    ASSERT_EQ(one.open(1, record_name(kNow, "a-1")), 0);
    {
        const FullDisk disk(100000);
        EXPECT_EQ(one.write(1, std::string(60000, 'x')), 0);
        EXPECT_EQ(one.write(1, std::string(60000, 'x')), EFBIG);
    }
    EXPECT_EQ(directory.files(), Files{});
    EXPECT_EQ(one.write(1, "x"), EBADF);
    record(2, kNow, "works again");
    EXPECT_EQ(directory.files().size(), 1U);
}

TEST_F(RecordFolderTest, AFolderBelowAFileCannotBe) {
    directory.put("file", "x");
    settings.directory = directory.path + "/file/records";
    folder.emplace(settings);
    EXPECT_EQ(folder->prepare(kNow), ENOTDIR);
    EXPECT_EQ(folder->open(1, record_name(kNow, "a-1")), ENOTDIR);
}

TEST_F(RecordFolderTest, AFileIsNoFolder) {
    directory.put("file", "x");
    settings.directory = directory.path + "/file";
    folder.emplace(settings);
    EXPECT_EQ(folder->prepare(kNow), ENOTDIR);
}

TEST_F(RecordFolderTest, AFolderIsMadeButNotTheOneAroundIt) {
    settings.directory = directory.path + "/one/two";
    folder.emplace(settings);
    EXPECT_EQ(folder->prepare(kNow), ENOENT);
    EXPECT_EQ(directory.files(), Files{});
}

TEST_F(RecordFolderTest, AFolderThatWentAwayIsMadeAgain) {
    settings.directory = directory.path + "/made";
    RecordFolder& one = prepared();
    ASSERT_EQ(one.open(1, record_name(kNow, "a-1")), 0);
    std::filesystem::remove_all(settings.directory);
    EXPECT_EQ(one.finish(1, kNow), ENOENT);
    EXPECT_EQ(one.open(2, record_name(kNow, "a-2")), ENOENT);
    EXPECT_EQ(one.prepare(kNow), 0);
    record(3, kNow, "again");
}

}  // namespace
}  // namespace heloise
