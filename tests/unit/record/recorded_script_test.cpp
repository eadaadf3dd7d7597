// Lines, and the time between them.
#include "proxy/record/recorded_script.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

using namespace std::chrono_literals;

struct RecordedScriptTest : testing::Test {
    RecordedScript script{1000ms};
};

TEST_F(RecordedScriptTest, TimeIsWrittenWhereALineNeedsIt) {
    script.add("B! turn");
    script.at(2000ms, false);
    script.at(3500ms, false);
    script.add("B! connect");
    EXPECT_EQ(script.take(), "B! turn\nF~ 2500ms\nB! connect\n");
}

TEST_F(RecordedScriptTest, ShortWaitsAddUp) {
    for (const Duration now : {1004ms, 1008ms, 1012ms, 1016ms}) {
        script.at(now, false);
        script.add("B! turn");
    }
    EXPECT_EQ(script.take(), "B! turn\nB! turn\nF~ 12ms\nB! turn\nB! turn\n");
}

TEST_F(RecordedScriptTest, WhatATimerBroughtIsWrittenToTheMillisecond) {
    script.at(1001ms, true);
    script.add("B= close");
    script.at(1001ms, true);
    script.add("F= close");
    EXPECT_EQ(script.take(), "F~ 1ms\nB= close\nF~ 0s\nF= close\n");
}

// Or another that was due until it did would have gone off too.
TEST_F(RecordedScriptTest, WhatATimerBroughtALittleLateIsWrittenWhereItWasDue) {
    script.at_deadline(5008ms, 5000ms);
    script.add("B= close");
    script.at_late(5009ms, 5010ms);
    script.add("B! connect");
    EXPECT_EQ(script.take(), "F~ 4s\nB= close\nF! late 9ms\nB! connect\n");
}

TEST_F(RecordedScriptTest, WhatATimerBroughtLateIsWrittenWhereItWentOff) {
    script.at_deadline(5015ms, 5000ms);
    script.add("B= close");
    EXPECT_EQ(script.take(), "F~ 3980ms\nF! late 35ms\nF~ 0s\nB= close\n");
}

TEST_F(RecordedScriptTest, TimeDoesNotGoBack) {
    script.at(900ms, true);
    script.add("B! turn");
    script.at(1500ms, false);
    script.add("B! turn");
    EXPECT_EQ(script.take(), "F~ 0s\nB! turn\nF~ 500ms\nB! turn\n");
}

// A replay whose clock comes to the deadline would have the timer go off.
TEST_F(RecordedScriptTest, ADeadlineThatNobodyKeptIsPassedLate) {
    script.at_late(6000ms, 5000ms);
    script.add("B! turn");
    EXPECT_EQ(script.take(), "F~ 3980ms\nF! late 1020ms\nB! turn\n");
}

TEST_F(RecordedScriptTest, ADeadlineThatIsFarAwayIsNotPassed) {
    script.at_late(4000ms, 5000ms);
    script.add("B! turn");
    EXPECT_EQ(script.take(), "F~ 3s\nB! turn\n");
}

TEST_F(RecordedScriptTest, ADeadlineThatIsNearIsNotMetByAReplayThatIsBehind) {
    script.at_late(4990ms, 5000ms);
    script.add("B! turn");
    EXPECT_EQ(script.take(), "F~ 3980ms\nF! late 10ms\nB! turn\n");
}

TEST_F(RecordedScriptTest, ADeadlineBeforeTheLastLineIsLateFromThere) {
    script.at(4000ms, false);
    script.add("B! turn");
    script.at_late(4005ms, 3000ms);
    script.add("B! turn");
    EXPECT_EQ(script.take(), "F~ 3s\nB! turn\nF! late 5ms\nB! turn\n");
}

TEST_F(RecordedScriptTest, TextIsCutIntoItsLines) {
    script.say_text(Side::Front, true, "one\r\n\r\na\nb\r\nhal");
    EXPECT_EQ(script.take(), "F> one\nF>\nF> a\\x0Ab\nF> hal\\+\n");
}

TEST_F(RecordedScriptTest, PlayEndsOnce) {
    script.end_play();
    script.end_play();
    EXPECT_EQ(script.take(), "F! unplayable\n");
}

TEST_F(RecordedScriptTest, TheLastLineIsKnownWhenAllHasBeenTaken) {
    script.put("F! connect");
    EXPECT_EQ(script.size(), 11U);
    static_cast<void>(script.take());
    EXPECT_EQ(script.size(), 0U);
    EXPECT_EQ(script.last(), "F! connect");
}

TEST_F(RecordedScriptTest, WhatStandsBeforeATimerThatWasMuchTooLateStandsWhereTheClockIsByThen) {
    script.at_deadline(9000ms, 5000ms);
    script.add_before("B! knows offer");
    script.add("F= close");
    EXPECT_EQ(script.take(), "F~ 3980ms\nF! late 4020ms\nB! knows offer\nF~ 0s\nF= close\n");
}

}  // namespace
}  // namespace heloise
