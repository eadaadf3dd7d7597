// Counting senders at the door.
#include "proxy/daemon/sender_count.h"

#include <gtest/gtest.h>

#include "proxy/base/limits.h"

namespace heloise {
namespace {

const IpAddress kAlice = *parse_ip("192.0.2.1");
const IpAddress kBob = *parse_ip("192.0.2.2");

TEST(SenderCount, WithoutLimitsEverybodyMayCome) {
    SenderCount inside;
    for (int i = 0; i < 1000; ++i) EXPECT_TRUE(inside.enter(kAlice, {}));
    EXPECT_EQ(inside.size(), 1000U);
}

TEST(SenderCount, AtTheLimitNobodyMayComeUntilOneLeaves) {
    SenderCount inside;
    EXPECT_TRUE(inside.enter(kAlice, {.in_all = 2}));
    EXPECT_TRUE(inside.enter(kBob, {.in_all = 2}));
    EXPECT_FALSE(inside.enter(kBob, {.in_all = 2}));
    inside.leave(kAlice);
    EXPECT_TRUE(inside.enter(kBob, {.in_all = 2}));
}

TEST(SenderCount, OneAddressOverItsShareDoesNotShutOutAnother) {
    SenderCount inside;
    EXPECT_TRUE(inside.enter(kAlice, {.per_address = 1}));
    EXPECT_FALSE(inside.enter(kAlice, {.per_address = 1}));
    EXPECT_TRUE(inside.enter(kBob, {.per_address = 1}));
    inside.leave(kAlice);
    EXPECT_TRUE(inside.enter(kAlice, {.per_address = 1}));
}

TEST(SenderCount, WhoIsTurnedAwayIsNotCounted) {
    SenderCount inside;
    EXPECT_TRUE(inside.enter(kAlice, {.in_all = 1}));
    EXPECT_FALSE(inside.enter(kAlice, {.in_all = 1}));
    EXPECT_EQ(inside.size(), 1U);
    inside.leave(kAlice);
    EXPECT_EQ(inside.size(), 0U);
    EXPECT_TRUE(inside.enter(kBob, {.in_all = 1, .per_address = 1}));
}

TEST(SenderCount, SessionsAndWhatElseIsOpenFitIntoTheDescriptors) {
    for (const std::uint64_t descriptors : {1024ULL, 4096ULL, 20000ULL, 1048576ULL}) {
        const auto limits = limits_from_descriptors(descriptors);
        EXPECT_LE(4 * limits.in_all + limits::kLingering + limits::kDescriptorsReserved, descriptors);
        EXPECT_GT(limits.in_all, 0U);
        EXPECT_LT(limits.per_address, limits.in_all);
    }
}

TEST(SenderCount, EvenVeryFewDescriptorsServeSomebody) {
    EXPECT_GE(limits_from_descriptors(64).in_all, 1U);
    EXPECT_GE(limits_from_descriptors(0).in_all, 1U);
    EXPECT_GE(limits_from_descriptors(0).per_address, 1U);
}

}  // namespace
}  // namespace heloise
