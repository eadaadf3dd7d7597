// The words of an answer that are filled in.
#include "proxy/emulate/placeholders.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

using std::chrono::sys_seconds;
using namespace std::chrono_literals;

TEST(Placeholders, EachIsReplaced) {
    const PlaceholderValues values{"host", "date", "operand", "<a@b>", "17", "NOOP", "<s@t>"};
    EXPECT_EQ(expand("250 {hostname} {date} {operand} {path} {size} {verb} {sender}.", values),
              "250 host date operand <a@b> 17 NOOP <s@t>.");
    EXPECT_EQ(expand("{path}{path}", values), "<a@b><a@b>");
}

TEST(Placeholders, TextWithoutThemStaysAsItIs) {
    EXPECT_EQ(expand("220 All set, fire away", {}), "220 All set, fire away");
    EXPECT_EQ(expand("250 }{", {}), "250 }{");
    EXPECT_EQ(expand("", {}), "");
}

TEST(Placeholders, WhatThePeerSaidCannotEndTheLine) {
    EXPECT_EQ(expand("250 Hello [{operand}]", {.operand = "a\r\nb\xff"}), "250 Hello [a??b?]");
}

TEST(Placeholders, AnUnknownOneIsNamed) {
    EXPECT_EQ(unknown_placeholder("250 {hostname} {hostnmae}"), "hostnmae");
    EXPECT_EQ(unknown_placeholder("250 {hostname} {"), "");
}

TEST(Rfc822Date, HasTwoDigitsForTheYearAndNoPaddingForTheDay) {
    EXPECT_EQ(rfc822_date(sys_seconds(925560000s)), "Sat, 1 May 99 12:00:00 GMT");
    EXPECT_EQ(rfc822_date(sys_seconds(1700000000s)), "Tue, 14 Nov 23 22:13:20 GMT");
}

}  // namespace
}  // namespace heloise
