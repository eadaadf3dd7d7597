// Who gets a turn, who is told of whom, and that nobody recurses.
#include "proxy/edge/turns.h"

#include <functional>
#include <string>

#include <gtest/gtest.h>

#include "tests/unit/edge/loopback.h"

namespace heloise {
namespace {

struct Waiter final : Turns::Guest {
    std::string told;  // "turn" and then + or - for others waiting or not
    std::function<void()> when_turn;

    void on_turn(bool others_wait) override {
        told += others_wait ? "turn+" : "turn-";
        if (when_turn) when_turn();
    }
    void on_waiters(bool others_wait) override { told += others_wait ? '+' : '-'; }
};

TEST(Turns, WithoutALimitEachTurnIsThereAtOnce) {
    Loop loop;
    Turns turns(loop, 0, 0ms);
    Waiter a;
    Waiter b;
    turns.take(1, a);
    turns.take(2, b);
    EXPECT_EQ(a.told, "turn-");
    EXPECT_EQ(b.told, "turn-");
}

TEST(Turns, WhoIsInsideHearsWhenSomebodyWaitsAndWhenNobodyDoesAnyMore) {
    Loop loop;
    Turns turns(loop, 1, 0ms);
    Waiter a;
    Waiter b;
    Waiter c;
    turns.take(1, a);
    turns.take(2, b);
    turns.take(3, c);
    EXPECT_EQ(a.told, "turn-+");
    EXPECT_EQ(b.told, "");
    turns.give(1);
    EXPECT_EQ(b.told, "turn+");
    turns.give(3);
    EXPECT_EQ(b.told, "turn+-");
    EXPECT_EQ(a.told, "turn-+");
    EXPECT_EQ(c.told, "");
}

TEST(Turns, WhoGivesATurnBackFromInsideTheCallHandsItOn) {
    Loop loop;
    Turns turns(loop, 1, 0ms);
    Waiter first;
    std::vector<Waiter> hasty(1000);
    turns.take(1, first);
    for (std::size_t i = 0; i < hasty.size(); ++i) {
        hasty[i].when_turn = [&turns, i] { turns.give(100 + i); };
        turns.take(100 + i, hasty[i]);
    }
    turns.give(1);
    for (const Waiter& waiter : hasty) EXPECT_EQ(waiter.told.substr(0, 4), "turn");
    Waiter last;
    turns.take(2, last);
    EXPECT_EQ(last.told, "turn-");
}

TEST(Turns, AfterAGapTheNextTurnComesByItself) {
    Loop loop;
    Turns turns(loop, 1, 20ms);
    Waiter a;
    Waiter b;
    turns.take(1, a);
    turns.take(2, b);
    turns.give(1);
    EXPECT_EQ(b.told, "");
    EXPECT_TRUE(run_until(loop, [&] { return b.told == "turn-"; }));
}

TEST(Turns, MorePlacesLetTheWaitingIn) {
    Loop loop;
    Turns turns(loop, 1, 0ms);
    Waiter a;
    Waiter b;
    turns.take(1, a);
    turns.take(2, b);
    turns.resize(2, 0ms);
    EXPECT_EQ(b.told, "turn-");
    EXPECT_EQ(a.told, "turn-+-");
}

TEST(Turns, GivingWhatOneDoesNotHaveIsNothing) {
    Loop loop;
    Turns turns(loop, 1, 0ms);
    Waiter a;
    turns.give(7);
    turns.take(1, a);
    turns.give(1);
    turns.give(1);
    turns.take(1, a);
    EXPECT_EQ(a.told, "turn-turn-");
}

}  // namespace
}  // namespace heloise
