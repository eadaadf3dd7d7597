// What the verdicts of one attempt come to, and what is remembered of them (rule 30).
#include "proxy/session/burst_recipients.h"

#include <gtest/gtest.h>

#include "proxy/base/limits.h"

namespace heloise {
namespace {

class BurstRecipientsTest : public ::testing::Test {
protected:
    BurstRecipientsTest() {
        for (const char* path : {"<a@b>", "<c@d>", "<e@f>"}) add(path);
    }
    void add(const std::string& path) {
        recipients.add(std::get<Rcpt>(std::get<Command>(parse_command("RCPT TO:" + path))));
    }
    void judge(int code, const std::string& text = "words") {
        const Reply reply{code, {text}};
        recipients.judge({reply, std::to_string(code) + " " + text}, reply);
    }
    void judge_all(int first, int second, int third) {
        recipients.begin();
        for (const int code : {first, second, third}) judge(code);
    }
    std::vector<DeskRequest> lessons() { return recipients.lessons({}, "<s@t>", {}); }

    BurstRecipients recipients;
};

using Outcome = BurstRecipients::Outcome;

TEST_F(BurstRecipientsTest, AreAskedAboutOneByOne) {
    recipients.begin();
    ASSERT_NE(recipients.next(), nullptr);
    EXPECT_EQ(recipients.next()->rcpt.forward_path.text(), "<a@b>");
    judge(250);
    EXPECT_EQ(recipients.next()->rcpt.forward_path.text(), "<c@d>");
    recipients.settle({500, {"too long"}}, About::Transaction);
    judge(250);
    EXPECT_EQ(recipients.next(), nullptr);
    EXPECT_EQ(recipients.accepted(), 2U);
}

TEST_F(BurstRecipientsTest, AllAcceptedIsAccepted) {
    judge_all(250, 251, 250);
    EXPECT_EQ(recipients.outcome(), Outcome::Accepted);
}

TEST_F(BurstRecipientsTest, AllRefusedAlikeIsRefused) {
    judge_all(550, 553, 551);
    EXPECT_EQ(recipients.outcome(), Outcome::Refused);
    judge_all(451, 450, 452);
    EXPECT_EQ(recipients.outcome(), Outcome::Refused);
}

TEST_F(BurstRecipientsTest, SomeAcceptedIsMixedAndSoAreRefusalsOfTwoKinds) {
    judge_all(250, 550, 550);
    EXPECT_EQ(recipients.outcome(), Outcome::Mixed);
    judge_all(550, 450, 550);
    EXPECT_EQ(recipients.outcome(), Outcome::Mixed);
    judge_all(550, 552, 550);  // 552 is about the transaction
    EXPECT_EQ(recipients.outcome(), Outcome::Mixed);
}

TEST_F(BurstRecipientsTest, AnAttemptBeginsWithoutVerdictsButForThoseGivenUp) {
    recipients.begin();
    judge(250);
    recipients.give_up();
    recipients.begin();
    EXPECT_EQ(recipients.accepted(), 0U);
    EXPECT_FALSE(recipients.all()[0].verdict);
    EXPECT_FALSE(recipients.all()[0].unanswerable);
    EXPECT_TRUE(recipients.all()[1].unanswerable);
}

TEST_F(BurstRecipientsTest, ARefusalBehindAcceptedOnesIsDoubtful) {
    judge_all(250, 550, 450);
    ASSERT_NE(recipients.doubtful(), nullptr);
    EXPECT_EQ(recipients.doubtful()->rcpt.forward_path.text(), "<c@d>");
    EXPECT_EQ(recipients.all()[1].about, About::Transaction);
    const Reply alone{550, {"No such user"}};
    recipients.judge_again({alone, "550 No such user"}, alone);
    EXPECT_EQ(recipients.all()[1].about, About::Recipient);
    EXPECT_EQ(recipients.all()[1].said, "550 No such user");
    EXPECT_EQ(recipients.doubtful(), nullptr) << "4xx is about the recipient wherever it comes";
}

TEST_F(BurstRecipientsTest, WhoIsTakenAloneWasRefusedForTheOthers) {
    judge_all(250, 550, 250);
    recipients.judge_again({{250, {"OK"}}, "250 OK"}, {250, {"OK"}});
    EXPECT_EQ(recipients.all()[1].about, About::Transaction);
    EXPECT_EQ(recipients.all()[1].verdict->code, 550);
}

TEST_F(BurstRecipientsTest, NotAllDoubtfulOnesAreAskedAgain) {
    for (std::size_t i = 0; i < limits::kAskedAgain + 5; ++i) add("<x@y>");
    recipients.begin();
    judge(250);
    while (recipients.next() != nullptr) judge(550);
    std::size_t doubtful = 0;
    for (; recipients.doubtful() != nullptr; ++doubtful)
        recipients.judge_again({{550, {"No"}}, "550 No"}, {550, {"No"}});
    EXPECT_EQ(doubtful, limits::kAskedAgain);
}

TEST_F(BurstRecipientsTest, TheDeskLearnsWhatIsAboutARecipientAndWhatIsAboutTheEnvelope) {
    judge_all(250, 450, 552);
    const auto told = lessons();
    ASSERT_EQ(told.size(), 3U);
    EXPECT_EQ(std::get<RecipientTaken>(told[0]).recipient, "<a@b>");
    EXPECT_EQ(std::get<RecipientRefused>(told[1]).recipient, "<c@d>");
    EXPECT_EQ(std::get<RecipientRefused>(told[1]).reply.code, 450);
    const Envelope& envelope = std::get<EnvelopeRefused>(told[2]).envelope;
    EXPECT_EQ(envelope.room(number_of("<a@b>")), 1U);
    EXPECT_EQ(envelope.room(number_of("<e@f>")), 1U) << "with one accepted before it, it was one too many";
    EXPECT_EQ(envelope.room(number_of("<c@d>")), std::nullopt);
}

TEST_F(BurstRecipientsTest, NothingIsLearntOfWhoHasNoVerdict) {
    recipients.begin();
    EXPECT_TRUE(lessons().empty());
}

}  // namespace
}  // namespace heloise
