// One answer for each command, in order.
#include "proxy/session/reply_queue.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

TEST(ReplyQueue, AnswersGatherInOrder) {
    ReplyQueue queue;
    queue.announce({220, {"hi"}});
    queue.owe();
    EXPECT_TRUE(queue.owing());
    queue.answer({250, {"one", "two"}});
    EXPECT_FALSE(queue.owing());
    EXPECT_EQ(queue.take(), "220 hi\r\n250-one\r\n250 two\r\n");
    EXPECT_EQ(queue.take(), "");
}

TEST(ReplyQueueDeathTest, AnAnswerNobodyIsOwedIsOurMistake) {
    ReplyQueue queue;
    EXPECT_DEATH(queue.answer({250, {"x"}}), "internal error");
}

}  // namespace
}  // namespace heloise
