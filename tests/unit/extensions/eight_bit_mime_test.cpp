// 8BITMIME: native, converted or withheld.
#include <gtest/gtest.h>

#include "tests/unit/extensions/backs.h"

namespace heloise {
namespace {

TEST(EightBitMime, FollowsThePolicy) {
    EXPECT_EQ(outcomes(kEightBitMime, {"8BITMIME"}), kWhereTheBackHasIt);
    EXPECT_EQ(outcomes(kEightBitMime, {}), kWhereTheBackLacksIt);
}

TEST(EightBitMime, IsOnlyNativeWhereNothingIsConverted) {
    const Capabilities back = having({"8BITMIME"});
    const Capabilities none;
    for (const Handling handling : {Handling::Reject, Handling::Pass}) {
        Backend backend;
        backend.content.eight_bit = handling;
        EXPECT_EQ(offer(kEightBitMime, {backend, &back}), Offer::Native);
        EXPECT_EQ(offer(kEightBitMime, {backend, &none}), Offer::Withheld);
        EXPECT_EQ(offer(kEightBitMime, {backend, nullptr}), Offer::Withheld);
        backend.keywords["8BITMIME"] = KeywordPolicy::Emulate;
        EXPECT_EQ(offer(kEightBitMime, {backend, &back}), Offer::Withheld);
    }
}

TEST(EightBitMime, BodyIsSaidToABackThatHasIt) {
    const Backend backend;
    const Capabilities back = having({"8BITMIME"});
    const Capabilities none;
    EXPECT_EQ(upstream({"BODY", "8BITMIME"}, {backend, &back}), "BODY=8BITMIME");
    EXPECT_EQ(upstream({"BODY", "7bit"}, {backend, &back}), "BODY=7bit");
    EXPECT_EQ(upstream({"BODY", "8BITMIME"}, {backend, &none}), "");
}

TEST(EightBitMime, EmulatedMeansThatTheBackHearsNothingOfIt) {
    const Backend backend = with(kEightBitMime, KeywordPolicy::Emulate);
    const Capabilities back = having({"8BITMIME"});
    EXPECT_FALSE(used_upstream(kEightBitMime, {backend, &back}));
    EXPECT_EQ(upstream({"BODY", "8BITMIME"}, {backend, &back}), "");
}

TEST(EightBitMime, BodyIsTakenAfterHelo) {
    const Backend backend = with(kEightBitMime, KeywordPolicy::Strip);
    const OfferFacts facts{backend};
    EXPECT_EQ(fault({"BODY", "8BITMIME"}, facts, true), "");  // fact 85a
    EXPECT_EQ(fault({"BODY", "7BIT"}, facts, true), "");
    EXPECT_EQ(fault({"BODY", "8BITMIME"}, facts, false), "555 BODY");
    EXPECT_EQ(fault({"BODY", "9BIT"}, facts, true), "501 BODY=7BIT or BODY=8BITMIME");
    EXPECT_EQ(fault({"BODY", {}}, facts, true), "501 BODY=7BIT or BODY=8BITMIME");
}

}  // namespace
}  // namespace heloise
