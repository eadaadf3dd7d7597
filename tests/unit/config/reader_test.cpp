// Readers of single values, and the form of their complaints.
#include "proxy/config/reader.h"

#include <array>
#include <functional>

#include <gtest/gtest.h>

#include "proxy/config/toml.h"

namespace heloise {
namespace {

using namespace std::chrono_literals;

// What `read` complains about when the key `a.b` has this value, or "good".
std::string complaint(const std::string& toml, const std::function<bool(const Value&)>& read) {
    const auto parsed = parse_toml("[a]\nb = " + toml);
    Problems problems;
    ReadingFile file{"f", problems};
    const Value root(std::get<Node>(parsed), "", file);
    const bool good = read(*root.member("a")->member("b"));
    const std::vector<Problem> sorted = problems.sorted();
    if (sorted.empty()) return good ? "good" : "nothing read and nothing said";
    EXPECT_EQ(sorted.front().at.line, 2);
    EXPECT_EQ(sorted.front().at.column, 5);
    return sorted.front().text;
}

TEST(Reader, ABooleanIsTrueOrFalse) {
    const auto read = [](const Value& value) { return read_bool(value).has_value(); };
    EXPECT_EQ(complaint("true", read), "good");
    EXPECT_EQ(complaint("'true'", read), "a.b: must be true or false, not \"true\"");
}

TEST(Reader, AWholeNumberHasARange) {
    const auto read = [](const Value& value) { return read_whole(value, 1, 10).has_value(); };
    EXPECT_EQ(complaint("1", read), "good");
    EXPECT_EQ(complaint("10", read), "good");
    EXPECT_EQ(complaint("0", read), "a.b: must be a whole number from 1 to 10, not 0");
    EXPECT_EQ(complaint("11", read), "a.b: must be a whole number from 1 to 10, not 11");
    EXPECT_EQ(complaint("-1", read), "a.b: must be a whole number from 1 to 10, not -1");
    EXPECT_EQ(complaint("'5'", read), "a.b: must be a whole number from 1 to 10, not \"5\"");
    EXPECT_EQ(complaint("1.5", read),
              "a.b: must be a whole number from 1 to 10, not a number with a fraction");
}

TEST(Reader, ADurationNeedsItsUnit) {
    const auto read = [](const Value& value) { return read_duration(value, 1s, 1h).has_value(); };
    const std::string accepts =
        "a.b: must be a duration from 1s to 1h, like \"250ms\", \"30s\", \"5m\" or \"1h\", not ";
    EXPECT_EQ(complaint("'60m'", read), "good");
    EXPECT_EQ(complaint("30", read), accepts + "30; did you mean \"30s\"?");
    EXPECT_EQ(complaint("'30'", read), accepts + "\"30\"; did you mean \"30s\"?");
    EXPECT_EQ(complaint("'0h30m'", read), accepts + "\"0h30m\"; did you mean \"30m\"?");
    EXPECT_EQ(complaint("'999ms'", read), accepts + "\"999ms\"");
    EXPECT_EQ(complaint("'61m'", read), accepts + "\"61m\"");
    EXPECT_EQ(complaint("'1h1m'", read), accepts + "\"1h1m\"") << "nothing that is out of range is proposed";
    EXPECT_EQ(complaint("0", read), accepts + "0");
    EXPECT_EQ(complaint("true", read), accepts + "true");
}

TEST(Reader, ASizeMayBeANumber) {
    const auto read = [](const Value& value) { return read_octets(value, 0, 1024) == 1024U; };
    EXPECT_EQ(complaint("1024", read), "good");
    EXPECT_EQ(complaint("'1024'", read), "good");
    EXPECT_EQ(complaint("'1KiB'", read), "good");
    EXPECT_EQ(
        complaint("1025", read),
        "a.b: must be a size from 0 to 1KiB, like \"512KiB\", \"10MiB\" or a number of octets, not 1025");
    EXPECT_TRUE(complaint("'1KB'", read).ends_with("not \"1KB\"; did you mean \"1KiB\"?"));
    EXPECT_TRUE(complaint("'2KB'", read).ends_with("not \"2KB\""));
    EXPECT_TRUE(complaint("-1", read).ends_with("not -1"));
}

TEST(Reader, AChoiceNamesTheNearest) {
    static constexpr std::array<std::string_view, 3> kNames{"strip", "pass", "reject"};
    const auto read = [](const Value& value) { return read_choice(value, kNames) == 1U; };
    EXPECT_EQ(complaint("'pass'", read), "good");
    EXPECT_EQ(complaint("'pas'", read),
              "a.b: must be \"strip\", \"pass\" or \"reject\", not \"pas\"; did you mean \"pass\"?");
    EXPECT_EQ(complaint("'unlike'", read), "a.b: must be \"strip\", \"pass\" or \"reject\", not \"unlike\"");
    EXPECT_EQ(complaint("[]", read), "a.b: must be \"strip\", \"pass\" or \"reject\", not an array");
}

TEST(Reader, TextIsPrintable) {
    const auto read = [](const Value& value) { return read_text(value).has_value(); };
    EXPECT_EQ(complaint("'Huh?'", read), "good");
    EXPECT_EQ(complaint("''", read), "a.b: must be a string of printable ASCII, not empty, not \"\"");
    EXPECT_EQ(complaint("\"a\\r\\nb\"", read),
              "a.b: must be a string of printable ASCII, not empty, not \"a\\x0d\\x0ab\"");
}

TEST(Reader, StringsAreAllStrings) {
    const auto read = [](const Value& value) { return read_strings(value).has_value(); };
    EXPECT_EQ(complaint("['x', 'y']", read), "good");
    EXPECT_EQ(complaint("'x'", read), "a.b: must be an array, not \"x\"");
}

TEST(Reader, AnElementIsNamedByItsIndex) {
    const auto parsed = parse_toml("b = ['x', 1]");
    Problems problems;
    ReadingFile file{"f", problems};
    const Value root(std::get<Node>(parsed), "", file);
    EXPECT_FALSE(read_strings(*root.member("b")));
    EXPECT_EQ(problems.sorted().front().printed(), "f:1:11: b[1]: must be a string, not 1");
}

TEST(Reader, OneValueStandsForAListOfOne) {
    const auto read = [](const Value& value) {
        const auto list = read_list(value);
        return list && list->size() == 1;
    };
    EXPECT_EQ(complaint("'x'", read), "good");
    EXPECT_EQ(complaint("['x']", read), "good");
    EXPECT_EQ(complaint("{}", read), "a.b: must be a value or an array of them, not a table");
}

TEST(Reader, AnUnknownKeyIsToldAtTheKey) {
    static constexpr std::array<std::string_view, 2> kKnown{"banner", "delay"};
    const auto parsed = parse_toml("[x]\n  baner = 1\n  odd = 2");
    Problems problems;
    ReadingFile file{"f", problems};
    refuse_unknown_keys(*Value(std::get<Node>(parsed), "", file).member("x"), kKnown);
    const std::vector<Problem> sorted = problems.sorted();
    ASSERT_EQ(sorted.size(), 2U);
    EXPECT_EQ(sorted[0].printed(), "f:2:3: x.baner: there is no such key; did you mean x.banner?");
    EXPECT_EQ(sorted[1].printed(), "f:3:3: x.odd: there is no such key");
}

TEST(Reader, WhatIsNoTableIsToldSo) {
    EXPECT_EQ(complaint("1", is_table), "a.b: must be a table, not 1");
    EXPECT_EQ(complaint("{}", is_table), "good");
}

}  // namespace
}  // namespace heloise
