// Reading whole files.
#include "proxy/config/files.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

TEST(Files, AFileIsReadWhole) {
    const auto text = read_file(HELOISE_SOURCE_DIR "/conf/minimal.toml");
    ASSERT_TRUE(std::holds_alternative<std::string>(text));
    EXPECT_NE(std::get<std::string>(text).find("[[backend]]"), std::string::npos);
}

TEST(Files, AMissingFileSaysSo) {
    const auto text = read_file("/nonexistent/heloise.toml");
    ASSERT_TRUE(std::holds_alternative<FileFault>(text));
    EXPECT_EQ(std::get<FileFault>(text).reason, "No such file or directory");
}

TEST(Files, AFolderIsNoFile) {
    const auto text = read_file(HELOISE_SOURCE_DIR "/conf");
    ASSERT_TRUE(std::holds_alternative<FileFault>(text));
    EXPECT_EQ(std::get<FileFault>(text).reason, "Is a directory");
}

TEST(Files, AnEndlessFileIsGivenUp) {
    const auto text = read_file("/dev/zero");
    ASSERT_TRUE(std::holds_alternative<FileFault>(text));
    EXPECT_EQ(std::get<FileFault>(text).reason, "File too large");
}

}  // namespace
}  // namespace heloise
