// Files rewritten, and files left alone.
#include "proxy/replay/update_file.h"

#include <gtest/gtest.h>

#include "proxy/replay/replay_file.h"
#include "tests/support/transcript_folder.h"

namespace heloise {
namespace {

class UpdateFile : public TranscriptFolder {};

const std::string kGood =
    "# Why it is here.\n@ greeting = \"helo\"\nF! connect\nF< 220 mx.example.org ESMTP heloise\nF> HELO a\n"
    "# Ours.\nF< 250 mx.example.org\nF~ 1s\nF! close\n";

TEST_F(UpdateFile, AGoodOneIsNotTouched) {
    // Not canonical, and still not touched.
    const std::string file = write("a.smtp", kGood + "# \\\\ here\n");
    const auto before = std::filesystem::last_write_time(file);
    EXPECT_EQ(update_file(file).kind, Updated::Kind::Same);
    EXPECT_EQ(std::filesystem::last_write_time(file), before);
    EXPECT_EQ(read(file), kGood + "# \\\\ here\n");
}

TEST_F(UpdateFile, ADifferentOneIsWrittenAndShown) {
    std::string bad = kGood;
    bad.replace(bad.find("F< 250 mx"), 9, "F< 250 my");
    const std::string file = write("a.smtp", bad);
    std::filesystem::permissions(file,
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    const Updated updated = update_file(file);
    EXPECT_EQ(updated.kind, Updated::Kind::Written) << updated.text;
    EXPECT_EQ(updated.text, "--- " + file + "\n@@ 7\n-F< 250 my.example.org\n+F< 250 mx.example.org\n");
    EXPECT_EQ(read(file), kGood);
    EXPECT_FALSE(replay_file(file));
    EXPECT_EQ(std::filesystem::status(file).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    // Nothing else is left in the folder.
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1);
}

TEST_F(UpdateFile, ALinkStaysOne) {
    const std::string file = write("real/a.smtp", "# bad\nF< 220 hello\n");
    const std::filesystem::path link = folder_ / "link.smtp";
    std::filesystem::create_symlink(file, link);
    EXPECT_EQ(update_file(link.string()).kind, Updated::Kind::Written);
    EXPECT_TRUE(std::filesystem::is_symlink(link));
    EXPECT_EQ(read(file), "# bad\nF< 220 mx.example.org ESMTP heloise\n");
}

TEST_F(UpdateFile, WhatCannotBePlayedToItsEndIsLeftAlone) {
    const std::string bad = "# bad\nF< 220 hello\nF> NOOP\nB! connect\n";
    const std::string file = write("a.smtp", bad);
    const Updated updated = update_file(file);
    EXPECT_EQ(updated.kind, Updated::Kind::LeftAlone);
    EXPECT_TRUE(updated.text.starts_with(file + ": left alone: it cannot be played to its end\n"))
        << updated.text;
    EXPECT_EQ(read(file), bad);
    EXPECT_EQ(update_file(write("b.smtp", "hello\n")).kind, Updated::Kind::LeftAlone);
}

// How much of a message leaves that is given up depends on how it comes: no lines can say it but "anything".
TEST_F(UpdateFile, WhatWouldStillDifferInSomeWayIsLeftAlone) {
    std::string bad = read(HELOISE_SOURCE_DIR "/tests/transcripts/content/signed_rejected.smtp");
    const std::string anything = "B< \\{anything}\n";
    ASSERT_NE(bad.find(anything), std::string::npos);
    bad.erase(bad.find(anything), anything.size());
    const std::string file = write("a.smtp", bad);
    const Updated updated = update_file(file);
    EXPECT_EQ(updated.kind, Updated::Kind::LeftAlone);
    EXPECT_TRUE(updated.text.starts_with(file + ": left alone: written anew it would still differ\n"))
        << updated.text;
    EXPECT_EQ(read(file), bad);
}

}  // namespace
}  // namespace heloise
