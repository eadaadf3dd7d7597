// Transcript files: which there are, and what they are played against.
#include "proxy/transcript/transcript_file.h"

#include <gtest/gtest.h>

#include "tests/support/transcript_folder.h"

namespace heloise {
namespace {

class TranscriptFile : public TranscriptFolder {};

const std::string kGood = "# good\nF< 220 mx.example.org ESMTP heloise\n";

TEST_F(TranscriptFile, AConfigurationTakesThePlaceOfItsSettings) {
    const std::string file = write("a.smtp", "# one\n@ name = \"two\"\nF< 220 other.example ESMTP heloise\n");
    Configuration configuration;
    configuration.hostname = "today.example";
    configuration.backends.resize(2);
    configuration.backends[0].name = "one";
    configuration.backends[1].name = "two";
    const auto read = read_transcript(file);
    const auto& transcript = std::get<Transcript>(read);
    const auto against = play_against(file, transcript, &configuration);
    EXPECT_EQ(std::get<Against>(against).backend.name, "two");
    // What heloise is called is no difference.
    EXPECT_EQ(std::get<Against>(against).hostname, "other.example");
    configuration.backends.pop_back();
    EXPECT_EQ(std::get<std::string>(play_against(file, transcript, &configuration)),
              file + ": the configuration has no backend \"two\"\n");
}

TEST_F(TranscriptFile, AFolderStandsForItsTranscripts) {
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
