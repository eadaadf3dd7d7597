// A message on its way: what the back gets of it, and why it may get nothing more.
#include "proxy/session/message.h"

#include <gtest/gtest.h>

#include "proxy/base/limits.h"

namespace heloise {
namespace {

struct Taken {
    std::string out;
    bool ended = false;
    const Refusal* refusal = nullptr;
};

Taken take(std::string_view octets, const MessageLimits& limits = {}, std::string on_top = "") {
    Message message(limits, std::move(on_top));
    Taken taken;
    taken.ended = message.take(octets, taken.out);
    taken.refusal = message.refusal();
    return taken;
}

TEST(Message, LeavesWithItsFieldOnTopAndItsTerminator) {
    const Taken taken = take("Subject: a\r\n\r\n..b\r\n.\r\n", {}, "Received: x\r\n");
    EXPECT_TRUE(taken.ended);
    EXPECT_EQ(taken.out, "Received: x\r\nSubject: a\r\n\r\n..b\r\n.\r\n");
}

TEST(Message, AnEmptyOneStillGetsItsField) {
    EXPECT_EQ(take(".\r\n", {}, "Received: x\r\n").out, "Received: x\r\n.\r\n");
}

TEST(Message, ARefusedOneNeverGetsATerminator) {
    const Taken taken = take("caf\xe9\r\n.\r\n");
    EXPECT_TRUE(taken.ended);
    EXPECT_EQ(taken.refusal, &replies::kEightBit);
    EXPECT_FALSE(taken.out.ends_with(".\r\n"));
}

TEST(Message, EachReasonHasItsReply) {
    MessageLimits small;
    small.octets = 10;
    EXPECT_EQ(take("0123456789ab\r\n.\r\n", small).refusal, &replies::kTooLarge);
    EXPECT_EQ(take("01234567\r\n.\r\n", small).refusal, nullptr);
    EXPECT_EQ(take(std::string(999, 'x') + "\r\n.\r\n").refusal, &replies::kLongLine);
    EXPECT_EQ(take(std::string(998, 'x') + "\r\n.\r\n").refusal, nullptr);
    EXPECT_EQ(take(std::string("a\0b\r\n.\r\n", 8)).refusal, &replies::kNul);
    MessageLimits strict;
    strict.bare_newline = BareNewline::Reject;
    EXPECT_EQ(take("a\nb\r\n.\r\n", strict).refusal, &replies::kBareNewline);
}

TEST(Message, PoliciesLetItPass) {
    MessageLimits lax;
    lax.eight_bit = lax.long_lines = true;
    lax.nul = NulHandling::Strip;
    const Taken taken = take(std::string("\xe9\0", 2) + std::string(2000, 'x') + "\n.\r\n.\r\n", lax);
    EXPECT_EQ(taken.refusal, nullptr);
    EXPECT_EQ(taken.out, "\xe9" + std::string(2000, 'x') + "\r\n..\r\n.\r\n");
}

TEST(Message, AHundredHopsAreALoop) {
    std::string header;
    for (int i = 0; i < limits::kReceivedLines; ++i) header += "Received: by x\r\n";
    EXPECT_EQ(take(header + "\r\n.\r\n").refusal, nullptr);
    EXPECT_EQ(take(header + "Received: by x\r\n\r\n.\r\n").refusal, &replies::kLoop);
}

TEST(Message, TheFirstRefusalStays) {
    Message message({}, "");
    message.refuse(replies::kLost);
    message.refuse(replies::kTooLarge);
    EXPECT_EQ(message.refusal(), &replies::kLost);
}

}  // namespace
}  // namespace heloise
