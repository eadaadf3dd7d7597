// Places in turn: who gets one, and when.
#include "proxy/backend/turnstile.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

using namespace std::chrono_literals;
using Tickets = std::vector<Turnstile::Ticket>;

Moment at(Duration steady) {
    return Moment{steady, {}};
}

TEST(Turnstile, WithoutALimitEveryoneIsGranted) {
    Turnstile turns(0, 5s);
    turns.enter(1);
    turns.enter(2);
    EXPECT_EQ(turns.take_grants(at(0s)), (Tickets{1, 2}));
}

TEST(Turnstile, OldestFirst) {
    Turnstile turns(1, 0s);
    turns.enter(3);
    turns.enter(1);
    turns.enter(2);
    EXPECT_EQ(turns.take_grants(at(0s)), Tickets{3});
    EXPECT_EQ(turns.take_grants(at(0s)), Tickets{});
    turns.leave(3, at(0s));
    EXPECT_EQ(turns.take_grants(at(0s)), Tickets{1});
}

TEST(Turnstile, WhoLeavesTheQueueIsPassedOver) {
    Turnstile turns(1, 0s);
    turns.enter(1);
    turns.enter(2);
    turns.enter(3);
    EXPECT_EQ(turns.take_grants(at(0s)), Tickets{1});
    turns.leave(2, at(0s));
    turns.leave(1, at(0s));
    EXPECT_EQ(turns.take_grants(at(0s)), Tickets{3});
    EXPECT_FALSE(turns.anyone_waits());
}

TEST(Turnstile, APlaceRestsForTheGap) {
    Turnstile turns(1, 5s);
    turns.enter(1);
    turns.enter(2);
    EXPECT_EQ(turns.take_grants(at(0s)), Tickets{1});
    turns.leave(1, at(10s));
    EXPECT_EQ(turns.take_grants(at(14s)), Tickets{});
    EXPECT_EQ(turns.next_grant(), Duration(15s));
    EXPECT_EQ(turns.take_grants(at(15s)), Tickets{2});
    EXPECT_EQ(turns.next_grant(), std::nullopt);
}

TEST(Turnstile, LeavingTwiceIsHarmless) {
    Turnstile turns(2, 1s);
    turns.enter(1);
    EXPECT_EQ(turns.take_grants(at(0s)), Tickets{1});
    turns.leave(1, at(0s));
    turns.leave(1, at(0s));
    turns.enter(2);
    EXPECT_EQ(turns.take_grants(at(0s)), Tickets{2});
}

TEST(Turnstile, AFewerPlacesAfterAReloadBindTheNext) {
    Turnstile turns(2, 0s);
    turns.enter(1);
    turns.enter(2);
    EXPECT_EQ(turns.take_grants(at(0s)).size(), 2U);
    turns.resize(1, 0s);
    turns.enter(3);
    turns.leave(1, at(0s));
    EXPECT_EQ(turns.take_grants(at(0s)), Tickets{});
    turns.leave(2, at(0s));
    EXPECT_EQ(turns.take_grants(at(0s)), Tickets{3});
}

}  // namespace
}  // namespace heloise
