// A leg between two steps of its peer: what is expected beside what came.
#include "proxy/replay/output_block.h"

#include <gtest/gtest.h>

#include "proxy/replay/placeholder_body.h"

namespace heloise {
namespace {

const std::string kBody = "\\{body octets=100 sha256=" + std::string(64, '0') + "}";

// Lines expected, the first at index 5, each a place further.
OutputBlock block(const std::string& expected, std::vector<OutputBlock::Piece> came) {
    OutputBlock one;
    auto parsed = parse_transcript(expected);
    std::size_t at = 5;
    for (TranscriptLine& line : std::get<Transcript>(parsed).lines)
        one.expected.push_back({std::move(line), at++});
    if (!one.expected.empty() && print(one.expected[0].line).starts_with("B")) one.leg = Side::Back;
    one.came = std::move(came);
    return one;
}

std::string text(const std::vector<Placed>& lines) {
    std::string all;
    for (const Placed& placed : lines) all += std::to_string(placed.at) + " " + print(placed.line) + "\n";
    return all;
}

TEST(OutputBlock, TheSameIsAsExpectedHoweverItCame) {
    EXPECT_TRUE(block("F< 250 A\nF= close\n", {{"25", 1}, {"0 A\r\n", 2}, {"", 2}}).is_as_expected());
    EXPECT_FALSE(block("F< 250 A\nF= close\n", {{"250 A\r\n", 1}}).is_as_expected());
    EXPECT_FALSE(block("F< 250 A\n", {{"250 B\r\n", 1}}).is_as_expected());
    EXPECT_TRUE(block("", {}).is_as_expected());
}

TEST(OutputBlock, LinesThatStayKeepTheirPlaces) {
    EXPECT_EQ(text(block("F< 1\nF< 2\nF< 3\n", {{"1\r\n4\r\n3\r\n", 1}}).as_lines()),
              "5 F< 1\n6 F< 4\n7 F< 3\n");
}

TEST(OutputBlock, ALineDoesNotStandBeforeItCame) {
    EXPECT_EQ(text(block("F< 1\nF< 2\n", {{"1\r\n2\r\n", 9}}).as_lines()), "9 F< 1\n9 F< 2\n");
}

TEST(OutputBlock, AnotherLineStandsWhereItCame) {
    EXPECT_EQ(text(block("F< 3\n", {{"1\r\n2\r\n", 1}, {"3\r\n", 2}}).as_lines()),
              "1 F< 1\n1 F< 2\n5 F< 3\n");
}

TEST(OutputBlock, ABodyThatWasLeftOutIsLeftOutAgain) {
    const std::string came = "Received: x\r\n" + placeholder_body(100) + ".\r\n";
    EXPECT_EQ(text(block("B< Received: y\nB< " + kBody + "\nB< .\n", {{came, 1}}).as_lines()),
              "5 B< Received: x\n6 B< " + kBody + "\n7 B< .\n");
}

TEST(OutputBlock, ABodyThatCameOtherwiseIsShown) {
    EXPECT_EQ(text(block("B< " + kBody + "\n", {{"other\r\n", 1}}).as_lines()), "5 B< other\n");
}

TEST(OutputBlock, HalfALineIsWrittenAsOne) {
    EXPECT_EQ(text(block("", {{"half", 1}}).as_lines()), "1 F< half\\+\n");
}

TEST(OutputBlock, ADifferenceLeavesOutWhatIsTheSame) {
    const auto parsed = parse_transcript("#\n#\n#\n#\n#\nF< 1\nF< 2\nF< 3\n");
    const Difference difference =
        block("F< 1\nF< 2\nF< 3\n", {{"1\r\n4\r\n5\r\n3\r\n", 1}}).difference(std::get<Transcript>(parsed));
    EXPECT_EQ(difference.line, 7);
    EXPECT_EQ(difference.expected, "F< 2");
    EXPECT_EQ(difference.got, "F< 4\nF< 5");
}

TEST(OutputBlock, ASecretStandsForItsLineAgain) {
    EXPECT_EQ(text(block("B< AUTH PLAIN \\{secret}\nB< QUIT\n", {{"AUTH PLAIN AGEAYg==\r\nRSET\r\n", 1}})
                       .as_lines()),
              "5 B< AUTH PLAIN \\{secret}\n6 B< RSET\n");
}

}  // namespace
}  // namespace heloise
