// Places in turn: who gets one, and when.
#include "proxy/backend/places.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

using namespace std::chrono_literals;
using Tickets = std::vector<Places::Ticket>;

Moment at(Duration steady) {
    return Moment{steady, {}};
}

TEST(Places, WithoutALimitEveryoneIsGranted) {
    Places places(0, 5s);
    places.enter(1);
    places.enter(2);
    EXPECT_EQ(places.take_grants(at(0s)), (Tickets{1, 2}));
}

TEST(Places, OldestFirst) {
    Places places(1, 0s);
    places.enter(3);
    places.enter(1);
    places.enter(2);
    EXPECT_EQ(places.take_grants(at(0s)), Tickets{3});
    EXPECT_EQ(places.take_grants(at(0s)), Tickets{});
    places.leave(3, at(0s));
    EXPECT_EQ(places.take_grants(at(0s)), Tickets{1});
}

TEST(Places, WhoLeavesTheQueueIsPassedOver) {
    Places places(1, 0s);
    places.enter(1);
    places.enter(2);
    places.enter(3);
    EXPECT_EQ(places.take_grants(at(0s)), Tickets{1});
    places.leave(2, at(0s));
    places.leave(1, at(0s));
    EXPECT_EQ(places.take_grants(at(0s)), Tickets{3});
    EXPECT_FALSE(places.anyone_waits());
}

TEST(Places, APlaceRestsForTheGap) {
    Places places(1, 5s);
    places.enter(1);
    places.enter(2);
    EXPECT_EQ(places.take_grants(at(0s)), Tickets{1});
    places.leave(1, at(10s));
    EXPECT_EQ(places.take_grants(at(14s)), Tickets{});
    EXPECT_EQ(places.next_grant(), Duration(15s));
    EXPECT_EQ(places.take_grants(at(15s)), Tickets{2});
    EXPECT_EQ(places.next_grant(), std::nullopt);
}

TEST(Places, LeavingTwiceIsHarmless) {
    Places places(2, 1s);
    places.enter(1);
    EXPECT_EQ(places.take_grants(at(0s)), Tickets{1});
    places.leave(1, at(0s));
    places.leave(1, at(0s));
    places.enter(2);
    EXPECT_EQ(places.take_grants(at(0s)), Tickets{2});
}

TEST(Places, AFewerPlacesAfterAReloadBindTheNext) {
    Places places(2, 0s);
    places.enter(1);
    places.enter(2);
    EXPECT_EQ(places.take_grants(at(0s)).size(), 2U);
    places.resize(1, 0s);
    places.enter(3);
    places.leave(1, at(0s));
    EXPECT_EQ(places.take_grants(at(0s)), Tickets{});
    places.leave(2, at(0s));
    EXPECT_EQ(places.take_grants(at(0s)), Tickets{3});
}

}  // namespace
}  // namespace heloise
