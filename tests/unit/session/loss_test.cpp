// Either side is killed at every step of a transaction; nobody is told what is not so (rules 24 to 27).
#include <gtest/gtest.h>

#include "tests/support/rig.h"

namespace heloise::testing {
namespace {

const std::vector<std::string> kDialogue{
    "EHLO client.example\r\n",
    "MAIL FROM:<a@client.example>\r\n",
    "RCPT TO:<b@example.org>\r\n",
    "RCPT TO:<c@example.org>\r\n",
    "DATA\r\n",
    "Subject: one\r\n\r\nfirst\r\n",
    "second\r\n.\r\n",
    "QUIT\r\n",
};

// The front's reply to the message: what stands behind its 354, if anything.
std::string message_reply(const Rig& rig) {
    const auto replies = rig.replies();
    for (std::size_t i = 0; i + 1 < replies.size(); ++i) {
        if (replies[i].starts_with("354")) return replies[i + 1];
    }
    return "";
}

int steps_of(Greeting greeting, const std::string& ehlo_answer) {
    Rig rig(test_backend(greeting));
    rig.back.script = [&](std::string_view line) { return line.starts_with("EHLO") ? ehlo_answer : ""; };
    rig.front_says(kDialogue);
    int steps = 0;
    while (rig.step()) ++steps;
    EXPECT_EQ(rig.back.accepted.size(), 1U);
    EXPECT_TRUE(message_reply(rig).starts_with("250"));
    EXPECT_TRUE(rig.session().finished());
    return steps;
}

struct Case {
    Greeting greeting;
    const char* ehlo;
};

class Loss : public ::testing::TestWithParam<Case> {};

// Lets everything happen that still can, all timeouts included.
void to_the_end(Rig& rig) {
    do {
        rig.run();
    } while (!rig.session().finished() && rig.wait(std::chrono::hours(1)));
    EXPECT_TRUE(rig.session().finished());
}

TEST_P(Loss, OfTheBackAtAnyStepNeverInventsA250) {
    const int steps = steps_of(GetParam().greeting, GetParam().ehlo);
    ASSERT_GT(steps, 15);
    for (int kill_at = 0; kill_at <= steps; ++kill_at) {
        Rig rig(test_backend(GetParam().greeting));
        rig.back.script = [&](std::string_view line) {
            return std::string(line.starts_with("EHLO") ? GetParam().ehlo : "");
        };
        rig.front_says(kDialogue);
        for (int i = 0; i < kill_at; ++i) rig.step();
        const bool submitted = rig.end_submitted();
        rig.kill_back();
        to_the_end(rig);
        const std::string reply = message_reply(rig);
        const std::size_t taken = rig.back.accepted.size();
        SCOPED_TRACE("killed at step " + std::to_string(kill_at) + ", message reply \"" + reply + "\"");
        if (reply.starts_with("250")) {
            EXPECT_EQ(taken, 1U);
        } else if (taken == 1) {
            // RFC 1047: the one case that nobody can tell, and it is counted.
            EXPECT_TRUE(submitted);
            EXPECT_TRUE(rig.noted(NoteKind::OutcomeUnknown));
            EXPECT_TRUE(reply.starts_with("451 4.4.2")) << reply;
        } else {
            EXPECT_EQ(taken, 0U);
        }
    }
}

TEST_P(Loss, OfTheFrontAtAnyStepNeverDeliversWhatItDidNotEnd) {
    const int steps = steps_of(GetParam().greeting, GetParam().ehlo);
    for (int kill_at = 0; kill_at <= steps; ++kill_at) {
        Rig rig(test_backend(GetParam().greeting));
        rig.back.script = [&](std::string_view line) {
            return std::string(line.starts_with("EHLO") ? GetParam().ehlo : "");
        };
        rig.front_says(kDialogue);
        for (int i = 0; i < kill_at; ++i) rig.step();
        const bool submitted = rig.end_submitted();
        const bool told = message_reply(rig).starts_with("250");
        rig.kill_front();
        to_the_end(rig);
        SCOPED_TRACE("killed at step " + std::to_string(kill_at));
        EXPECT_EQ(rig.back.accepted.size(), submitted ? 1U : 0U);
        EXPECT_EQ(rig.noted(NoteKind::SenderDidNotHear), submitted && !told);
    }
}

INSTANTIATE_TEST_SUITE_P(Greetings, Loss,
                         ::testing::Values(Case{Greeting::Helo, ""},
                                           Case{Greeting::Auto, "250-back.example\r\n250 SIZE 1000"},
                                           Case{Greeting::Auto, "500 What?"}, Case{Greeting::Auto, "close"},
                                           Case{Greeting::Auto, "550 Huh?"}));

TEST(Loss, AfterOneTheFrontHears451UntilItsTransactionEnds) {
    Rig rig(test_backend(Greeting::Helo));
    rig.front_says(
        {"EHLO client.example\r\n", "MAIL FROM:<a@client.example>\r\n", "RCPT TO:<b@example.org>\r\n"});
    rig.run();
    rig.kill_back();
    rig.front_says(
        {"RCPT TO:<c@example.org>\r\n", "DATA\r\n", "MAIL FROM:<a@client.example>\r\n", "RSET\r\n"});
    rig.run();
    const auto replies = rig.replies();
    ASSERT_EQ(replies.size(), 8U);
    EXPECT_TRUE(replies[4].starts_with("451 4.4.2")) << replies[4];
    EXPECT_TRUE(replies[5].starts_with("451 4.4.2")) << replies[5];
    EXPECT_TRUE(replies[6].starts_with("250")) << replies[6];
}

}  // namespace
}  // namespace heloise::testing
