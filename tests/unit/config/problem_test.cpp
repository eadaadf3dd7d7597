// How problems are printed and ordered.
#include "proxy/config/problem.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

TEST(Problem, IsPrintedAsEditorsReadIt) {
    EXPECT_EQ((Problem{"a.toml", {3, 7}, "x: must be y", false}.printed()), "a.toml:3:7: x: must be y");
    EXPECT_EQ((Problem{"a.toml", {3, 7}, "x: is odd", true}.printed()), "a.toml:3:7: warning: x: is odd");
}

TEST(Problem, IsOneLineWithoutControls) {
    EXPECT_EQ((Problem{"a\n", {1, 1}, "saw 'f\n'", false}.printed()), "a\\x0a:1:1: saw 'f\\x0a'");
    EXPECT_EQ((Problem{"a",
                       {1, 1},
                       "b\xc2\x9b"
                       "2J \xc3\xa4",
                       false}
                   .printed()),
              "a:1:1: b\\xc2\\x9b"
              "2J \xc3\xa4");
}

TEST(Problems, AreSortedByLineAndColumn) {
    Problems problems;
    problems.error("a", {2, 9}, "third");
    problems.warning("a", {1, 1}, "first");
    problems.error("a", {2, 1}, "second");
    const std::vector<Problem> sorted = problems.sorted();
    ASSERT_EQ(sorted.size(), 3U);
    EXPECT_EQ(sorted[0].text, "first");
    EXPECT_EQ(sorted[1].text, "second");
    EXPECT_EQ(sorted[2].text, "third");
}

TEST(Problems, OfOneFileStayTogether) {
    Problems problems;
    problems.error("b", {9, 1}, "b9");
    problems.error("a", {1, 1}, "a1");
    problems.error("b", {1, 1}, "b1");
    const std::vector<Problem> sorted = problems.sorted();
    ASSERT_EQ(sorted.size(), 3U);
    EXPECT_EQ(sorted[0].text, "b1");
    EXPECT_EQ(sorted[1].text, "b9");
    EXPECT_EQ(sorted[2].text, "a1");
}

TEST(Problems, TheSameTwiceIsToldOnce) {
    Problems problems;
    problems.error("a", {1, 1}, "x");
    problems.error("a", {1, 1}, "x");
    problems.error("a", {1, 1}, "y");
    EXPECT_EQ(problems.sorted().size(), 2U);
}

TEST(Problems, AWarningIsNoError) {
    Problems problems;
    problems.warning("a", {1, 1}, "x");
    EXPECT_FALSE(problems.any_error());
    problems.error("a", {1, 1}, "x");
    EXPECT_TRUE(problems.any_error());
}

TEST(Shown, HoldsNoControlsAndIsBounded) {
    EXPECT_EQ(shown("a\r\n\x1b[0m"), "\"a\\x0d\\x0a\\x1b[0m\"");
    EXPECT_EQ(shown_key(std::string_view("a\0b", 3)), "a\\x00b");
    EXPECT_EQ(shown(std::string(500, 'x')), "\"" + std::string(60, 'x') + "...\"");
}

}  // namespace
}  // namespace heloise
