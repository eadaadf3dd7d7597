// Every recorded session under tests/transcripts/, a test each, named by its path.
//
// The program only finds and names them; what it means to play one is proxy/replay/replay_file.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "proxy/base/ascii.h"
#include "proxy/replay/replay_file.h"
#include "proxy/transcript/transcript.h"

namespace heloise {
namespace {

const std::string kFolder = HELOISE_SOURCE_DIR "/tests/transcripts";

std::vector<std::string> all_files() {
    std::vector<std::string> missing;
    return transcript_files({kFolder}, missing);
}

std::string test_name(const std::string& file) {
    std::string name = std::filesystem::relative(file, kFolder).replace_extension().string();
    for (char& c : name) {
        if (!is_alnum(c)) c = '_';
    }
    return name;
}

class TranscriptFile : public testing::TestWithParam<std::string> {};

TEST_P(TranscriptFile, PlaysAsWritten) {
    const auto report = replay_file(GetParam());
    EXPECT_FALSE(report) << *report;
}

// What is not canonical would change under the recorder's hands.
TEST_P(TranscriptFile, IsCanonical) {
    std::ifstream stream(GetParam(), std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(stream), {});
    const auto parsed = parse_transcript(text);
    ASSERT_TRUE(std::holds_alternative<Transcript>(parsed)) << std::get<TranscriptError>(parsed).text;
    EXPECT_EQ(print(std::get<Transcript>(parsed)), text) << GetParam();
}

// A reader must learn why a session is here and who says so.
TEST_P(TranscriptFile, BeginsWithAComment) {
    std::ifstream stream(GetParam());
    std::string line;
    std::getline(stream, line);
    EXPECT_TRUE(line.starts_with("# ")) << GetParam();
}

std::string test_name_of(const testing::TestParamInfo<std::string>& file) {
    return test_name(file.param);
}

INSTANTIATE_TEST_SUITE_P(Transcripts, TranscriptFile, testing::ValuesIn(all_files()), test_name_of);

}  // namespace
}  // namespace heloise
