// Why MAIL and RCPT are refused without asking the back.
#include "proxy/session/mail_checks.h"

#include <gtest/gtest.h>

#include "proxy/base/limits.h"

namespace heloise {
namespace {

Mail mail(const std::string& rest) {
    return std::get<Mail>(std::get<Command>(parse_command("MAIL FROM:" + rest)));
}
Rcpt rcpt(const std::string& rest) {
    return std::get<Rcpt>(std::get<Command>(parse_command("RCPT TO:" + rest)));
}

class MailChecksTest : public ::testing::Test {
protected:
    // The code that the recipient is refused with; 0: it is not.
    int refused(const std::string& path, std::size_t accepted = 0) {
        const auto why = refusal_of(rcpt(path), false, accepted, {backend, &back}, {backend, &back});
        by = why ? why->by : "";
        return why ? why->code : 0;
    }

    Backend backend;
    Capabilities back{std::vector<Keyword>{{"SIZE", "1000"}, {"LIMITS", "RCPTMAX=3"}}};
    std::string by;
};

TEST_F(MailChecksTest, AGoodEnvelopeIsNotRefused) {
    EXPECT_FALSE(refusal_of(mail("<a@b> SIZE=1000"), {backend, &back}));
    EXPECT_EQ(refused("<c@d>"), 0);
}

TEST_F(MailChecksTest, WhatIsLargerThanTheLimitIsRefused) {
    EXPECT_EQ(refusal_of(mail("<a@b> SIZE=1001"), {backend, &back})->code, 552);
}

TEST_F(MailChecksTest, TheNullReversePathIsRefusedWhereTheGatewayTakesNone) {
    EXPECT_FALSE(refusal_of(mail("<>"), {backend, &back}));
    backend.quirks.null_sender.kind = NullSender::Kind::Reject;
    EXPECT_EQ(refusal_of(mail("<>"), {backend, &back})->code, 550);
    EXPECT_FALSE(refusal_of(mail("<a@b>"), {backend, &back}));
}

TEST_F(MailChecksTest, AnAddressThatCannotBeSaidIsRefusedInItsOwnWords) {
    const auto why = unsayable_sender(mail("<j\xC3\xBCrgen@b.example>"), {backend, &back});
    ASSERT_TRUE(why);
    EXPECT_EQ(why->code, 550);
    EXPECT_EQ(why->status, "5.6.7");
    EXPECT_EQ(why->text, "<j\\x{FC}rgen@b.example> is not ASCII, and SMTPUTF8 was not asked for");
    EXPECT_EQ(refused("<j\xC3\xBCrgen@b.example>"), 553);
}

TEST_F(MailChecksTest, AStrangersDomainIsRefusedByAccess) {
    backend.access.recipients = {"ours.example"};
    EXPECT_EQ(refused("<c@ours.example>"), 0);
    EXPECT_EQ(refused("<c@theirs.example>"), 550);
    EXPECT_EQ(by, "access");
    EXPECT_EQ(refused("<c%d@ours.example>"), 550);
}

TEST_F(MailChecksTest, OneRecipientTooManyIsForLater) {
    EXPECT_EQ(refused("<c@d>", 2), 0);
    EXPECT_EQ(refused("<c@d>", 3), 452);
    EXPECT_EQ(by, "heloise");
    back = Capabilities();
    EXPECT_EQ(refused("<c@d>", limits::kRecipients - 1), 0);
    EXPECT_EQ(refused("<c@d>", limits::kRecipients), 452);
}

TEST_F(MailChecksTest, AParameterThatWasNotOfferedIsAnotherThingThanABadValue) {
    Introduction introduction;
    introduction.hear({true, "client.example"});
    const auto fault = [&](const std::string& parameters) {
        return bad_parameter(mail("<a@b> " + parameters).parameters, ParameterPlace::Mail, introduction,
                             backend);
    };
    EXPECT_FALSE(fault("SIZE=10 BODY=8BITMIME"));
    ASSERT_TRUE(fault("XFOO=1"));
    EXPECT_FALSE(fault("XFOO=1")->offered);
    EXPECT_EQ(fault("XFOO=1")->text, "Unsupported parameter: XFOO");
    ASSERT_TRUE(fault("SIZE=ten"));
    EXPECT_TRUE(fault("SIZE=ten")->offered);
    EXPECT_EQ(fault("SIZE=ten")->keyword, "SIZE");
}

}  // namespace
}  // namespace heloise
