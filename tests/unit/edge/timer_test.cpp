// Deadlines that move. The clock is only ever compared with a deadline that must not be early.
#include "proxy/edge/timer.h"

#include <optional>

#include <gtest/gtest.h>

#include "tests/support/loopback.h"

namespace heloise {
namespace {

using namespace std::chrono_literals;

TEST(Timer, MovedLaterItDoesNotFireAtTheOldTime) {
    Loop loop;
    int fired = 0;
    Timer timer(loop, [&] { ++fired; });
    const Duration start = loop.now().steady;
    timer.set(start + 20ms);
    timer.set(start + 60ms);
    ASSERT_TRUE(run_until(loop, [&] { return fired > 0; }));
    EXPECT_GE(loop.now().steady, start + 60ms);
    EXPECT_EQ(fired, 1);
}

TEST(Timer, MovedEarlierItFiresThen) {
    Loop loop;
    bool fired = false;
    Timer timer(loop, [&] { fired = true; });
    timer.set_in(std::chrono::hours(1));
    timer.set_in(1ms);
    EXPECT_TRUE(run_until(loop, [&] { return fired; }));
}

TEST(Timer, WithoutADeadlineItStaysSilent) {
    Loop loop;
    bool fired = false;
    bool other = false;
    Timer timer(loop, [&] { fired = true; });
    Timer witness(loop, [&] { other = true; });
    timer.set_in(1ms);
    timer.set(std::nullopt);
    witness.set_in(20ms);
    ASSERT_TRUE(run_until(loop, [&] { return other; }));
    EXPECT_FALSE(fired);
}

TEST(Timer, ADeadlineInThePastIsDueInTheNextRound) {
    Loop loop;
    bool fired = false;
    Timer timer(loop, [&] { fired = true; });
    timer.set(loop.now().steady - 5s);
    EXPECT_FALSE(fired);
    EXPECT_TRUE(run_until(loop, [&] { return fired; }));
}

}  // namespace
}  // namespace heloise
