// What is said of a folder that cannot hold recordings.
#include "proxy/config/record_directory.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "proxy/base/check.h"

namespace heloise {
namespace {

struct RecordDirectoryTest : testing::Test {
    std::string path = [] {
        std::string name = (std::filesystem::temp_directory_path() / "heloise-config-XXXXXX").string();
        CHECK(mkdtemp(name.data()) != nullptr);
        return name;
    }();
    ~RecordDirectoryTest() override { std::filesystem::remove_all(path); }
};

TEST_F(RecordDirectoryTest, OneThatIsThereIsGood) {
    EXPECT_EQ(fault_of_record_directory(path), "");
    EXPECT_EQ(fault_of_record_directory(path + "/"), "");
    EXPECT_EQ(fault_of_record_directory("."), "");
}

TEST_F(RecordDirectoryTest, OneThatCanBeMadeIsGoodAndNotMade) {
    EXPECT_EQ(fault_of_record_directory(path + "/new"), "");
    EXPECT_EQ(fault_of_record_directory(path + "/new/"), "");
    EXPECT_FALSE(std::filesystem::exists(path + "/new"));
}

TEST_F(RecordDirectoryTest, ANameAloneIsBesideUs) {
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(path);
    EXPECT_EQ(fault_of_record_directory("new"), "");
    std::filesystem::current_path(before);
}

TEST_F(RecordDirectoryTest, AFileIsNone) {
    std::ofstream(path + "/file") << "x";
    EXPECT_EQ(fault_of_record_directory(path + "/file"), "is no directory");
    EXPECT_EQ(fault_of_record_directory("/dev/null"), "is no directory");
}

TEST_F(RecordDirectoryTest, OnlyTheLastOfAPathIsMade) {
    const std::string fault = "does not exist, and neither does the directory to make it in";
    EXPECT_EQ(fault_of_record_directory(path + "/one/two"), fault);
    std::ofstream(path + "/file") << "x";
    EXPECT_EQ(fault_of_record_directory(path + "/file/two"), fault);
}

// access() asks for the real user; root may write anywhere.
class AsNobody {
public:
    AsNobody() : before_(getuid()) {
        if (before_ == 0) CHECK(setresuid(kNobody, 0, 0) == 0);
    }
    ~AsNobody() {
        if (before_ == 0) CHECK(setresuid(0, 0, 0) == 0);
    }
    AsNobody(const AsNobody&) = delete;
    AsNobody& operator=(const AsNobody&) = delete;

private:
    static constexpr uid_t kNobody = 65534;
    uid_t before_;
};

TEST_F(RecordDirectoryTest, OneThatCannotBeWrittenToIsTold) {
    std::filesystem::permissions(path, std::filesystem::perms(0555));
    const AsNobody nobody;
    EXPECT_EQ(fault_of_record_directory(path), "cannot be written to: Permission denied");
    EXPECT_EQ(fault_of_record_directory(path + "/new"),
              "does not exist and cannot be made: Permission denied");
}

}  // namespace
}  // namespace heloise
