// CHUNKING: native where BDAT may go upstream, joined into one DATA elsewhere.
#include <gtest/gtest.h>

#include "tests/unit/extensions/backs.h"

namespace heloise {
namespace {

TEST(Chunking, FollowsThePolicy) {
    EXPECT_EQ(outcomes(kChunking, {"CHUNKING"}), kWhereTheBackHasIt);
    EXPECT_EQ(outcomes(kChunking, {}), kWhereTheBackLacksIt);
}

TEST(Chunking, IsNativeOnlyWhereBdatMayBeSaid) {
    const Capabilities back = having({"CHUNKING"});
    Backend backend;
    backend.quirks.verbs = {"EHLO", "MAIL", "RCPT", "DATA", "QUIT"};
    EXPECT_EQ(offer(kChunking, {backend, &back}), Offer::Emulated);
    EXPECT_FALSE(used_upstream(kChunking, {backend, &back}));
    backend.quirks.verbs.push_back("BDAT");
    EXPECT_EQ(offer(kChunking, {backend, &back}), Offer::Native);
    EXPECT_TRUE(used_upstream(kChunking, {backend, &back}));
}

TEST(Chunking, EmulatedMeansNoBdatUpstream) {
    const Backend backend = with(kChunking, KeywordPolicy::Emulate);
    const Capabilities back = having({"CHUNKING"});
    EXPECT_FALSE(used_upstream(kChunking, {backend, &back}));
}

}  // namespace
}  // namespace heloise
