// What a front may hear of what a back said.
#include "proxy/session/reply_rules.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

std::string heard(const Reply& reply, const ForFront& how = {}) {
    return print(for_front(reply, how));
}

TEST(ForFront, ABareCodeGetsAWord) {
    EXPECT_EQ(heard({250, {""}}, {.context = StatusContext::MessageEnd}), "250 2.0.0 OK\r\n");
    EXPECT_EQ(heard({550, {""}}, {.context = StatusContext::Rcpt}), "550 5.1.1 Refused\r\n");
}

TEST(ForFront, TheBacksOwnStatusIsKeptWhenItFits) {
    EXPECT_EQ(heard({550, {"5.7.1 No relaying"}}, {.context = StatusContext::Rcpt}),
              "550 5.7.1 No relaying\r\n");
}

TEST(ForFront, AStatusOfTheWrongClassIsReplaced) {
    EXPECT_EQ(heard({450, {"5.7.1 Odd"}}, {.context = StatusContext::Other}).substr(0, 6), "450 4.");
    EXPECT_EQ(heard({250, {"5.0.0 Odd"}}, {.context = StatusContext::Mail}), "250 2.1.0 Odd\r\n");
}

// RFC 2034 section 4: a status whose class is not the reply's says nothing, not even that there is one.
TEST(ForFront, AStatusOfTheWrongClassCountsAsAbsent) {
    EXPECT_EQ(heard({550, {"2.1.5 Odd", "5.7.1 No relaying"}}, {.context = StatusContext::Rcpt}),
              "550-5.7.1 Odd\r\n550 5.7.1 No relaying\r\n");
    const ForFront after_one{.context = StatusContext::Rcpt, .recipients_accepted = true};
    EXPECT_EQ(heard({552, {"4.2.2 Too many"}}, after_one), "452 4.5.3 Too many\r\n");
}

TEST(ForFront, EveryLineCarriesTheSameStatus) {
    EXPECT_EQ(heard({550, {"5.7.1 one", "two", "5.1.1 three"}}, {.context = StatusContext::Rcpt}),
              "550-5.7.1 one\r\n550-5.7.1 two\r\n550 5.7.1 three\r\n");
}

TEST(ForFront, WithoutTheKeywordNoStatusIsAdded) {
    EXPECT_EQ(heard({250, {"Sender OK"}}, {.context = StatusContext::Mail, .statuses = false}),
              "250 Sender OK\r\n");
}

TEST(ForFront, UnknownCodesKeepTheirClass) {
    EXPECT_EQ(for_front({299, {"x"}}, {}).code, 250);
    EXPECT_EQ(for_front({499, {"x"}}, {}).code, 451);
    EXPECT_EQ(for_front({599, {"x"}}, {}).code, 554);
}

TEST(ForFront, OnlyRcptHasMoreThanOneYes) {
    EXPECT_EQ(for_front({251, {"x"}}, {.context = StatusContext::Rcpt}).code, 251);
    EXPECT_EQ(for_front({252, {"x"}}, {.context = StatusContext::Rcpt}).code, 252);
    EXPECT_EQ(for_front({252, {"x"}}, {.context = StatusContext::Mail}).code, 250);
}

TEST(ForFront, TooManyRecipientsIsTemporaryOnceOneWasTaken) {
    const ForFront after_one{.context = StatusContext::Rcpt, .recipients_accepted = true};
    EXPECT_TRUE(heard({552, {"Too many recipients"}}, after_one).starts_with("452 4.5.3 Too many"));
    EXPECT_TRUE(heard({552, {"5.5.3 Too many"}}, after_one).starts_with("452 4.5.3 Too many"));
    EXPECT_TRUE(heard({552, {"5.2.2 Mailbox full"}}, after_one).starts_with("552 5.2.2 Mailbox full"));
    EXPECT_TRUE(heard({552, {"Too many"}}, {.context = StatusContext::Rcpt}).starts_with("552 5."));
}

TEST(ForFront, NothingUnprintablePasses) {
    const std::string reply = heard({250, {"a\x1b[2J\xe9\tb"}}, {.context = StatusContext::Mail});
    EXPECT_EQ(reply, "250 2.1.0 a?[2J??b\r\n");
}

TEST(ForFront, LinesAreAtMost512Octets) {
    const std::string reply = heard({550, {std::string(600, 'x'), std::string(600, 'y')}}, {});
    EXPECT_EQ(reply.size(), 1024U);
}

Quirks rules() {
    Quirks quirks;
    quirks.replies = {
        {ReplyPlace::DataEnd, "552 Error in local delivery", "451 4.3.0 Local trouble, try again"}};
    return quirks;
}

TEST(ReplyRules, ARefusalMayBeReadAsAnother) {
    const Reply said = apply_rules({552, {"Error in local delivery"}}, ReplyPlace::DataEnd, rules());
    EXPECT_EQ(said, (Reply{451, {"4.3.0 Local trouble, try again"}}));
}

TEST(ReplyRules, OnlyInItsPlace) {
    EXPECT_EQ(apply_rules({552, {"Error in local delivery"}}, ReplyPlace::Rcpt, rules()).code, 552);
}

TEST(ReplyRules, AYesIsNeverChanged) {
    Quirks quirks;
    quirks.replies = {{ReplyPlace::DataEnd, "250", "451 no"}};
    EXPECT_EQ(apply_rules({250, {"OK"}}, ReplyPlace::DataEnd, quirks).code, 250);
}

TEST(OwnReply, CarriesItsStatusUnlessStripped) {
    EXPECT_EQ(print(own_reply(451, "4.4.1", "Later", true)), "451 4.4.1 Later\r\n");
    EXPECT_EQ(print(own_reply(451, "4.4.1", "Later", false)), "451 Later\r\n");
}

}  // namespace
}  // namespace heloise
