// What is counted of an envelope, and what the log hears of it.
#include "proxy/session/transaction.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace heloise {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class TransactionTest : public ::testing::Test {
protected:
    TransactionTest() {
        transaction.begin(std::get<Mail>(
            std::get<Command>(parse_command("MAIL FROM:<s@t.example> SMTPUTF8 BODY=BINARYMIME"))));
    }
    void accept(const std::string& mailbox) {
        transaction.consider(mailbox);
        transaction.accept();
    }
    // The notes so far, as the log prints them.
    std::vector<std::string> noted() {
        std::vector<std::string> lines;
        for (const Action& action : outbox.take()) {
            const Note& note = std::get<Note>(action);
            append_text(lines.emplace_back(name(note.kind)), note.fields);
        }
        return lines;
    }

    Outbox outbox;
    Transaction transaction{outbox};
};

TEST_F(TransactionTest, KnowsWhatMailDeclared) {
    EXPECT_EQ(transaction.reverse_path(), "<s@t.example>");
    EXPECT_TRUE(transaction.utf8());
    EXPECT_TRUE(transaction.binary());
}

TEST_F(TransactionTest, OnlyWhoIsAcceptedCounts) {
    transaction.consider("a@b");
    EXPECT_EQ(transaction.recipients(), 0U);
    accept("c@d");
    accept("e@f");
    EXPECT_EQ(transaction.recipients(), 2U);
    EXPECT_EQ(transaction.last_recipient(), "e@f");
    EXPECT_THAT(transaction.named(), ElementsAre("<c@d>", "<e@f>"));
}

TEST_F(TransactionTest, TwentyAreNamed) {
    for (int i = 0; i < 30; ++i) accept("u" + std::to_string(i) + "@b");
    EXPECT_EQ(transaction.recipients(), 30U);
    ASSERT_EQ(transaction.named().size(), 20U);
    EXPECT_EQ(transaction.named().back(), "<u19@b>");
}

TEST_F(TransactionTest, ItsEndTellsWhoWasRefusedAndForgetsAll) {
    accept("a@b");
    transaction.refuse({.by = "back", .code = 550, .why = "550 No"}, "<c@d>");
    EXPECT_THAT(noted(), IsEmpty());
    transaction.end();
    EXPECT_THAT(noted(), ElementsAre("mail_refused at=rcpt from=\"<s@t.example>\" to=\"<c@d>\" refused=1 "
                                     "code=550 by=back back_reply=\"550 No\""));
    EXPECT_EQ(transaction.recipients(), 0U);
    EXPECT_THAT(transaction.named(), IsEmpty());
    transaction.end();
    EXPECT_THAT(noted(), IsEmpty());
}

TEST_F(TransactionTest, MailAndDataAreRefusedInALineEach) {
    transaction.note_mail_refused(550, "No");
    transaction.note_refused_by_back("data", 451, "451 later");
    EXPECT_THAT(noted(),
                ElementsAre("mail_refused at=mail from=\"<s@t.example>\" code=550 by=heloise why=\"No\"",
                            "mail_refused at=data from=\"<s@t.example>\" code=451 by=back "
                            "back_reply=\"451 later\""));
}

}  // namespace
}  // namespace heloise
