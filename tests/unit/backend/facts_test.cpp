// Facts as a session has them, and that they change as the desk's do.
#include "proxy/backend/facts.h"

#include <gtest/gtest.h>

#include "proxy/backend/address_book.h"

namespace heloise {
namespace {

using namespace std::chrono_literals;
using Kind = AddressLesson::Kind;

constexpr const char* kAddress = "10.0.0.5:25";

Moment at(Duration steady) {
    return Moment{steady, {}};
}

// The session's copy changes with what it finds out itself, as the desk's book does.
TEST(BackFacts, LearnWhatTheBookLearns) {
    AddressBook book;
    BackFacts copy = book.facts(at(1h));
    const AddressLesson lessons[] = {
        {Kind::NoEhlo, kAddress, "one.example", 1h},
        {Kind::Temporary, kAddress, "one.example"},
        {Kind::Temporary, kAddress, "one.example"},
        {Kind::OwnName, kAddress, {}, 2h},
        {Kind::Single, kAddress, {}, 3h},
        {Kind::Unreachable, "10.0.0.6:25"},
        {Kind::Unreachable, "10.0.0.6:25"},
        {Kind::Reached, kAddress},
        {Kind::NoEhlo, "10.0.0.7:25", {}, 5h},
        {Kind::TryAbandoned, "10.0.0.6:25"},
    };
    for (const AddressLesson& lesson : lessons) {
        book.learn(lesson, at(1h));
        copy.learn(lesson);
        EXPECT_EQ(copy.addresses, book.facts(at(1h)).addresses);
    }
}

TEST(BackFacts, AnEndOfNothingIsNotRemembered) {
    BackFacts facts;
    for (const Kind kind : {Kind::Reached, Kind::TryAbandoned, Kind::OwnName, Kind::Greeted})
        facts.learn({kind, kAddress});
    EXPECT_TRUE(facts.addresses.empty());
    facts.learn({Kind::Single, kAddress, {}, 1h});
    EXPECT_EQ(facts.find(kAddress)->single, 1h);
    EXPECT_EQ(facts.find("10.0.0.6:25"), nullptr);
}

TEST(BackFacts, AnAddressMayBeTriedUntilItIsSetAsideAndWhenItsTimeIsOver) {
    EXPECT_TRUE(AddressFacts{}.may_be_tried());
    AddressFacts aside{.address = {}, .set_aside_for = 30s, .set_aside_still = 1ms};
    EXPECT_FALSE(aside.may_be_tried());
    aside.set_aside_still = 0ms;
    EXPECT_TRUE(aside.may_be_tried());
    aside.being_tried = true;
    EXPECT_FALSE(aside.may_be_tried());
}

}  // namespace
}  // namespace heloise
