// What is changed of a message for a back, and how large it leaves.
#include "proxy/session/outflow_plan.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

Mail mail(std::string_view parameters = {}) {
    return std::get<Mail>(
        std::get<Command>(parse_command(std::string("MAIL FROM:<a@b.example> ").append(parameters))));
}

const Capabilities kNothing;
const Capabilities kEightBit({{"8BITMIME", ""}, {"CHUNKING", ""}, {"BINARYMIME", ""}, {"SIZE", "1000"}});

// Nothing of a message has to change for such a back where long lines pass.
Backend lenient() {
    Backend backend;
    backend.content.long_lines = Handling::Pass;
    return backend;
}

TEST(OutflowPlan, ABackThatTakesItGetsItAsItIs) {
    EXPECT_FALSE(plan_outflow(mail(), false, true, {lenient(), &kEightBit}).needs);
}

TEST(OutflowPlan, ASevenBitBackGetsSevenBits) {
    const Backend backend = lenient();
    const OutflowPlan plan = plan_outflow(mail(), false, true, {backend, &kNothing});
    ASSERT_TRUE(plan.needs);
    EXPECT_TRUE(plan.needs->seven_bit);
    EXPECT_TRUE(plan.needs->ascii_headers);
    EXPECT_FALSE(plan.needs->no_dot_behind_cut);
}

TEST(OutflowPlan, ABackGreetedWithHeloMayCutLines) {
    const Backend backend;
    EXPECT_TRUE(plan_outflow(mail(), false, false, {backend, &kNothing}).needs->no_dot_behind_cut);
}

TEST(OutflowPlan, WhatCameInChunksLeavesInChunksWhereTheBackTakesThem) {
    const Backend backend;
    EXPECT_TRUE(plan_outflow(mail(), true, true, {backend, &kEightBit}).chunked);
    EXPECT_FALSE(plan_outflow(mail(), false, true, {backend, &kEightBit}).chunked);
    EXPECT_FALSE(plan_outflow(mail(), true, true, {backend, &kNothing}).chunked);
}

TEST(OutflowPlan, BinaryContentPassesAsItIsOrIsConvertedInFull) {
    const Backend backend;
    const Mail binary = mail("BODY=BINARYMIME");
    EXPECT_FALSE(plan_outflow(binary, true, true, {backend, &kEightBit}).needs);
    ASSERT_TRUE(plan_outflow(binary, true, true, {backend, &kNothing}).needs);
    EXPECT_TRUE(plan_outflow(binary, true, true, {backend, &kNothing}).needs->no_binary);
}

TEST(OutflowPlan, OnTheFlyTheSizeIsKnownWhereNothingCanGrow) {
    Backend backend = lenient();
    const Mail sized = mail("SIZE=100");
    const OutflowPlan plan = plan_outflow(sized, false, true, {backend, &kEightBit});
    EXPECT_FALSE(size_on_the_fly(plan, sized, 50, backend)) << "a bare newline would become CRLF";
    backend.content.bare_newline = BareNewline::Reject;
    const auto octets = size_on_the_fly(plan, sized, 50, backend);
    ASSERT_TRUE(octets);
    EXPECT_GE(*octets, 150U);
    EXPECT_LE(*octets, 1000U);
    EXPECT_EQ(size_on_the_fly(plan, mail("SIZE=990"), 50, backend), 1000U) << "not over the back's limit";
    EXPECT_FALSE(size_on_the_fly(plan, mail(), 50, backend));
    const OutflowPlan converting = plan_outflow(sized, false, true, {backend, &kNothing});
    EXPECT_FALSE(size_on_the_fly(converting, sized, 50, backend));
}

TEST(OutflowPlan, TheSizeOfAStoredMessageIsKnownWhereNothingInItHasToChange) {
    const Backend backend;
    const OutflowPlan plan = plan_outflow(mail(), false, true, {backend, &kNothing});
    StoredMessage stored{.facts = {}, .octets = 100, .ends_line = true};
    EXPECT_EQ(size_of_stored(plan, stored, 50), 150U);
    stored.ends_line = false;
    EXPECT_EQ(size_of_stored(plan, stored, 50), 152U);
    stored.facts.eight_bit = true;
    EXPECT_EQ(size_of_stored(plan, stored, 50), std::nullopt);
    stored.facts.eight_bit = false;
    stored.facts.longest_line = backend.limits.text_line + 1;
    EXPECT_EQ(size_of_stored(plan, stored, 50), std::nullopt);
}

}  // namespace
}  // namespace heloise
