// A message as it comes in: its framing off, and why it may not come in.
#include "proxy/session/intake.h"

#include <gtest/gtest.h>

#include "proxy/base/limits.h"

namespace heloise {
namespace {

struct Taken {
    std::string content;
    bool ended = false;
    const Refusal* refusal = nullptr;
    ContentReader::Facts facts;
};

Taken take(std::string_view octets, const IntakeLimits& limits = {},
           Intake::Framing framing = Intake::Framing::Dotted) {
    Intake intake(limits, framing);
    Taken taken;
    while (true) {
        const auto result = intake.next(octets);
        const Run* run = std::get_if<Run>(&result);
        if (run == nullptr) {
            taken.ended = std::holds_alternative<ContentReader::End>(result);
            break;
        }
        taken.content += run->octets;
    }
    if (framing == Intake::Framing::Counted) taken.content += intake.finish().octets;
    taken.refusal = intake.refusal();
    taken.facts = intake.facts();
    return taken;
}

TEST(Intake, TakesTheDotsOutAndFindsTheEnd) {
    const Taken taken = take("Subject: a\r\n\r\n..b\r\n.\r\n");
    EXPECT_TRUE(taken.ended);
    EXPECT_EQ(taken.content, "Subject: a\r\n\r\n.b\r\n");
}

TEST(Intake, EachReasonHasItsReply) {
    EXPECT_EQ(take("0123456789ab\r\n.\r\n", {.octets = 10}).refusal, &replies::kTooLarge);
    EXPECT_EQ(take("01234567\r\n.\r\n", {.octets = 10}).refusal, nullptr);
    EXPECT_EQ(take(std::string(999, 'x') + "\r\n.\r\n", {.line = 1000}).refusal, &replies::kLongLine);
    EXPECT_EQ(take(std::string(998, 'x') + "\r\n.\r\n", {.line = 1000}).refusal, nullptr);
    EXPECT_EQ(take("\xe9\r\n.\r\n", {.eight_bit = false}).refusal, &replies::kEightBit);
    EXPECT_EQ(take(std::string("a\0b\r\n.\r\n", 8)).refusal, &replies::kNul);
    EXPECT_EQ(take("a\nb\r\n.\r\n", {.bare_newline = BareNewline::Reject}).refusal, &replies::kBareNewline);
}

TEST(Intake, ARefusedOneIsReadToItsEnd) {
    const Taken taken = take(std::string("a\0b\r\nmore\r\n.\r\nQUIT", 18));
    EXPECT_TRUE(taken.ended);
    EXPECT_EQ(taken.refusal, &replies::kNul);
}

TEST(Intake, PoliciesLetItPass) {
    const Taken taken =
        take(std::string("\xe9\0", 2) + std::string(2000, 'x') + "\n.\r\n.\r\n", {.nul = NulHandling::Strip});
    EXPECT_EQ(taken.refusal, nullptr);
    EXPECT_EQ(taken.content, "\xe9" + std::string(2000, 'x') + "\r\n.\r\n");
}

TEST(Intake, BinaryOctetsAreNotTouched) {
    const std::string octets("a\nb\rc\0\xff\r\n.\r\n", 13);
    const Taken taken = take(octets, {.binary = true}, Intake::Framing::Counted);
    EXPECT_EQ(taken.refusal, nullptr);
    EXPECT_EQ(taken.content, octets);
    EXPECT_EQ(taken.facts.octets, octets.size());
    EXPECT_TRUE(taken.facts.eight_bit);
}

TEST(Intake, BinaryOctetsCountTowardsTheLimit) {
    const IntakeLimits limits{.octets = 4, .binary = true};
    EXPECT_EQ(take("abcd", limits, Intake::Framing::Counted).refusal, nullptr);
    EXPECT_EQ(take("abcde", limits, Intake::Framing::Counted).refusal, &replies::kTooLarge);
}

TEST(Intake, ACarriageReturnThatEndsACountedMessageIsALineEnd) {
    EXPECT_EQ(take("a\r", {}, Intake::Framing::Counted).content, "a\r\n");
}

TEST(Intake, AHundredHopsAreALoop) {
    std::string header;
    for (int i = 0; i < limits::kReceivedLines; ++i) header += "Received: by x\r\n";
    EXPECT_EQ(take(header + "\r\n.\r\n").refusal, nullptr);
    EXPECT_EQ(take(header + "Received: by x\r\n\r\n.\r\n").refusal, &replies::kLoop);
}

TEST(Intake, TheFirstReasonStays) {
    Intake intake({.octets = 10}, Intake::Framing::Dotted);
    const std::string message("a\0\r\n0123456789\r\n.\r\n", 19);
    std::string_view octets = message;
    static_cast<void>(intake.next(octets));
    EXPECT_EQ(intake.refusal(), &replies::kNul);
    while (!octets.empty()) static_cast<void>(intake.next(octets));
    EXPECT_GT(intake.facts().octets, 10U);
    EXPECT_EQ(intake.refusal(), &replies::kNul);
}

}  // namespace
}  // namespace heloise
