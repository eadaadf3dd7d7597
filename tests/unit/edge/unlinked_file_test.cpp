// Temporary files on the machine's own disk.
#include "proxy/edge/unlinked_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <functional>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/support/disk.h"

namespace heloise {
namespace {

namespace fs = std::filesystem;

const std::string kFolder = fs::temp_directory_path().string();

std::string content(UnlinkedFile& file, std::uint64_t at, std::size_t octets) {
    std::string found(octets, '?');
    EXPECT_EQ(file.read(at, found), 0);
    return found;
}

TEST(UnlinkedFile, GivesBackWhatWasWrittenWhereItWasWritten) {
    UnlinkedFile file;
    ASSERT_EQ(file.open(kFolder), 0);
    EXPECT_EQ(file.write(0, "hello world"), 0);
    EXPECT_EQ(file.write(6, "there"), 0);
    EXPECT_EQ(content(file, 0, 11), "hello there");
    EXPECT_EQ(content(file, 4, 3), "o t");
}

TEST(UnlinkedFile, ItsEndComingTooEarlyIsAnError) {
    UnlinkedFile file;
    ASSERT_EQ(file.open(kFolder), 0);
    EXPECT_EQ(file.write(0, "short"), 0);
    std::array<char, 6> room{};
    EXPECT_EQ(file.read(0, room), EIO);
}

// What `open` hands out, and what it leaves in the folder.
void expect_secret(const std::function<int(UnlinkedFile&, const std::string&)>& open) {
    std::string folder = (fs::temp_directory_path() / "heloise-XXXXXX").string();
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    const auto before = nameless_files().size();
    UnlinkedFile file;
    ASSERT_EQ(open(file, folder), 0);
    EXPECT_TRUE(fs::is_empty(folder));
    const auto found = nameless_files();
    const auto ours = std::find_if(found.begin(), found.end(), [&](const std::string& path) {
        return fs::read_symlink(path).string().starts_with(fs::canonical(folder).string());
    });
    ASSERT_NE(ours, found.end());
    EXPECT_EQ(fs::status(*ours).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_EQ(file.write(0, "x"), 0);
    EXPECT_EQ(content(file, 0, 1), "x");
    file.close();
    EXPECT_EQ(nameless_files().size(), before);
    fs::remove(folder);
}

TEST(UnlinkedFile, HasNoNameAndNobodyElseMayReadIt) {
    expect_secret([](UnlinkedFile& file, const std::string& folder) { return file.open(folder); });
}

TEST(UnlinkedFile, NorHasItWhereFilesMustHaveNames) {
    expect_secret([](UnlinkedFile& file, const std::string& folder) { return file.open_named(folder); });
}

TEST(UnlinkedFile, SaysWhyItCannotBeOpened) {
    UnlinkedFile file;
    EXPECT_EQ(file.open("/nowhere/at/all"), ENOENT);
    EXPECT_EQ(file.open_named("/nowhere/at/all"), ENOENT);
    EXPECT_EQ(file.open("/dev/null"), ENOTDIR);
    EXPECT_FALSE(file.is_open());
}

// write(2) takes what still fits and fails only then: both ends of that.
TEST(UnlinkedFile, AFullDiskIsToldAfterWhatFitted) {
    const FullDisk disk(4096);
    UnlinkedFile file;
    ASSERT_EQ(file.open(kFolder), 0);
    EXPECT_EQ(file.write(0, std::string(4096, 'x')), 0);
    EXPECT_EQ(file.write(4000, std::string(200, 'y')), EFBIG);
    EXPECT_EQ(content(file, 3999, 97), "x" + std::string(96, 'y'));
}

TEST(UnlinkedFile, MovingItLeavesNothingBehind) {
    UnlinkedFile file;
    ASSERT_EQ(file.open(kFolder), 0);
    EXPECT_EQ(file.write(0, "x"), 0);
    UnlinkedFile other = std::move(file);
    EXPECT_FALSE(file.is_open());  // NOLINT(bugprone-use-after-move)
    file = std::move(other);
    EXPECT_FALSE(other.is_open());  // NOLINT(bugprone-use-after-move)
    EXPECT_EQ(content(file, 0, 1), "x");
}

}  // namespace
}  // namespace heloise
