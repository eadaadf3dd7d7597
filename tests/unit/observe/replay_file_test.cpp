// From transcript files to verdicts.
#include "proxy/observe/replay_file.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace heloise {
namespace {

namespace fs = std::filesystem;

class ReplayFile : public testing::Test {
protected:
    ReplayFile() {
        std::string pattern = (fs::temp_directory_path() / "heloise-XXXXXX").string();
        folder_ = mkdtemp(pattern.data());
    }
    ~ReplayFile() override { fs::remove_all(folder_); }
    ReplayFile(const ReplayFile&) = delete;
    ReplayFile& operator=(const ReplayFile&) = delete;

    std::string write(const std::string& name, const std::string& text) {
        const fs::path path = folder_ / name;
        fs::create_directories(path.parent_path());
        std::ofstream(path) << text;
        return path.string();
    }

    fs::path folder_;
};

const std::string kGood = "# good\nF< 220 mx.example.org ESMTP heloise\n";

TEST_F(ReplayFile, AGoodOneHasNothingToSay) {
    EXPECT_FALSE(replay_file(write("a.smtp", kGood)));
}

TEST_F(ReplayFile, ADifferenceIsShownAsADiff) {
    const std::string file = write("a.smtp", "# bad\nF< 220 hello\n");
    const auto report = replay_file(file);
    ASSERT_TRUE(report);
    EXPECT_EQ(*report, file +
                           ":2: played whole:\n"
                           "  expected  F< 220 hello\n"
                           "  got       F< 220 mx.example.org ESMTP heloise\n");
}

TEST_F(ReplayFile, WhatIsNoTranscriptIsSaid) {
    EXPECT_TRUE(replay_file((folder_ / "missing.smtp").string()));
    const std::string file = write("a.smtp", "# one\nhello\n");
    EXPECT_EQ(replay_file(file), file + ":2: a line begins with F, B, @ or #\n");
}

TEST_F(ReplayFile, AMistakeInItsSettingsIsReportedLikeThatOfAConfiguration) {
    const std::string file = write("a.smtp", "# one\n@ greeting = \"hallo\"\n");
    const auto report = replay_file(file);
    ASSERT_TRUE(report);
    EXPECT_TRUE(report->starts_with(file + ":2:")) << *report;
}

TEST_F(ReplayFile, AConfigurationTakesThePlaceOfItsSettings) {
    const std::string file = write("a.smtp", "# one\n@ name = \"two\"\nF< 220 other.example ESMTP heloise\n");
    Configuration configuration;
    configuration.hostname = "other.example";
    configuration.backends.resize(2);
    configuration.backends[0].name = "one";
    configuration.backends[1].name = "two";
    EXPECT_FALSE(replay_file(file, &configuration));
    configuration.backends.pop_back();
    EXPECT_EQ(replay_file(file, &configuration), file + ": the configuration has no backend \"two\"\n");
}

TEST_F(ReplayFile, AFolderStandsForItsTranscripts) {
    write("b/two.smtp", kGood);
    write("a/one.smtp", kGood);
    write("a/notes.txt", "");
    std::vector<std::string> missing;
    const auto files = transcript_files({folder_.string(), "/nowhere/at.smtp"}, missing);
    ASSERT_EQ(files.size(), 2U);
    EXPECT_TRUE(files[0].ends_with("a/one.smtp"));
    EXPECT_TRUE(files[1].ends_with("b/two.smtp"));
    EXPECT_EQ(missing, std::vector<std::string>{"/nowhere/at.smtp"});
}

}  // namespace
}  // namespace heloise
