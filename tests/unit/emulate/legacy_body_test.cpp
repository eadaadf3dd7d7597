// Where a message ends, by the rules of old systems.
#include "proxy/emulate/legacy_body.h"

#include <optional>

#include <gtest/gtest.h>

namespace heloise {
namespace {

struct Outcome {
    std::optional<std::string> message;  // empty: the end was not seen
    std::string behind;
    bool too_big = false, long_line = false, bare_lf = false;
    bool operator==(const Outcome&) const = default;
};

Outcome run(std::string_view octets, const EmulatedMessage& rules, const EmulatedLimits& limits,
            std::uint64_t most, std::size_t read, const EmulatedReading& reading = {}) {
    LegacyBody body(rules, limits, reading, most);
    Outcome outcome;
    while (!octets.empty() && !outcome.message) {
        std::string_view some = octets.substr(0, read);
        octets.remove_prefix(some.size());
        if (body.take(some)) outcome.message = body.take_message();
        outcome.behind = some;
    }
    outcome.behind += octets;
    outcome.too_big = body.too_big();
    outcome.long_line = body.long_line();
    outcome.bare_lf = body.bare_lf();
    return outcome;
}

// Whole, and it must be the same in reads of any length.
Outcome through(std::string_view octets, const EmulatedMessage& rules = {}, const EmulatedLimits& limits = {},
                std::uint64_t most = 1'000'000, const EmulatedReading& reading = {}) {
    const Outcome whole = run(octets, rules, limits, most, octets.size(), reading);
    for (std::size_t read = 1; read < 8; ++read)
        EXPECT_EQ(run(octets, rules, limits, most, read, reading), whole) << "in reads of " << read;
    return whole;
}

TEST(LegacyBody, EndsAtCrlfDotCrlfAndLeavesTheRest) {
    const Outcome outcome = through("one\r\ntwo\r\n.\r\nQUIT\r\n");
    EXPECT_EQ(outcome.message, "one\r\ntwo\r\n");
    EXPECT_EQ(outcome.behind, "QUIT\r\n");
}

TEST(LegacyBody, MayBeEmpty) {
    EXPECT_EQ(through(".\r\n").message, "");
}

TEST(LegacyBody, FirstDotOfALineIsTakenAway) {
    EXPECT_EQ(through("..\r\n..x\r\n.y\r\na.b\r\n.\r\n").message, ".\r\n.x\r\ny\r\na.b\r\n");
}

TEST(LegacyBody, BareLfIsContentForTheStrict) {
    const Outcome outcome = through("a\n.\nb\r\n.\nc\n.\r\nd\r\n.\r\n");
    EXPECT_EQ(outcome.message, "a\n.\nb\r\n\nc\n.\r\nd\r\n");
    EXPECT_TRUE(outcome.bare_lf);
    EXPECT_FALSE(through("a\r\n.\r\n").bare_lf);
}

TEST(LegacyBody, BareLfMayEndALineWithoutEndingTheMessage) {
    EmulatedMessage rules;
    rules.bare_lf_ends_line = true;
    EXPECT_EQ(through("a\n..b\n.\nc\r\n.\r\n", rules).message, "a\n.b\n\nc\r\n");
    EXPECT_EQ(through("a\n.\r\nb\r\n.\r\n", rules).message, "a\n\r\nb\r\n");
}

// Exchange 4.0 before SP2 (fact 44).
TEST(LegacyBody, LfDotLfEndsTheMessageWhereItDoes) {
    EmulatedMessage rules;
    rules.bare_lf_ends_line = rules.bare_lf_ends_message = true;
    EXPECT_EQ(through("a\n.\nMAIL FROM:<x>\r\n", rules).message, "a\n");
    EXPECT_EQ(through("a\n.\r\n", rules).message, "a\n");
    EXPECT_EQ(through("a\r\n.\n", rules).message, "a\r\n");
}

// Fact 65: the only rule that depends on where reads end.
TEST(LegacyBody, PixDoesNotSeeAnEndThatComesInTwoReads) {
    EmulatedMessage rules;
    rules.split_end_lost = true;
    const std::string text = "line\r\n.\r\n";
    EXPECT_EQ(run(text, rules, {}, 1000, text.size()).message, "line\r\n");
    EXPECT_EQ(run(text, rules, {}, 1000, 4).message, std::nullopt);  // "line" "\r\n.\r" "\n"
    EXPECT_EQ(run(text, rules, {}, 1000, 5).message, std::nullopt);
    EXPECT_EQ(run(text, rules, {}, 1000, 6).message, std::nullopt);
    EXPECT_EQ(run("xxxx" + text, rules, {}, 1000, 8).message, "xxxxline\r\n");  // "xxxxline" "\r\n.\r\n"
    EXPECT_EQ(run(".\r\n", rules, {}, 1000, 3).message, "");
    EXPECT_EQ(run(".\r\n", rules, {}, 1000, 2).message, std::nullopt);
}

TEST(LegacyBody, PixSeesALaterEndInOneRead) {
    EmulatedMessage rules;
    rules.split_end_lost = true;
    const EmulatedLimits limits;
    const EmulatedReading reading;
    LegacyBody body(rules, limits, reading, 1000);
    for (std::string_view read : {"a\r\n.", "\r\n"}) EXPECT_FALSE(body.take(read));
    std::string_view again = "\r\n.\r\n";
    EXPECT_TRUE(body.take(again));
}

TEST(LegacyBody, WhatIsOverTheLimitIsSwallowedToTheEnd) {
    const Outcome outcome = through("12345678\r\n12345678\r\n.\r\nNOOP\r\n", {}, {}, 12);
    EXPECT_TRUE(outcome.too_big);
    EXPECT_EQ(outcome.behind, "NOOP\r\n");
    EXPECT_FALSE(through("12345678\r\n.\r\n", {}, {}, 10).too_big);
    EXPECT_TRUE(through("12345678\r\n.\r\n", {}, {}, 9).too_big);
}

TEST(LegacyBody, LongLineIsSeenWithoutItsEnd) {
    EmulatedLimits limits;
    limits.data_line = 5;
    EXPECT_FALSE(through("12345\r\n12345\r\n.\r\n", {}, limits).long_line);
    EXPECT_TRUE(through("1\r\n123456\r\n1\r\n.\r\n", {}, limits).long_line);
    // The stuffed dot is not the line's.
    EXPECT_FALSE(through("..2345\r\n.\r\n", {}, limits).long_line);
}

TEST(LegacyBody, LineOfAnyLengthArrivesWhole) {
    const std::string line(100'000, 'x');
    EXPECT_EQ(run("." + line + "\r\n." + line + "\r\n.\r\n", {}, {}, 1'000'000, 999).message,
              line + "\r\n" + line + "\r\n");
}

TEST(LegacyBody, SevenBitSystemCutsTheEighthOff) {
    EmulatedMessage rules;
    rules.seven_bit = true;
    EXPECT_EQ(through("caf\xe9\r\n.\r\n", rules).message, "cafi\r\n");
    EXPECT_EQ(through("caf\xe9\r\n.\r\n").message, "caf\xe9\r\n");
}

}  // namespace
}  // namespace heloise
