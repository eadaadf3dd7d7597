// The configuration behind a transcript's "@" lines.
#include "proxy/transcript/transcript_settings.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

Transcript parsed(std::string_view text) {
    return std::get<Transcript>(parse_transcript(text));
}

TEST(TranscriptSettings, ATranscriptNeedNotSetAnything) {
    const Loaded loaded = load_settings(parsed("# nothing\n"), "t.smtp");
    ASSERT_TRUE(loaded.configuration);
    EXPECT_EQ(loaded.configuration->hostname, "mx.example.org");
    ASSERT_EQ(loaded.configuration->backends.size(), 1U);
    EXPECT_EQ(loaded.configuration->backends[0].name, "test");
    EXPECT_EQ(loaded.configuration->backends[0].address.at(0).text(), "192.0.2.25:25");
}

TEST(TranscriptSettings, ASettingIsOfTheBackendUnlessItBeginsWithASlash) {
    const Loaded loaded = load_settings(
        parsed("@ limits.sessions = 3\n@ limits.hold = \"7s\"\n@ /hostname = \"a.example\"\n"), "t.smtp");
    ASSERT_TRUE(loaded.configuration);
    EXPECT_EQ(loaded.configuration->hostname, "a.example");
    EXPECT_EQ(loaded.configuration->backends[0].limits.sessions, 3U);
    EXPECT_EQ(loaded.configuration->backends[0].limits.hold, std::chrono::seconds(7));
}

TEST(TranscriptSettings, AMistakeIsReportedWhereItStands) {
    const Loaded loaded =
        load_settings(parsed("# one\n# two\n@ limits.sesions = 3\n@ /hostnam = \"a\"\n"), "t.smtp");
    EXPECT_FALSE(loaded.configuration);
    std::string lines;
    for (const Problem& problem : loaded.problems) {
        if (!problem.warning) lines += problem.printed() + "\n";
    }
    EXPECT_NE(lines.find("t.smtp:3:"), std::string::npos) << lines;
    EXPECT_NE(lines.find("t.smtp:4:"), std::string::npos) << lines;
}

TEST(TranscriptSettings, TheBackendsNameIsThatOfTheRecording) {
    EXPECT_EQ(backend_name(parsed("@ name = \"msmail\"\n")), "msmail");
    EXPECT_EQ(backend_name(parsed("@ /name = \"no\"\n")), "");
}

TEST(TranscriptSettings, OurNameIsThatOfTheSettingOrOfTheBanner) {
    const auto name = [](std::string_view text) {
        return recorded_hostname(std::get<Transcript>(parse_transcript(text)));
    };
    EXPECT_EQ(name("@ /hostname = \"a.example\"\nF< 220 b.example ESMTP heloise\n"), "a.example");
    EXPECT_EQ(name("B> 220 c.example ESMTP heloise\nF< 220 b.example ESMTP heloise\n"), "b.example");
    EXPECT_EQ(name("F< 421 4.3.2 No\n"), "");
    EXPECT_EQ(name("F> QUIT\n"), "");
}

}  // namespace
}  // namespace heloise
