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
    EXPECT_FALSE(book.knows_no_ehlo(kAddress, at(0s)));
    book.learn_no_ehlo(kAddress, limits::kLearntFromReply, at(0s));
    EXPECT_TRUE(book.knows_no_ehlo(kAddress, at(24h - 1ms)));
    EXPECT_FALSE(book.knows_no_ehlo(kAddress, at(24h)));
}

TEST(AddressBook, AShorterFactDoesNotShortenALongerOne) {
    AddressBook book;
    book.learn_no_ehlo(kAddress, 24h, at(0s));
    book.learn_no_ehlo(kAddress, 1h, at(0s));
    EXPECT_TRUE(book.knows_no_ehlo(kAddress, at(2h)));
}

TEST(AddressBook, TwoTemporaryGreetingsInARowTireIt) {
    AddressBook book;
    EXPECT_EQ(book.temporary_greeting(kAddress), 1);
    EXPECT_FALSE(book.tired_of_ehlo(kAddress));
    book.learn_capabilities(kAddress, {});
    EXPECT_EQ(book.temporary_greeting(kAddress), 1);
    EXPECT_EQ(book.temporary_greeting(kAddress), 2);
    EXPECT_TRUE(book.tired_of_ehlo(kAddress));
}

TEST(AddressBook, KnowsABoundedNumberOfAddresses) {
    AddressBook book;
    book.learn_no_ehlo("first", 24h, at(0s));
    for (std::size_t i = 0; i < limits::kAddressesKnown; ++i) book.reached(std::to_string(i));
    EXPECT_FALSE(book.knows_no_ehlo("first", at(0s)));
}

}  // namespace
}  // namespace heloise
