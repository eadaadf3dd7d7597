// The lines that the log has of refused recipients.
#include "proxy/session/refused_recipients.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

using Texts = std::vector<std::string>;

// As the log prints them.
Texts taken(RefusedRecipients& refused) {
    Texts texts;
    for (const Fields& fields : refused.take("<s@t>")) append_text(texts.emplace_back(), fields);
    return texts;
}

TEST(RefusedRecipients, OneLineForEachKind) {
    RefusedRecipients refused;
    refused.add({.by = "back", .code = 550, .why = "550 No such user"}, "<a@b>");
    refused.add({.by = "heloise", .code = 452, .why = "Too many recipients"}, "<c@d>");
    refused.add({.by = "back", .code = 550, .why = "550 Unknown"}, "<e@f>");
    EXPECT_EQ(taken(refused), (Texts{" at=rcpt from=\"<s@t>\" to=\"<a@b>,<e@f>\" refused=2 code=550 by=back "
                                     "back_reply=\"550 No such user\"",
                                     " at=rcpt from=\"<s@t>\" to=\"<c@d>\" refused=1 code=452 by=heloise "
                                     "why=\"Too many recipients\""}));
    EXPECT_EQ(taken(refused), Texts{});
}

TEST(RefusedRecipients, WhatIsSaidFromMemoryIsAKindOfItsOwn) {
    RefusedRecipients refused;
    refused.add({.by = "back", .code = 550, .why = "550 No"}, "<a@b>");
    refused.add({.by = "back", .code = 550, .why = "550 No", .remembered = true}, "<c@d>");
    const Texts texts = taken(refused);
    ASSERT_EQ(texts.size(), 2U);
    EXPECT_TRUE(texts[1].ends_with(" remembered=yes")) << texts[1];
}

TEST(RefusedRecipients, TwentyAreNamedAndAllAreCounted) {
    RefusedRecipients refused;
    for (int i = 0; i < 1000; ++i)
        refused.add({.by = "back", .code = 550, .why = "550 No"}, "<u" + std::to_string(i) + "@b>");
    const Texts texts = taken(refused);
    ASSERT_EQ(texts.size(), 1U);
    EXPECT_NE(texts[0].find("<u19@b>\" refused=1000"), std::string::npos) << texts[0];
    EXPECT_EQ(texts[0].find("<u20@b>"), std::string::npos);
}

TEST(RefusedRecipients, KindsWithoutEndAreBounded) {
    RefusedRecipients refused;
    for (int code = 500; code < 600; ++code) refused.add({.by = "back", .code = code, .why = "no"}, "<a@b>");
    EXPECT_EQ(refused.take("<s@t>").size(), 16U);
}

TEST(RefusedRecipients, AnAddressThatCouldNotBeReadIsCounted) {
    RefusedRecipients refused;
    refused.add({.by = "heloise", .code = 501, .why = "Syntax"}, {});
    const Texts texts = taken(refused);
    ASSERT_EQ(texts.size(), 1U);
    EXPECT_NE(texts[0].find("to=\"\" refused=1"), std::string::npos) << texts[0];
}

}  // namespace
}  // namespace heloise
