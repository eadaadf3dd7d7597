// SMTPUTF8: only beside 8BITMIME, a parameter without a value.
#include <gtest/gtest.h>

#include "tests/unit/extensions/backs.h"

namespace heloise {
namespace {

TEST(SmtpUtf8, FollowsThePolicy) {
    EXPECT_EQ(outcomes(kSmtpUtf8, {"SMTPUTF8", "8BITMIME"}), kWhereTheBackHasIt);
    EXPECT_EQ(outcomes(kSmtpUtf8, {"8BITMIME"}), kWhereTheBackLacksIt);
    EXPECT_EQ(outcomes(kSmtpUtf8, {}), kWhereTheBackLacksIt);
}

TEST(SmtpUtf8, ABackWithout8BitMimeCannotMeanIt) {
    EXPECT_EQ(outcomes(kSmtpUtf8, {"SMTPUTF8"}), kWhereTheBackLacksIt);
}

TEST(SmtpUtf8, IsWithheldWith8BitMime) {
    const Capabilities back = having({"SMTPUTF8", "8BITMIME"});
    const Capabilities none;
    const Backend stripped = with(kEightBitMime, KeywordPolicy::Strip);
    EXPECT_EQ(offer(kSmtpUtf8, {stripped, &back}), Offer::Withheld);
    EXPECT_FALSE(used_upstream(kSmtpUtf8, {stripped, &back}));
    Backend rejecting;
    rejecting.content.eight_bit = Handling::Reject;
    EXPECT_EQ(offer(kSmtpUtf8, {rejecting, &none}), Offer::Withheld);
    EXPECT_EQ(offer(kSmtpUtf8, {rejecting, &back}), Offer::Native);
}

TEST(SmtpUtf8, IsOfferedWhereHeadersAreRefused) {
    Backend backend;
    backend.content.utf8 = Handling::Reject;
    EXPECT_EQ(offer(kSmtpUtf8, {backend}), Offer::Emulated);
}

TEST(SmtpUtf8, TheParameterHasNoValue) {
    const Backend backend;
    const Capabilities none;
    EXPECT_EQ(fault({"SMTPUTF8", {}}, {backend, &none}), "");
    EXPECT_EQ(fault({"SMTPUTF8", "yes"}, {backend, &none}), "501 SMTPUTF8");
    EXPECT_EQ(fault({"SMTPUTF8", {}}, {backend, &none}, true), "555 SMTPUTF8");
    const Backend stripped = with(kSmtpUtf8, KeywordPolicy::Strip);
    EXPECT_EQ(fault({"SMTPUTF8", {}}, {stripped, &none}), "555 SMTPUTF8");
}

TEST(SmtpUtf8, TheParameterGoesToABackThatHasIt) {
    const Backend backend;
    const Capabilities back = having({"SMTPUTF8", "8BITMIME"});
    const Capabilities half = having({"SMTPUTF8"});
    EXPECT_EQ(upstream({"SMTPUTF8", {}}, {backend, &back}), "SMTPUTF8");
    EXPECT_EQ(upstream({"SMTPUTF8", {}}, {backend, &half}), "");
    const Backend emulating = with(kSmtpUtf8, KeywordPolicy::Emulate);
    EXPECT_EQ(upstream({"SMTPUTF8", {}}, {emulating, &back}), "");
}

}  // namespace
}  // namespace heloise
