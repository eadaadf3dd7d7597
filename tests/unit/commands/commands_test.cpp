// The command line, as far as it needs no network: which words are taken, what is printed, the exit codes.
#include "proxy/commands/commands.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proxy/extensions/registry.h"

namespace heloise {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Ran {
    int code = -1;
    std::string out;
    std::string err;
};

Ran heloise(std::vector<std::string> words) {
    words.insert(words.begin(), "heloise");
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    Ran ran;
    ran.code = run_command_line(static_cast<int>(argv.size()), argv.data());
    ran.out = testing::internal::GetCapturedStdout();
    ran.err = testing::internal::GetCapturedStderr();
    return ran;
}

const std::string kMinimal = HELOISE_SOURCE_DIR "/conf/minimal.toml";

TEST(CommandLine, SaysItsVersion) {
    const Ran ran = heloise({"--version"});
    EXPECT_EQ(ran.code, 0);
    EXPECT_THAT(ran.out, testing::StartsWith("heloise "));
}

TEST(CommandLine, HelpNamesEveryCommandAndNoOther) {
    const Ran ran = heloise({"--help"});
    EXPECT_EQ(ran.code, 0);
    for (const std::string command : {"run", "check", "emulate", "replay", "extensions"}) {
        EXPECT_THAT(ran.out, HasSubstr("\n  " + command + " "));
    }
    EXPECT_THAT(ran.out, Not(HasSubstr("probe")));
    EXPECT_THAT(ran.out, Not(HasSubstr("status")));
}

TEST(CommandLine, EveryCommandHasHelp) {
    for (const Command* command : all_commands()) {
        const Ran ran = heloise({command->name, "--help"});
        EXPECT_EQ(ran.code, 0) << command->name;
        EXPECT_THAT(ran.out, HasSubstr("Usage: heloise " + std::string(command->name)));
    }
}

TEST(CommandLine, AMistakeIsTwo) {
    EXPECT_EQ(heloise({}).code, 2);
    EXPECT_EQ(heloise({"check"}).code, 2);
    EXPECT_EQ(heloise({"check", "-c"}).code, 2);
    EXPECT_EQ(heloise({"check", "-c", kMinimal, "more"}).code, 2);
    EXPECT_EQ(heloise({"--bogus"}).code, 2);
    EXPECT_EQ(heloise({"run"}).code, 2);
}

TEST(CommandLine, AWordThatIsNoCommandNamesTheNearest) {
    const Ran ran = heloise({"chek", "-c", kMinimal});
    EXPECT_EQ(ran.code, 2);
    EXPECT_THAT(ran.err, HasSubstr("there is no command \"chek\"; did you mean check?"));
}

TEST(Check, AGoodFileIsZero) {
    const Ran ran = heloise({"check", "-c", kMinimal});
    EXPECT_EQ(ran.code, 0);
    EXPECT_EQ(ran.out, kMinimal + ": good\n");
}

TEST(Check, ABadFileIsTwoAndSaysWhere) {
    const Ran ran = heloise({"check", "--config", "/nonexistent"});
    EXPECT_EQ(ran.code, 2);
    EXPECT_EQ(ran.out, "/nonexistent:1:1: cannot be read: No such file or directory\n");
}

TEST(Extensions, EveryOneHasARow) {
    const Ran ran = heloise({"extensions"});
    EXPECT_EQ(ran.code, 0);
    for (const Extension* extension : all_extensions()) {
        EXPECT_THAT(ran.out, HasSubstr("\n" + std::string(extension->keyword) + " "));
        EXPECT_THAT(ran.out, HasSubstr("  " + std::string(extension->summary) + "\n"));
    }
}

const std::string kTranscripts = HELOISE_SOURCE_DIR "/tests/transcripts/greeting";

TEST(Replay, GoodOnesAreZeroAndCounted) {
    const Ran ran = heloise({"replay", kTranscripts});
    EXPECT_EQ(ran.code, 0);
    EXPECT_THAT(ran.out, HasSubstr(" the same, 0 different\n"));
}

TEST(Replay, AMistakeIsTwo) {
    EXPECT_EQ(heloise({"replay"}).code, 2);
    EXPECT_EQ(heloise({"replay", "/nonexistent.smtp"}).code, 2);
    EXPECT_EQ(heloise({"replay", "--update", "-c", kMinimal, kTranscripts}).code, 2);
    EXPECT_EQ(heloise({"replay", "--update", "--against", "127.0.0.1:2525", kTranscripts}).code, 2);
    EXPECT_EQ(heloise({"replay", "--strict", kTranscripts}).code, 2);
    EXPECT_EQ(heloise({"replay", "--against", "127.0.0.1:0", kTranscripts}).code, 2);
    EXPECT_EQ(heloise({"replay", "--against", "127.0.0.1:1", "--timeout", "soon", kTranscripts}).code, 2);
    EXPECT_EQ(heloise({"replay", "--interactive", kTranscripts}).code, 2);
}

TEST(Replay, HelpSaysThatMailIsDelivered) {
    EXPECT_THAT(heloise({"replay", "--help"}).out, HasSubstr("delivers for real"));
}

}  // namespace
}  // namespace heloise
