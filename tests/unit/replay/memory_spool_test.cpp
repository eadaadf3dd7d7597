// The spool of a session that has no disk.
#include "proxy/replay/memory_spool.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

using Disk = MemorySpool::Disk;
constexpr auto kMessage = SpoolFile::Message;
constexpr auto kPart = SpoolFile::Part;

// What a session is told of it shows in what the session does; here only that it is told.
class MemorySpoolTest : public testing::Test {
protected:
    MemorySpoolTest() { backend_.address = {Endpoint{"192.0.2.25", 25}}; }
    bool tells() { return spool_.tell(session_, now_); }

    Moment now_{};
    Backend backend_;
    Session session_{backend_, {"mx.example.org", "test", "192.0.2.1"}, now_};
    MemorySpool spool_;
};

TEST_F(MemorySpoolTest, AReadIsAnsweredOnceWhenAskedFor) {
    EXPECT_EQ(spool_.write({kPart, 0, "hello"}), "");
    EXPECT_FALSE(tells());
    EXPECT_EQ(spool_.read({kPart, 1, 4}), "");
    EXPECT_TRUE(tells());
    EXPECT_FALSE(tells());
}

TEST_F(MemorySpoolTest, ASecondReadAtOnceIsAMistake) {
    EXPECT_EQ(spool_.write({kPart, 0, "hello"}), "");
    EXPECT_EQ(spool_.read({kPart, 0, 1}), "");
    EXPECT_EQ(spool_.read({kPart, 0, 1}), "reads the spool twice at once");
}

TEST_F(MemorySpoolTest, WhatWasNotWrittenCannotBeRead) {
    EXPECT_EQ(spool_.write({kPart, 0, "hello"}), "");
    EXPECT_EQ(spool_.write({kPart, 6, "x"}), "leaves a hole in a file of the spool");
    EXPECT_EQ(spool_.write({kPart, 3, "p me"}), "");
    EXPECT_EQ(spool_.size(), 7U);
    EXPECT_NE(spool_.read({kPart, 0, 8}), "");
    EXPECT_NE(spool_.read({kMessage, 0, 1}), "");
    EXPECT_EQ(spool_.read({kPart, 0, 7}), "");
    EXPECT_NE(spool_.read({kPart, 0, limits::kSpoolRead + 1}), "");
}

TEST_F(MemorySpoolTest, ForgettingTakesTheAnswerWithIt) {
    EXPECT_EQ(spool_.write({kPart, 0, "hello"}), "");
    EXPECT_EQ(spool_.read({kPart, 0, 5}), "");
    spool_.forget();
    EXPECT_FALSE(tells());
    EXPECT_EQ(spool_.size(), 0U);
}

TEST_F(MemorySpoolTest, AFullDiskFailsOnceUntilItIsForgotten) {
    EXPECT_EQ(spool_.write({kPart, 0, "hello"}), "");
    spool_.change_disk(Disk::Full);
    EXPECT_EQ(spool_.read({kPart, 0, 5}), "");
    EXPECT_TRUE(tells());  // what is written can be read
    EXPECT_EQ(spool_.write({kPart, 5, "x"}), "");
    EXPECT_EQ(spool_.write({kMessage, 0, "x"}), "");
    EXPECT_EQ(spool_.write({kPart, 6, "y"}), "");  // behind what was not kept
    EXPECT_EQ(spool_.read({kPart, 0, 5}), "");
    EXPECT_TRUE(tells());
    EXPECT_FALSE(tells());
    spool_.forget();
    EXPECT_EQ(spool_.write({kPart, 0, "x"}), "");
    EXPECT_TRUE(tells());
}

TEST_F(MemorySpoolTest, ABrokenDiskDoesNotReadEither) {
    EXPECT_EQ(spool_.write({kPart, 0, "hello"}), "");
    spool_.change_disk(Disk::Broken);
    EXPECT_EQ(spool_.read({kPart, 0, 5}), "");
    EXPECT_TRUE(tells());
    spool_.forget();
    spool_.change_disk(Disk::Works);
    EXPECT_EQ(spool_.write({kPart, 0, "hello"}), "");
    EXPECT_FALSE(tells());
}

}  // namespace
}  // namespace heloise
