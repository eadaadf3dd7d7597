// Which lines are delimiters, and of which multipart.
#include "proxy/content/boundaries.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

using Kind = Boundaries::Match::Kind;

TEST(Boundaries, ADelimiterIsDashesTheBoundaryAndBlanks) {
    Boundaries boundaries;
    EXPECT_FALSE(boundaries.any());
    EXPECT_EQ(boundaries.match("--a\r\n").kind, Kind::None);
    boundaries.open("a", 3);
    EXPECT_EQ(boundaries.match("--a\r\n").kind, Kind::Part);
    EXPECT_EQ(boundaries.match("--a").level, 3U);
    EXPECT_EQ(boundaries.match("--a \t \r\n").kind, Kind::Part);
    EXPECT_EQ(boundaries.match("--a--\r\n").kind, Kind::Close);
    EXPECT_EQ(boundaries.match("--a-- \t").kind, Kind::Close);
    for (const char* const line : {"-a", "--", "--b", "--A", " --a", "a"})
        EXPECT_EQ(boundaries.match(line).kind, Kind::None);
    for (const char* const line : {"--ab", "--a-", "--a--b", "--a b", "--a-- -", "--a --"})
        EXPECT_EQ(boundaries.match(line).kind, Kind::Odd) << line;
}

TEST(Boundaries, TheInnermostThatFitsExactlyCounts) {
    Boundaries boundaries;
    boundaries.open("a", 0);
    boundaries.open("ab", 1);
    EXPECT_EQ(boundaries.match("--a").level, 0U);
    EXPECT_EQ(boundaries.match("--ab").level, 1U);
    EXPECT_EQ(boundaries.match("--abc").kind, Kind::Odd);
    boundaries.close_from(1);
    EXPECT_EQ(boundaries.match("--ab").kind, Kind::Odd);
    boundaries.close_from(0);
    EXPECT_FALSE(boundaries.any());
}

TEST(Boundaries, TwoOfWhichALineCouldBeADelimiterClash) {
    Boundaries boundaries;
    boundaries.open("a", 0);
    EXPECT_TRUE(boundaries.clash("a"));
    EXPECT_TRUE(boundaries.clash("a--"));
    EXPECT_FALSE(boundaries.clash("ab"));
    boundaries.open("b--", 1);
    EXPECT_TRUE(boundaries.clash("b"));
}

}  // namespace
}  // namespace heloise
