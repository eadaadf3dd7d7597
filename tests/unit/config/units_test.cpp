// Durations and sizes as operators write them.
#include "proxy/config/units.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

using namespace std::chrono_literals;

TEST(Units, EveryUnitOfTimeIsRead) {
    EXPECT_EQ(parse_duration("250ms"), 250ms);
    EXPECT_EQ(parse_duration("30s"), 30s);
    EXPECT_EQ(parse_duration("5m"), 5min);
    EXPECT_EQ(parse_duration("1h"), 1h);
    EXPECT_EQ(parse_duration("0s"), 0s);
}

TEST(Units, ADurationNeedsDigitsAndAUnitAndNothingElse) {
    for (const char* text :
         {"", "s", "5", "5 s", " 5s", "5s ", "-5s", "+5s", "1.5s", "5S", "5min", "1h30m", "5ms5"}) {
        EXPECT_FALSE(parse_duration(text)) << text;
    }
}

TEST(Units, ADurationThatDoesNotFitIsNone) {
    EXPECT_FALSE(parse_duration("99999999999999999999s"));
    EXPECT_FALSE(parse_duration("9223372036854775807h"));
}

TEST(Units, ADurationIsPrintedInTheLargestUnitThatHoldsItWhole) {
    EXPECT_EQ(duration_text(0ms), "0s");
    EXPECT_EQ(duration_text(250ms), "250ms");
    EXPECT_EQ(duration_text(90s), "90s");
    EXPECT_EQ(duration_text(60s), "1m");
    EXPECT_EQ(duration_text(24h), "24h");
}

TEST(Units, AnotherSpellingOfADurationIsUnderstood) {
    EXPECT_EQ(meant_duration("1h30m"), "90m");
    EXPECT_EQ(meant_duration("1h 30 min"), "90m");
    EXPECT_EQ(meant_duration("30"), "30s");
    EXPECT_EQ(meant_duration("5min"), "5m");
    EXPECT_EQ(meant_duration(" 5 S "), "5s");
    EXPECT_EQ(meant_duration("2 hours"), "2h");
    for (const char* text : {"", " ", "soon", "h", "-5s", "1.5s", "5 weeks", "1h30", "99999999999999999999",
                             "9223372036854775807ms1ms"}) {
        EXPECT_EQ(meant_duration(text), "") << text;
    }
}

TEST(Units, AnotherSpellingOfASizeIsUnderstood) {
    EXPECT_EQ(meant_octets("10MB"), "10MiB");
    EXPECT_EQ(meant_octets("10M"), "10MiB");
    EXPECT_EQ(meant_octets("512 kb"), "512KiB");
    EXPECT_EQ(meant_octets("2gib"), "2GiB");
    EXPECT_EQ(meant_octets("100 bytes"), "100");
    for (const char* text : {"", "MB", "-1", "1.5MB", "1MB2KB", "10TB", "much", "9999999999999999999GB"}) {
        EXPECT_EQ(meant_octets(text), "") << text;
    }
}

TEST(Units, EveryUnitOfSizeIsRead) {
    EXPECT_EQ(parse_octets("0"), 0U);
    EXPECT_EQ(parse_octets("4096"), 4096U);
    EXPECT_EQ(parse_octets("512KiB"), 524288U);
    EXPECT_EQ(parse_octets("10MiB"), 10485760U);
    EXPECT_EQ(parse_octets("2GiB"), 2147483648U);
}

TEST(Units, ASizeInUnitsOfAThousandIsNone) {
    for (const char* text : {"", "KiB", "10MB", "10M", "10 MiB", "-1", "1e6", "0x10", "10mib"}) {
        EXPECT_FALSE(parse_octets(text)) << text;
    }
}

TEST(Units, ASizeThatDoesNotFitIsNone) {
    EXPECT_TRUE(parse_octets("9223372036854775807"));
    EXPECT_FALSE(parse_octets("9223372036854775808"));
    EXPECT_FALSE(parse_octets("8589934592GiB"));
}

TEST(Units, ASizeIsPrintedInTheLargestUnitThatHoldsItWhole) {
    EXPECT_EQ(octets_text(0), "0");
    EXPECT_EQ(octets_text(1000), "1000");
    EXPECT_EQ(octets_text(524288), "512KiB");
    EXPECT_EQ(octets_text(1073741824), "1GiB");
}

}  // namespace
}  // namespace heloise
