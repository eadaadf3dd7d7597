// A message that leaves once, or again, from memory and from the spool.
#include "proxy/session/outgoing_message.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

class OutgoingMessageTest : public ::testing::Test {
protected:
    // All that leaves until the spool is needed.
    std::string leave() {
        std::string octets;
        while (message.refill()) octets += message.take();
        return octets + message.take();
    }
    template <typename Wanted>
    std::size_t asked_for() {
        std::size_t count = 0;
        for (const Action& action : outbox.take()) count += std::holds_alternative<Wanted>(action) ? 1 : 0;
        return count;
    }

    Outbox outbox;
    OutgoingMessage message{outbox};
};

TEST_F(OutgoingMessageTest, LeavesAsItComes) {
    message.begin({}, "Received: x\r\n", false);
    EXPECT_TRUE(message.flows());
    message.push({"one\r\n", false});
    const std::string first = message.take();
    EXPECT_TRUE(first.starts_with("Received: x\r\none"));
    message.finish();
    message.finish();
    EXPECT_EQ(first + message.take(), "Received: x\r\none\r\n.\r\n");
    EXPECT_TRUE(message.ended());
    message.end();
    EXPECT_FALSE(message.leaving());
}

TEST_F(OutgoingMessageTest, WhatIsKeptLeavesMoreThanOnce) {
    message.keep(100, 100);
    ASSERT_TRUE(message.store(".one\r\n"));
    for (int attempt = 0; attempt < 2; ++attempt) {
        message.begin({}, "", false);
        EXPECT_EQ(leave(), "..one\r\n.\r\n");
        EXPECT_TRUE(message.ended());
        message.end();
    }
    EXPECT_EQ(message.stored({}).octets, 6U);
    EXPECT_TRUE(message.stored({}).ends_line);
}

TEST_F(OutgoingMessageTest, BinaryContentHasNoLines) {
    message.keep(100, 100);
    ASSERT_TRUE(message.store(".one\n.two"));
    OutflowPlan plan;
    plan.chunked = true;
    message.begin(plan, "", true);
    EXPECT_EQ(leave(), ".one\n.two");
}

TEST_F(OutgoingMessageTest, MoreThanThereIsRoomForIsNotKept) {
    message.keep(4, 4);
    EXPECT_TRUE(message.store("1234"));
    EXPECT_FALSE(message.store("56789"));
}

TEST_F(OutgoingMessageTest, WhatIsInTheSpoolIsAskedForAndWaitedFor) {
    message.keep(5, 100);
    ASSERT_TRUE(message.store("one\r\n"));
    ASSERT_TRUE(message.store("two\r\n"));
    EXPECT_EQ(asked_for<SpoolWrite>(), 1U);
    message.begin({}, "", false);
    const std::string from_memory = leave();
    EXPECT_TRUE(from_memory.starts_with("one"));
    EXPECT_EQ(asked_for<SpoolRead>(), 1U);
    EXPECT_EQ(leave(), "");
    EXPECT_EQ(asked_for<SpoolRead>(), 0U) << "one read at a time";
    EXPECT_TRUE(message.on_spooled("two\r\n"));
    EXPECT_EQ(from_memory + leave(), "one\r\ntwo\r\n.\r\n");
    EXPECT_FALSE(message.on_spooled("again"));
    message.forget();
    EXPECT_EQ(asked_for<SpoolForget>(), 1U);
}

TEST_F(OutgoingMessageTest, AnAnswerToAnAttemptBeforeFeedsNoOther) {
    message.keep(0, 100);
    ASSERT_TRUE(message.store("one\r\n"));
    message.begin({}, "", false);
    EXPECT_EQ(leave(), "");
    message.break_off();
    EXPECT_FALSE(message.may_read());
    message.begin({}, "", false);
    EXPECT_TRUE(message.on_spooled("one\r\n"));
    EXPECT_TRUE(message.may_read());
    EXPECT_EQ(message.take(), "");
}

}  // namespace
}  // namespace heloise
