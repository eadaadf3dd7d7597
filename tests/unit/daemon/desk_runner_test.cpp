// Who is answered, who is told of whom, and that nobody recurses.
#include "proxy/daemon/desk_runner.h"

#include <functional>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/loopback.h"

namespace heloise {
namespace {

const DeskRunner::Postpones kAtOnce;

struct Waiter final : DeskRunner::Guest {
    std::string told;  // "turn" and then + or - for others waiting or not
    std::function<void()> when_turn;

    void on_answer(const DeskAnswer& answer) override {
        if (const auto* turn = std::get_if<Turn>(&answer)) {
            told += turn->others_wait ? "turn+" : "turn-";
            if (when_turn) when_turn();
        }
        if (const auto* waiters = std::get_if<Waiters>(&answer)) told += waiters->others_wait ? '+' : '-';
        if (std::holds_alternative<Known>(answer)) told += "known";
    }
};

void take(DeskRunner& desk, Desk::Ticket ticket, Waiter& waiter) {
    desk.ask(ticket, waiter, TakeTurn{});
    desk.deliver();
}

void give(DeskRunner& desk, Desk::Ticket ticket, Waiter& waiter) {
    desk.ask(ticket, waiter, GiveTurn{});
    desk.deliver();
}

TEST(DeskRunner, WithoutALimitEachTurnIsThereAtOnce) {
    Loop loop;
    DeskRunner desk(loop, 0, 0ms, kAtOnce);
    Waiter a;
    Waiter b;
    take(desk, 1, a);
    take(desk, 2, b);
    EXPECT_EQ(a.told, "turn-");
    EXPECT_EQ(b.told, "turn-");
}

TEST(DeskRunner, WhoIsInsideHearsWhenSomebodyWaitsAndWhenNobodyDoesAnyMore) {
    Loop loop;
    DeskRunner desk(loop, 1, 0ms, kAtOnce);
    Waiter a;
    Waiter b;
    Waiter c;
    take(desk, 1, a);
    take(desk, 2, b);
    take(desk, 3, c);
    EXPECT_EQ(a.told, "turn-+");
    EXPECT_EQ(b.told, "");
    give(desk, 1, a);
    EXPECT_EQ(b.told, "turn+");
    give(desk, 3, c);
    EXPECT_EQ(b.told, "turn+-");
    EXPECT_EQ(a.told, "turn-+");
    EXPECT_EQ(c.told, "");
}

TEST(DeskRunner, NobodyIsAnsweredWhileItAsks) {
    Loop loop;
    DeskRunner desk(loop, 1, 0ms, kAtOnce);
    Waiter a;
    desk.ask(1, a, TakeTurn{});
    EXPECT_EQ(a.told, "");
    EXPECT_EQ(desk.take_answers(1).size(), 1U);
    desk.deliver();
    EXPECT_EQ(a.told, "") << "it has taken its answer itself";
}

TEST(DeskRunner, WhoGivesATurnBackFromInsideTheCallHandsItOn) {
    Loop loop;
    DeskRunner desk(loop, 1, 0ms, kAtOnce);
    Waiter first;
    std::vector<Waiter> hasty(1000);
    take(desk, 1, first);
    for (std::size_t i = 0; i < hasty.size(); ++i) {
        hasty[i].when_turn = [&, i] { give(desk, 100 + i, hasty[i]); };
        take(desk, 100 + i, hasty[i]);
    }
    give(desk, 1, first);
    for (const Waiter& waiter : hasty) EXPECT_EQ(waiter.told.substr(0, 4), "turn");
    Waiter last;
    take(desk, 2, last);
    EXPECT_EQ(last.told, "turn-");
}

TEST(DeskRunner, AfterAGapTheNextTurnComesByItself) {
    Loop loop;
    DeskRunner desk(loop, 1, 20ms, kAtOnce);
    Waiter a;
    Waiter b;
    take(desk, 1, a);
    take(desk, 2, b);
    give(desk, 1, a);
    EXPECT_EQ(b.told, "");
    EXPECT_TRUE(run_until(loop, [&] { return b.told == "turn-"; }));
}

TEST(DeskRunner, MorePlacesLetTheWaitingIn) {
    Loop loop;
    DeskRunner desk(loop, 1, 0ms, kAtOnce);
    Waiter a;
    Waiter b;
    take(desk, 1, a);
    take(desk, 2, b);
    desk.resize(2, 0ms);
    EXPECT_EQ(b.told, "turn-");
    EXPECT_EQ(a.told, "turn-+-");
}

TEST(DeskRunner, GivingWhatOneDoesNotHaveIsNothing) {
    Loop loop;
    DeskRunner desk(loop, 1, 0ms, kAtOnce);
    Waiter a;
    desk.leave(7);
    take(desk, 1, a);
    give(desk, 1, a);
    give(desk, 1, a);
    take(desk, 1, a);
    EXPECT_EQ(a.told, "turn-turn-");
}

TEST(DeskRunner, AGrantForASessionThatHasEndedGoesBack) {
    Loop loop;
    bool postpones = true;
    const DeskRunner::Postpones sometimes = [&] { return postpones; };
    DeskRunner desk(loop, 1, 0ms, sometimes);
    Waiter a;
    Waiter b;
    take(desk, 1, a);
    desk.leave(1);
    take(desk, 2, b);
    postpones = false;
    EXPECT_TRUE(run_until(loop, [&] { return b.told == "turn-"; }));
    EXPECT_EQ(a.told, "");
}

TEST(DeskRunner, WhatIsPostponedComesInALaterRoundAndInOrder) {
    Loop loop;
    int asked = 0;
    const DeskRunner::Postpones once = [&] { return ++asked == 1; };
    DeskRunner desk(loop, 0, 0ms, once);
    Waiter a;
    take(desk, 1, a);
    desk.ask(1, a, AskFacts{});
    desk.deliver();
    EXPECT_TRUE(desk.take_answers(1).empty());
    EXPECT_EQ(a.told, "");
    EXPECT_TRUE(run_until(loop, [&] { return a.told == "turn-known"; }));
}

}  // namespace
}  // namespace heloise
