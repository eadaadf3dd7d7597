// Commands as old servers read them.
#include "proxy/emulate/legacy_command.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

EmulatedSyntax lenient() {
    EmulatedSyntax syntax;
    syntax.brackets = EmulatedSyntax::Brackets::Optional;
    syntax.blanks = EmulatedSyntax::Blanks::Accepted;
    return syntax;
}

TEST(LegacyCommand, VerbIsUpperCaseAndArgumentTrimmed) {
    const LegacyCommand command = read_legacy_command("helo  client.example ", {});
    EXPECT_EQ(command.verb, "HELO");
    EXPECT_EQ(command.argument, "client.example");
    EXPECT_EQ(read_legacy_command("", {}).verb, "");
}

TEST(LegacyCommand, AliasStandsForItsVerb) {
    EmulatedSyntax syntax;
    syntax.aliases["HELLO"] = "HELO";
    EXPECT_EQ(read_legacy_command("hello x", syntax).verb, "HELO");
    EXPECT_EQ(read_legacy_command("hello x", {}).verb, "HELLO");
}

TEST(LegacyPath, CanonicalFormIsReadByTheStrictest) {
    const auto path = read_legacy_path("FROM:<a@b> SIZE=10 BODY=7BIT", "FROM", {});
    ASSERT_TRUE(path);
    EXPECT_EQ(path->path, "<a@b>");
    EXPECT_EQ(path->parameters, "SIZE=10 BODY=7BIT");
    EXPECT_EQ(path->size(), 10U);
}

TEST(LegacyPath, BlanksAndMissingBracketsAreForTheLenient) {
    for (const char* argument : {"FROM: <a@b>", "FROM :<a@b>", "from:a@b", "FROM: a@b"}) {
        EXPECT_FALSE(read_legacy_path(argument, "FROM", {})) << argument;
        const auto path = read_legacy_path(argument, "FROM", lenient());
        ASSERT_TRUE(path) << argument;
        EXPECT_EQ(path->path, "<a@b>") << argument;
    }
}

TEST(LegacyPath, NobodyReadsTheWrongWordOrAnOpenBracket) {
    for (const char* argument : {"TO:<a@b>", "FROM", "FROM<a@b>", "FROM:<a@b", "FROM:", ""})
        EXPECT_FALSE(read_legacy_path(argument, "FROM", lenient())) << argument;
}

TEST(LegacyPath, BracketInQuotesDoesNotCloseThePath) {
    EXPECT_EQ(read_legacy_path("TO:<\"a>b\"@c> X", "TO", {})->path, "<\"a>b\"@c>");
    EXPECT_EQ(read_legacy_path("TO:<a\\>b@c> X", "TO", {})->path, "<a\\>b@c>");
}

TEST(LegacyPath, LocalPartIsWhatStandsBeforeTheLastAt) {
    const auto local = [](const char* path) { return std::string(LegacyPath{path, ""}.local_part()); };
    EXPECT_EQ(local("<jones@host>"), "jones");
    EXPECT_EQ(local("<@one,@two:jones@host>"), "jones");
    EXPECT_EQ(local("<jones%far@host>"), "jones%far");
    EXPECT_EQ(local("<jdoe>"), "jdoe");
    EXPECT_EQ(local("<>"), "");
}

TEST(LegacyPath, UnreadableSizeIsNone) {
    EXPECT_FALSE((LegacyPath{"<a>", "SIZE="}.size()));
    EXPECT_FALSE((LegacyPath{"<a>", "SIZE=1x"}.size()));
    EXPECT_FALSE((LegacyPath{"<a>", "SIZE=99999999999999999999"}.size()));
    EXPECT_FALSE((LegacyPath{"<a>", "RET=FULL"}.size()));
    EXPECT_EQ((LegacyPath{"<a>", "RET=FULL size=7"}.size()), 7U);
}

}  // namespace
}  // namespace heloise
