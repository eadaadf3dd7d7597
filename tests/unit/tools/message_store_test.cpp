// Messages as files.
#include "proxy/tools/message_store.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

namespace heloise {
namespace {

namespace fs = std::filesystem;

class Folder {
public:
    Folder() {
        std::string name = (fs::temp_directory_path() / "heloise-XXXXXX").string();
        if (mkdtemp(name.data()) != nullptr) path_ = name;
    }
    ~Folder() { fs::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] const fs::path& path() const { return path_; }

private:
    fs::path path_;
};

std::string content(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

const LegacyMessage kMessage{"HELO x", "<a@b>", {"<c@d>"}, "text\r\n"};

TEST(MessageStore, KeepsEachMessageAsTheNextFile) {
    const Folder folder;
    MessageStore store((folder.path() / "mail" / "in").string());
    EXPECT_EQ(store.error(), "");
    EXPECT_EQ(store.keep(kMessage).file, "000001.msg");
    EXPECT_EQ(store.keep(kMessage).file, "000002.msg");
    EXPECT_EQ(content(folder.path() / "mail/in/000002.msg"), file_text(kMessage));
    // Nothing half-written is left.
    EXPECT_EQ(std::distance(fs::directory_iterator(folder.path() / "mail/in"), {}), 2);
}

TEST(MessageStore, GoesOnBehindWhatIsThere) {
    const Folder folder;
    std::ofstream(folder.path() / "000041.msg") << "old";
    std::ofstream(folder.path() / "notes.txt") << "other";
    MessageStore store(folder.path().string());
    EXPECT_EQ(store.keep(kMessage).file, "000042.msg");
    EXPECT_EQ(content(folder.path() / "000041.msg"), "old");
}

TEST(MessageStore, SaysWhyItCannot) {
    const Folder folder;
    std::ofstream(folder.path() / "file") << "x";
    EXPECT_NE(MessageStore((folder.path() / "file").string()).error(), "");

    MessageStore store((folder.path() / "gone").string());
    fs::remove(folder.path() / "gone");
    const MessageStore::Kept kept = store.keep(kMessage);
    EXPECT_EQ(kept.file, "");
    EXPECT_EQ(kept.error, "No such file or directory");
    // The number was not used up.
    fs::create_directory(folder.path() / "gone");
    EXPECT_EQ(store.keep(kMessage).file, "000001.msg");
}

TEST(MessageStore, WithoutAFolderItForgets) {
    MessageStore store("");
    EXPECT_EQ(store.error(), "");
    const MessageStore::Kept kept = store.keep(kMessage);
    EXPECT_EQ(kept.file, "");
    EXPECT_EQ(kept.error, "");
}

}  // namespace
}  // namespace heloise
