// BINARYMIME: only beside CHUNKING, and what becomes of BODY=BINARYMIME.
#include <gtest/gtest.h>

#include "tests/unit/extensions/backs.h"

namespace heloise {
namespace {

const Parameter kBinary{"BODY", "BINARYMIME"};

TEST(BinaryMime, FollowsThePolicy) {
    EXPECT_EQ(outcomes(kBinaryMime, {"BINARYMIME", "CHUNKING", "8BITMIME"}), kWhereTheBackHasIt);
    EXPECT_EQ(outcomes(kBinaryMime, {"CHUNKING", "8BITMIME"}), kWhereTheBackLacksIt);
    EXPECT_EQ(outcomes(kBinaryMime, {}), kWhereTheBackLacksIt);
}

TEST(BinaryMime, ABackWithoutChunkingCannotMeanIt) {
    EXPECT_EQ(outcomes(kBinaryMime, {"BINARYMIME", "8BITMIME"}), kWhereTheBackLacksIt);
}

TEST(BinaryMime, IsWithheldWithChunking) {
    const Backend backend = with(kChunking, KeywordPolicy::Strip);
    const Capabilities back = having({"BINARYMIME", "CHUNKING", "8BITMIME"});
    EXPECT_EQ(offer(kBinaryMime, {backend, &back}), Offer::Withheld);
    EXPECT_FALSE(used_upstream(kBinaryMime, {backend, &back}));
    EXPECT_EQ(fault(kBinary, {backend, &back}), "555 BODY=BINARYMIME");
}

TEST(BinaryMime, ChunksThatHeloiseJoinsCannotBeBinaryUpstream) {
    const Backend backend = with(kChunking, KeywordPolicy::Emulate);
    const Capabilities back = having({"BINARYMIME", "CHUNKING", "8BITMIME"});
    EXPECT_EQ(offer(kBinaryMime, {backend, &back}), Offer::Emulated);
    EXPECT_EQ(upstream(kBinary, {backend, &back}), "BODY=8BITMIME");
}

TEST(BinaryMime, IsOfferedWhere8BitIs) {
    Backend backend;
    backend.content.eight_bit = Handling::Reject;
    const Capabilities none;
    const Capabilities eight = having({"8BITMIME"});
    const Capabilities binary = having({"BINARYMIME", "CHUNKING"});
    EXPECT_EQ(offer(kBinaryMime, {backend, &none}), Offer::Withheld);
    EXPECT_EQ(offer(kBinaryMime, {backend, &eight}), Offer::Emulated);
    EXPECT_EQ(offer(kBinaryMime, {backend, &binary}), Offer::Native);
}

TEST(BinaryMime, BodyGoesAsMuchAsTheBackTakes) {
    const Backend backend;
    const Capabilities all = having({"BINARYMIME", "CHUNKING", "8BITMIME"});
    const Capabilities only = having({"BINARYMIME", "CHUNKING"});
    const Capabilities eight = having({"BINARYMIME", "8BITMIME"});
    const Capabilities none;
    EXPECT_EQ(upstream(kBinary, {backend, &all}), "BODY=BINARYMIME");
    EXPECT_EQ(upstream(kBinary, {backend, &only}), "");
    EXPECT_EQ(upstream(kBinary, {backend, &eight}), "BODY=8BITMIME");
    EXPECT_EQ(upstream(kBinary, {backend, &none}), "");
}

TEST(BinaryMime, ItsBodyIsTakenOnlyWhereItIsOffered) {
    const Backend backend;
    const Capabilities none;
    EXPECT_EQ(fault(kBinary, {backend, &none}), "");
    EXPECT_EQ(fault({"BODY", "binarymime"}, {backend, &none}), "");
    EXPECT_EQ(fault(kBinary, {backend, &none}, true), "555 BODY=BINARYMIME") << "nothing is offered to HELO";
    const Backend stripped = with(kBinaryMime, KeywordPolicy::Strip);
    EXPECT_EQ(fault(kBinary, {stripped, &none}), "555 BODY=BINARYMIME");
    EXPECT_EQ(fault({"BODY", "8BITMIME"}, {stripped, &none}), "");
    const Backend seven = with(kEightBitMime, KeywordPolicy::Strip);
    EXPECT_EQ(fault(kBinary, {seven, &none}), "555 BODY");
}

}  // namespace
}  // namespace heloise
