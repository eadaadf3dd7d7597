// A message on its way to the back: on top our field, below it the message, framed as the back wants it.
#include "proxy/session/outflow.h"

#include <gtest/gtest.h>

#include "proxy/session/refusals.h"
#include "proxy/wire/content_reader.h"

namespace heloise {
namespace {

// What `octets` become, the spool played from memory.
struct Passed {
    std::string out;
    std::optional<OutflowRefusal> refusal;
    std::size_t spooled = 0;
    std::size_t reads = 0;
};

Passed pass(std::string_view octets, const OutflowPlan& plan, std::string on_top = "") {
    Outbox outbox;
    Outflow outflow(plan, std::move(on_top), outbox);
    ContentReader reader(ContentReader::Framing::Counted);
    Passed passed;
    std::string spool;
    const auto play = [&] {
        do {
            outflow.read_on();
            for (Action& action : outbox.take()) {
                if (const auto* write = std::get_if<SpoolWrite>(&action)) {
                    spool.resize(std::max<std::size_t>(spool.size(), write->at));
                    spool.replace(write->at, std::string::npos, write->octets);
                    passed.spooled = std::max(passed.spooled, spool.size());
                } else if (const auto* read = std::get_if<SpoolRead>(&action)) {
                    ++passed.reads;
                    outflow.on_spooled(std::string_view(spool).substr(read->at, read->octets));
                }
            }
            passed.out += outflow.take();
        } while (!outflow.flows() && !outflow.refusal());
    };
    while (true) {
        const auto result = reader.next(octets);
        const Run* run = std::get_if<Run>(&result);
        if (run == nullptr) break;
        outflow.push(*run);
        play();
    }
    outflow.finish();
    play();
    passed.out += outflow.take();
    passed.refusal = outflow.refusal();
    EXPECT_NE(outflow.ended(), passed.refusal.has_value());
    return passed;
}

ConversionNeeds seven_bit() {
    ConversionNeeds needs;
    needs.seven_bit = needs.ascii_headers = true;
    needs.line_max = 1000;
    return needs;
}

TEST(Outflow, LeavesWithItsFieldOnTopAndItsTerminator) {
    const Passed passed = pass("Subject: a\r\n\r\n.b\r\n", {}, "Received: x\r\n");
    EXPECT_EQ(passed.out, "Received: x\r\nSubject: a\r\n\r\n..b\r\n.\r\n");
}

TEST(Outflow, AnEmptyOneStillGetsItsField) {
    EXPECT_EQ(pass("", {}, "Received: x\r\n").out, "Received: x\r\n.\r\n");
    EXPECT_EQ(pass("", {.needs = seven_bit()}, "Received: x\r\n").out, "Received: x\r\n.\r\n");
}

TEST(Outflow, CountedOctetsGetNeitherDotsNorATerminator) {
    EXPECT_EQ(pass("a\r\n.b\r\n", {.chunked = true}, "Received: x\r\n").out, "Received: x\r\na\r\n.b\r\n");
}

TEST(Outflow, WhatNeedsNoConversionLeavesOctetForOctet) {
    const std::string message = "Subject: a\r\nContent-Transfer-Encoding: 8bit\r\n\r\n.b\r\n";
    const Passed passed = pass(message, {.needs = seven_bit(), .chunked = true});
    EXPECT_EQ(passed.out, message);
}

TEST(Outflow, WhatTheConversionHoldsGoesThroughTheSpool) {
    OutflowPlan plan{.needs = seven_bit(), .chunked = true};
    plan.needs->lookahead = 4096;
    std::string message = "Subject: a\r\n\r\n";
    while (message.size() < 200'000) message += "a line like any other\r\n";
    const Passed passed = pass(message, plan);
    EXPECT_EQ(passed.out, message);
    EXPECT_GT(passed.spooled, 190'000U);
    EXPECT_GE(passed.reads, 3U);
}

TEST(Outflow, WhatIsDecidedOnlyBeyondTheSpoolIsRefusedForNow) {
    OutflowPlan plan{.needs = seven_bit(), .chunked = true};
    plan.needs->lookahead = 4096;
    plan.needs->spool = 10'000;
    std::string message = "\r\n";
    while (message.size() < 20'000) message += "a line like any other\r\n";
    const Passed plain = pass(message, plan);
    EXPECT_FALSE(plain.refusal);
    EXPECT_EQ(plain.out, message);
    const Passed late = pass(message + "caf\xe9\r\n", plan);
    ASSERT_TRUE(late.refusal);
    EXPECT_EQ(late.refusal->code, 452);
    EXPECT_EQ(late.refusal->status, "4.3.1");
}

TEST(Outflow, GrowthCountsTowardsTheLimit) {
    OutflowPlan plan{.needs = seven_bit(), .octets_max = 300};
    const std::string message =
        "Content-Type: text/plain; charset=iso-8859-1\r\n\r\n" + std::string(150, '\xe9') + "\r\n";
    ASSERT_LT(message.size(), plan.octets_max);
    const Passed passed = pass(message, plan);
    ASSERT_TRUE(passed.refusal);
    EXPECT_EQ(passed.refusal->code, 552);
    plan.octets_max = 1000;
    EXPECT_FALSE(pass(message, plan).refusal);
}

TEST(Outflow, OurFieldDoesNotCountTowardsTheLimit) {
    EXPECT_FALSE(pass("0123456789\r\n", {.octets_max = 12}, std::string(100, 'r')).refusal);
    EXPECT_TRUE(pass("0123456789a\r\n", {.octets_max = 12}).refusal);
}

TEST(Outflow, AHeaderThatCannotBeSaidHasTheStatusOfItsMessage) {
    const std::string message = "From: <j\xc3\xb6rg@example.org>\r\n\r\nx\r\n";
    const Passed declared = pass(message, {.needs = seven_bit(), .smtputf8 = true});
    ASSERT_TRUE(declared.refusal);
    EXPECT_EQ(declared.refusal->status, "5.6.9");
    EXPECT_NE(declared.refusal->text.find("x{F6}rg@example.org"), std::string::npos)
        << declared.refusal->text;
    EXPECT_EQ(pass(message, {.needs = seven_bit()}).refusal->status, "5.6.3");
}

}  // namespace
}  // namespace heloise
