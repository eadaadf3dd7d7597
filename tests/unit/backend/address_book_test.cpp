// What is remembered of an address, and for how long.
#include "proxy/backend/address_book.h"

#include <gtest/gtest.h>

#include "proxy/base/limits.h"

namespace heloise {
namespace {

bool greets_with_helo(const AddressBook& book, std::string_view address, Moment now,
                      std::string_view name = {}) {
    return book.how_to_greet(address, name, now) == AddressBook::Advice::Helo;
}

using namespace std::chrono_literals;

Moment at(Duration steady) {
    return Moment{steady, {}};
}
constexpr const char* kAddress = "10.0.0.5:25";

TEST(AddressBook, ADeadAddressIsSetAsideForTwiceAsLongEachTime) {
    AddressBook book;
    Duration now = 0s;
    for (const Duration aside : {30s, 60s, 120s, 240s, 480s, 600s, 600s}) {
        EXPECT_TRUE(book.may_try(kAddress, at(now)));
        book.unreachable(kAddress, at(now));
        EXPECT_FALSE(book.may_try(kAddress, at(now + aside - 1ms)));
        now += aside;
    }
    EXPECT_TRUE(book.may_try(kAddress, at(now)));
    book.reached(kAddress);
    book.unreachable(kAddress, at(now));
    EXPECT_TRUE(book.may_try(kAddress, at(now + 30s)));
}

TEST(AddressBook, OneTriesForAll) {
    AddressBook book;
    book.unreachable(kAddress, at(0s));
    EXPECT_TRUE(book.may_try(kAddress, at(31s)));
    EXPECT_FALSE(book.may_try(kAddress, at(31s)));
    book.try_abandoned(kAddress);
    EXPECT_TRUE(book.may_try(kAddress, at(31s)));
    book.reached(kAddress);
    EXPECT_TRUE(book.may_try(kAddress, at(31s)));
    EXPECT_TRUE(book.may_try(kAddress, at(31s)));
}

TEST(AddressBook, NoEhloIsBelievedUntilItExpires) {
    AddressBook book;
    EXPECT_FALSE(greets_with_helo(book, kAddress, at(0s)));
    book.learn_no_ehlo(kAddress, limits::kLearntFromReply, at(0s));
    EXPECT_TRUE(greets_with_helo(book, kAddress, at(24h - 1ms)));
    EXPECT_FALSE(greets_with_helo(book, kAddress, at(24h)));
}

TEST(AddressBook, AShorterFactDoesNotShortenALongerOne) {
    AddressBook book;
    book.learn_no_ehlo(kAddress, 24h, at(0s));
    book.learn_no_ehlo(kAddress, 1h, at(0s));
    EXPECT_TRUE(greets_with_helo(book, kAddress, at(2h)));
}

TEST(AddressBook, TwoTemporaryGreetingsInARowTireIt) {
    AddressBook book;
    EXPECT_EQ(book.temporary_greeting(kAddress), 1);
    EXPECT_FALSE(greets_with_helo(book, kAddress, at(0s)));
    book.learn_capabilities(kAddress, {});
    EXPECT_EQ(book.temporary_greeting(kAddress), 1);
    EXPECT_EQ(book.temporary_greeting(kAddress), 2);
    EXPECT_TRUE(greets_with_helo(book, kAddress, at(0s)));
}

using Advice = AddressBook::Advice;

TEST(AddressBook, WhatOneNameMetIsAboutThatNameUntilOursMeetsItToo) {
    AddressBook book;
    book.learn_no_ehlo(kAddress, 24h, at(0s), "one.example");
    EXPECT_EQ(book.how_to_greet(kAddress, "one.example", at(0s)), Advice::Helo);
    EXPECT_EQ(book.how_to_greet(kAddress, "two.example", at(0s)), Advice::EhloWithOwnName);
    EXPECT_EQ(book.how_to_greet(kAddress, {}, at(0s)), Advice::Ehlo);
    book.learn_no_ehlo(kAddress, 24h, at(0s));
    EXPECT_EQ(book.how_to_greet(kAddress, "two.example", at(0s)), Advice::Helo);
}

TEST(AddressBook, OursTakenClearsTheOthers) {
    AddressBook book;
    book.learn_own_name(kAddress, 24h, at(0s));
    EXPECT_TRUE(book.known(at(0s)).empty()) << "nobody was refused";
    book.learn_no_ehlo(kAddress, 24h, at(0s), "one.example");
    book.learn_own_name(kAddress, 24h, at(1s));
    EXPECT_EQ(book.how_to_greet(kAddress, "two.example", at(1s)), Advice::Ehlo);
    EXPECT_EQ(book.how_to_greet(kAddress, "one.example", at(1s)), Advice::Helo);
    EXPECT_EQ(book.how_to_greet(kAddress, "one.example", at(24h)), Advice::Ehlo);
}

TEST(AddressBook, NamesAreBounded) {
    AddressBook book;
    for (std::size_t i = 0; i <= limits::kNamesKnown; ++i)
        book.learn_no_ehlo(kAddress, 1h + std::chrono::seconds(i), at(0s),
                           "n" + std::to_string(i) + ".example");
    EXPECT_EQ(book.known(at(0s)).at(0).no_ehlo_as.size(), limits::kNamesKnown);
    EXPECT_NE(book.how_to_greet(kAddress, "n0.example", at(0s)), Advice::Helo) << "the first to expire goes";
}

TEST(AddressBook, TemporaryGreetingsOfOneNameTireNobodyElse) {
    AddressBook book;
    EXPECT_EQ(book.temporary_greeting(kAddress, "one.example"), 1);
    EXPECT_EQ(book.how_to_greet(kAddress, "two.example", at(0s)), Advice::EhloWithOwnName);
    EXPECT_EQ(book.temporary_greeting(kAddress, "one.example"), 2);
    EXPECT_EQ(book.how_to_greet(kAddress, "one.example", at(0s)), Advice::Helo);
    EXPECT_EQ(book.how_to_greet(kAddress, "two.example", at(0s)), Advice::EhloWithOwnName);
    EXPECT_EQ(book.temporary_greeting(kAddress), 3) << "with our own it is about all";
    EXPECT_EQ(book.how_to_greet(kAddress, "two.example", at(0s)), Advice::Helo);
}

TEST(AddressBook, OneTransactionAConnectionIsBelievedUntilItExpires) {
    AddressBook book;
    EXPECT_FALSE(book.knows_single(kAddress, at(0s)));
    book.learn_single(kAddress, 24h, at(0s));
    EXPECT_TRUE(book.knows_single(kAddress, at(24h - 1ms)));
    EXPECT_FALSE(book.knows_single(kAddress, at(24h)));
}

TEST(AddressBook, KnowsABoundedNumberOfAddresses) {
    AddressBook book;
    book.learn_no_ehlo("first", 24h, at(0s));
    for (std::size_t i = 0; i < limits::kAddressesKnown; ++i) book.reached(std::to_string(i));
    EXPECT_FALSE(greets_with_helo(book, "first", at(0s)));
}

TEST(AddressBook, TellsWhatItKnowsAsOfNow) {
    using Known = AddressBook::Known;
    AddressBook book;
    EXPECT_TRUE(book.known(at(0s)).empty());
    book.reached("a");
    EXPECT_TRUE(book.known(at(0s)).empty());
    book.learn_no_ehlo("a", 1h, at(0s));
    book.unreachable("b", at(0s));
    static_cast<void>(book.temporary_greeting("c"));
    const Known a{.address = "a", .no_ehlo = 59min};
    const Known b{.address = "b", .set_aside_for = 30s, .set_aside_still = -30s};
    const Known c{.address = "c", .temporary = 1};
    EXPECT_EQ(book.known(at(1min)), (std::vector<Known>{a, b, c}));
    EXPECT_EQ(book.known(at(1h)).size(), 2U) << "what is over is not known any more";
}

TEST(AddressBook, TakesUpWhatAnotherKnows) {
    AddressBook one;
    one.learn_no_ehlo("a", 1h, at(0s));
    one.unreachable("b", at(0s));
    EXPECT_TRUE(one.may_try("b", at(30s)));
    AddressBook other;
    for (const auto& known : one.known(at(40s))) other.take_up(known, at(1000s));
    EXPECT_TRUE(greets_with_helo(other, "a", at(1000s + 1h - 41s)));
    EXPECT_FALSE(greets_with_helo(other, "a", at(1000s + 1h - 40s)));
    EXPECT_FALSE(other.may_try("b", at(1000s))) << "another tries it";
    other.try_abandoned("b");
    EXPECT_TRUE(other.may_try("b", at(1000s)));
    EXPECT_EQ(other.known(at(1000s)), one.known(at(40s)));
}

// What is taken up takes the place of what was known.
TEST(AddressBook, WhatIsTakenUpIsAllThereIs) {
    AddressBook book;
    book.learn_no_ehlo("a", 1h, at(0s));
    book.unreachable("a", at(0s));
    book.take_up(AddressBook::Known{.address = "a"}, at(0s));
    EXPECT_TRUE(book.known(at(0s)).empty());
    book.take_up(Capabilities({Keyword{"SIZE", "5"}}));
    ASSERT_NE(book.latest_capabilities(), nullptr);
    EXPECT_TRUE(book.latest_capabilities()->has("SIZE"));
}

TEST(AddressBook, ItsVersionChangesWithWhatItKnows) {
    AddressBook book;
    std::uint64_t version = book.version();
    const auto changed = [&] { return std::exchange(version, book.version()) != book.version(); };
    book.learn_no_ehlo("a", 1h, at(0s));
    EXPECT_TRUE(changed());
    book.unreachable("a", at(0s));
    EXPECT_TRUE(changed());
    static_cast<void>(book.may_try("a", at(30s)));
    EXPECT_TRUE(changed());
    book.reached("a");
    EXPECT_TRUE(changed());
    static_cast<void>(book.temporary_greeting("a"));
    EXPECT_TRUE(changed());
    book.learn_capabilities("a", {});
    EXPECT_TRUE(changed());
    EXPECT_FALSE(changed());
}

}  // namespace
}  // namespace heloise
