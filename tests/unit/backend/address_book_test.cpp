// What is remembered of an address, and for how long.
#include "proxy/backend/address_book.h"

#include <gtest/gtest.h>

#include "proxy/base/limits.h"

namespace heloise {
namespace {

using namespace std::chrono_literals;

Moment at(Duration steady) {
    return Moment{steady, {}};
}
constexpr const char* kAddress = "10.0.0.5:25";

using Kind = AddressLesson::Kind;

// A book, asked about one address at a time.
struct Book {
    AddressBook book;

    [[nodiscard]] AddressFacts facts(std::string_view address, Moment now) const {
        const BackFacts all = book.facts(now);
        const AddressFacts* known = all.find(address);
        return known == nullptr ? AddressFacts{.address = std::string(address)} : *known;
    }
    [[nodiscard]] std::vector<AddressFacts> known(Moment now) const { return book.facts(now).addresses; }
    [[nodiscard]] Advice how_to_greet(std::string_view address, std::string_view name, Moment now) const {
        return facts(address, now).how_to_greet(name);
    }
    // Whoever is told yes tries it for all.
    bool may_try(std::string_view address, Moment now) {
        const AddressFacts known = facts(address, now);
        const bool may = known.may_be_tried();
        if (may && known.set_aside_for.count() > 0) book.begin_try(address);
        return may;
    }
    void learn(Kind kind, std::string_view address, Moment now, std::string_view name = {},
               Duration lasts = {}) {
        book.learn({kind, std::string(address), std::string(name), lasts}, now);
    }
    int temporary_greeting(std::string_view address, std::string_view name = {}) {
        learn(Kind::Temporary, address, at(0s), name);
        return facts(address, at(0s)).temporary;
    }
};

bool greets_with_helo(const Book& book, std::string_view address, Moment now, std::string_view name = {}) {
    return book.how_to_greet(address, name, now) == Advice::Helo;
}

TEST(AddressBook, ADeadAddressIsSetAsideForTwiceAsLongEachTime) {
    Book book;
    Duration now = 0s;
    for (const Duration aside : {30s, 60s, 120s, 240s, 480s, 600s, 600s}) {
        EXPECT_TRUE(book.may_try(kAddress, at(now)));
        book.learn(Kind::Unreachable, kAddress, at(now));
        EXPECT_FALSE(book.may_try(kAddress, at(now + aside - 1ms)));
        now += aside;
    }
    EXPECT_TRUE(book.may_try(kAddress, at(now)));
    book.learn(Kind::Reached, kAddress, at(0s));
    book.learn(Kind::Unreachable, kAddress, at(now));
    EXPECT_TRUE(book.may_try(kAddress, at(now + 30s)));
}

TEST(AddressBook, OneTriesForAll) {
    Book book;
    book.learn(Kind::Unreachable, kAddress, at(0s));
    EXPECT_TRUE(book.may_try(kAddress, at(31s)));
    EXPECT_FALSE(book.may_try(kAddress, at(31s)));
    book.learn(Kind::TryAbandoned, kAddress, at(0s));
    EXPECT_TRUE(book.may_try(kAddress, at(31s)));
    book.learn(Kind::Reached, kAddress, at(0s));
    EXPECT_TRUE(book.may_try(kAddress, at(31s)));
    EXPECT_TRUE(book.may_try(kAddress, at(31s)));
}

TEST(AddressBook, NoEhloIsBelievedUntilItExpires) {
    Book book;
    EXPECT_FALSE(greets_with_helo(book, kAddress, at(0s)));
    book.learn(Kind::NoEhlo, kAddress, at(0s), {}, limits::kLearntFromReply);
    EXPECT_TRUE(greets_with_helo(book, kAddress, at(24h - 1ms)));
    EXPECT_FALSE(greets_with_helo(book, kAddress, at(24h)));
}

TEST(AddressBook, AShorterFactDoesNotShortenALongerOne) {
    Book book;
    book.learn(Kind::NoEhlo, kAddress, at(0s), {}, 24h);
    book.learn(Kind::NoEhlo, kAddress, at(0s), {}, 1h);
    EXPECT_TRUE(greets_with_helo(book, kAddress, at(2h)));
}

TEST(AddressBook, TwoTemporaryGreetingsInARowTireIt) {
    Book book;
    EXPECT_EQ(book.temporary_greeting(kAddress), 1);
    EXPECT_FALSE(greets_with_helo(book, kAddress, at(0s)));
    book.learn(Kind::Greeted, kAddress, at(0s));
    EXPECT_EQ(book.temporary_greeting(kAddress), 1);
    EXPECT_EQ(book.temporary_greeting(kAddress), 2);
    EXPECT_TRUE(greets_with_helo(book, kAddress, at(0s)));
}

TEST(AddressBook, WhatOneNameMetIsAboutThatNameUntilOursMeetsItToo) {
    Book book;
    book.learn(Kind::NoEhlo, kAddress, at(0s), "one.example", 24h);
    EXPECT_EQ(book.how_to_greet(kAddress, "one.example", at(0s)), Advice::Helo);
    EXPECT_EQ(book.how_to_greet(kAddress, "two.example", at(0s)), Advice::EhloWithOwnName);
    EXPECT_EQ(book.how_to_greet(kAddress, {}, at(0s)), Advice::Ehlo);
    book.learn(Kind::NoEhlo, kAddress, at(0s), {}, 24h);
    EXPECT_EQ(book.how_to_greet(kAddress, "two.example", at(0s)), Advice::Helo);
}

TEST(AddressBook, OursTakenClearsTheOthers) {
    Book book;
    book.learn(Kind::OwnName, kAddress, at(0s), {}, 24h);
    EXPECT_TRUE(book.known(at(0s)).empty()) << "nobody was refused";
    book.learn(Kind::NoEhlo, kAddress, at(0s), "one.example", 24h);
    book.learn(Kind::OwnName, kAddress, at(1s), {}, 24h);
    EXPECT_EQ(book.how_to_greet(kAddress, "two.example", at(1s)), Advice::Ehlo);
    EXPECT_EQ(book.how_to_greet(kAddress, "one.example", at(1s)), Advice::Helo);
    EXPECT_EQ(book.how_to_greet(kAddress, "one.example", at(24h)), Advice::Ehlo);
}

TEST(AddressBook, NamesAreBounded) {
    Book book;
    for (std::size_t i = 0; i <= limits::kNamesKnown; ++i)
        book.learn(Kind::NoEhlo, kAddress, at(0s), "n" + std::to_string(i) + ".example",
                   1h + std::chrono::seconds(i));
    EXPECT_EQ(book.known(at(0s)).at(0).no_ehlo_as.size(), limits::kNamesKnown);
    EXPECT_NE(book.how_to_greet(kAddress, "n0.example", at(0s)), Advice::Helo) << "the first to expire goes";
}

TEST(AddressBook, TemporaryGreetingsOfOneNameTireNobodyElse) {
    Book book;
    EXPECT_EQ(book.temporary_greeting(kAddress, "one.example"), 1);
    EXPECT_EQ(book.how_to_greet(kAddress, "two.example", at(0s)), Advice::EhloWithOwnName);
    EXPECT_EQ(book.temporary_greeting(kAddress, "one.example"), 2);
    EXPECT_EQ(book.how_to_greet(kAddress, "one.example", at(0s)), Advice::Helo);
    EXPECT_EQ(book.how_to_greet(kAddress, "two.example", at(0s)), Advice::EhloWithOwnName);
    EXPECT_EQ(book.temporary_greeting(kAddress), 3) << "with our own it is about all";
    EXPECT_EQ(book.how_to_greet(kAddress, "two.example", at(0s)), Advice::Helo);
}

TEST(AddressBook, OneTransactionAConnectionIsBelievedUntilItExpires) {
    Book book;
    EXPECT_FALSE(book.facts(kAddress, at(0s)).single.count() > 0);
    book.learn(Kind::Single, kAddress, at(0s), {}, 24h);
    EXPECT_TRUE(book.facts(kAddress, at(24h - 1ms)).single.count() > 0);
    EXPECT_FALSE(book.facts(kAddress, at(24h)).single.count() > 0);
}

TEST(AddressBook, KnowsABoundedNumberOfAddresses) {
    Book book;
    book.learn(Kind::NoEhlo, "first", at(0s), {}, 24h);
    for (std::size_t i = 0; i < limits::kAddressesKnown; ++i)
        book.learn(Kind::Reached, std::to_string(i), at(0s));
    EXPECT_FALSE(greets_with_helo(book, "first", at(0s)));
}

TEST(AddressBook, TellsWhatItKnowsAsOfNow) {
    using Known = AddressFacts;
    Book book;
    EXPECT_TRUE(book.known(at(0s)).empty());
    book.learn(Kind::Reached, "a", at(0s));
    EXPECT_TRUE(book.known(at(0s)).empty());
    book.learn(Kind::NoEhlo, "a", at(0s), {}, 1h);
    book.learn(Kind::Unreachable, "b", at(0s));
    static_cast<void>(book.temporary_greeting("c"));
    const Known a{.address = "a", .no_ehlo = 59min};
    const Known b{.address = "b", .set_aside_for = 30s, .set_aside_still = -30s};
    const Known c{.address = "c", .temporary = 1};
    EXPECT_EQ(book.known(at(1min)), (std::vector<Known>{a, b, c}));
    EXPECT_EQ(book.known(at(1h)).size(), 2U) << "what is over is not known any more";
}

TEST(AddressBook, TakesUpWhatAnotherKnows) {
    Book one;
    one.learn(Kind::NoEhlo, "a", at(0s), {}, 1h);
    one.learn(Kind::Unreachable, "b", at(0s));
    EXPECT_TRUE(one.may_try("b", at(30s)));
    Book other;
    for (const auto& known : one.known(at(40s))) other.book.take_up(known, at(1000s));
    EXPECT_TRUE(greets_with_helo(other, "a", at(1000s + 1h - 41s)));
    EXPECT_FALSE(greets_with_helo(other, "a", at(1000s + 1h - 40s)));
    EXPECT_FALSE(other.may_try("b", at(1000s))) << "another tries it";
    other.learn(Kind::TryAbandoned, "b", at(0s));
    EXPECT_TRUE(other.may_try("b", at(1000s)));
    EXPECT_EQ(other.known(at(1000s)), one.known(at(40s)));
}

// What is taken up takes the place of what was known.
TEST(AddressBook, WhatIsTakenUpIsAllThereIs) {
    Book book;
    book.learn(Kind::NoEhlo, "a", at(0s), {}, 1h);
    book.learn(Kind::Unreachable, "a", at(0s));
    book.book.take_up(AddressFacts{.address = "a"}, at(0s));
    EXPECT_TRUE(book.known(at(0s)).empty());
    book.book.take_up(Capabilities({Keyword{"SIZE", "5"}}));
    ASSERT_NE(book.book.offer(), nullptr);
    EXPECT_TRUE(book.book.offer()->has("SIZE"));
}

}  // namespace
}  // namespace heloise
