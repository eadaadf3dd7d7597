// A back that answers more often than it is asked, or says that the order was not kept (rules 4 and 11).
#include <algorithm>

#include <gtest/gtest.h>

#include "proxy/base/limits.h"
#include "tests/support/rig.h"

namespace heloise::testing {
namespace {

using namespace std::chrono_literals;

std::string long_recipient() {
    return "RCPT TO:<" + std::string(60, 'l') + "@" + std::string(60, 'd') + "." + std::string(60, 'e') +
           "." + std::string(60, 'f') + ".example>";
}

TEST(SecondAnswer, TwoRepliesToRcptAreNoVerdictAndTheOthersGoOn) {
    Rig rig(test_backend(Greeting::Helo));
    rig.back.script = [](std::string_view line) {
        return std::string(line.starts_with("RCPT TO:<twice") ? "250 OK\r\n550 or not" : "");
    };
    rig.front_says({"HELO client.example\r\n", "MAIL FROM:<a@x.example>\r\n", "RCPT TO:<b@x.example>\r\n",
                    "RCPT TO:<twice@x.example>\r\n", "RCPT TO:<c@x.example>\r\n", "DATA\r\n", "x\r\n.\r\n"});
    rig.run();
    const auto replies = rig.replies();
    EXPECT_TRUE(replies[3].starts_with("250")) << replies[3];
    EXPECT_TRUE(replies[4].starts_with("451 4.5.0")) << replies[4];
    EXPECT_TRUE(replies[5].starts_with("250")) << replies[5];
    EXPECT_EQ(rig.back.connections, 2);
    EXPECT_TRUE(rig.noted(NoteKind::BackProtocolError));
    ASSERT_EQ(rig.back.accepted.size(), 1U);
    EXPECT_EQ(rig.back.accepted[0].recipients,
              (std::vector<std::string>{"RCPT TO:<b@x.example>", "RCPT TO:<c@x.example>"}));
}

TEST(SecondAnswer, OnlyTheRecipientAnsweredTwiceIsNotAskedAgain) {
    Rig rig(test_backend(Greeting::Helo));
    int order_faults = 0;
    rig.back.script = [&](std::string_view line) -> std::string {
        if (line.starts_with("RCPT TO:<twice")) return "250 OK\r\n550 or not";
        if (line.starts_with("RCPT TO:<later") && ++order_faults == 1) return "503 order";
        return "";
    };
    rig.front_says({"HELO client.example\r\n", "MAIL FROM:<a@x.example>\r\n", "RCPT TO:<twice@x.example>\r\n",
                    "RCPT TO:<later@x.example>\r\n"});
    rig.run();
    EXPECT_TRUE(rig.replies()[3].starts_with("451 4.5.0")) << rig.replies()[3];
    EXPECT_TRUE(rig.replies()[4].starts_with("250")) << rig.replies()[4];
    EXPECT_EQ(rig.back.connections, 3);
}

TEST(SecondAnswer, TwoRepliesToMailAreNoVerdict) {
    Rig rig(test_backend(Greeting::Helo));
    rig.back.script = [](std::string_view line) {
        return std::string(line.starts_with("MAIL") ? "250 OK\r\n250 again" : "");
    };
    rig.front_says({"HELO client.example\r\n", "MAIL FROM:<a@x.example>\r\n"});
    rig.run();
    EXPECT_TRUE(rig.replies()[2].starts_with("451 4.5.0")) << rig.replies()[2];
}

TEST(SecondAnswer, ABackThatAnswersEveryRecipientTwiceIsGivenUp) {
    Rig rig(test_backend(Greeting::Helo));
    bool all = false;
    rig.back.script = [&](std::string_view line) {
        return std::string(all && line.starts_with("RCPT") ? "250 OK\r\n250 again" : "");
    };
    rig.front_says({"HELO client.example\r\n", "MAIL FROM:<a@x.example>\r\n", "RCPT TO:<b@x.example>\r\n"});
    rig.run();
    all = true;
    rig.front_says({"RCPT TO:<c@x.example>\r\n", "DATA\r\n"});
    rig.run();
    const auto replies = rig.replies();
    EXPECT_TRUE(replies[4].starts_with("451")) << replies[4];
    EXPECT_TRUE(replies[5].starts_with("451 4.4.2")) << replies[5];
    EXPECT_EQ(rig.back.connections, 1 + limits::kAgain);
    EXPECT_TRUE(rig.back.accepted.empty());
}

TEST(SecondAnswer, TheReplyToARefusedLongCommandWaitsForAnother) {
    Rig rig(test_backend(Greeting::Helo));
    rig.back.script = [](std::string_view line) { return std::string(line.size() > 200 ? "550 no" : ""); };
    rig.front_says({"HELO client.example\r\n", "MAIL FROM:<a@x.example>\r\n", long_recipient() + "\r\n"});
    rig.run();
    ASSERT_GT(long_recipient().size(), limits::kLongCommand - 2);
    EXPECT_EQ(rig.replies().size(), 3U) << "it waits";
    rig.wait(limits::kSecondAnswer);
    rig.run();
    EXPECT_TRUE(rig.replies().back().starts_with("550")) << rig.replies().back();
}

TEST(SecondAnswer, AShortOneIsToldAtOnce) {
    Rig rig(test_backend(Greeting::Helo));
    rig.back.script = [](std::string_view line) {
        return std::string(line.starts_with("RCPT") ? "550 no" : "");
    };
    rig.front_says({"HELO client.example\r\n", "MAIL FROM:<a@x.example>\r\n", "RCPT TO:<b@x.example>\r\n"});
    rig.run();
    EXPECT_TRUE(rig.replies().back().starts_with("550")) << rig.replies().back();
}

TEST(OrderFault, RecipientsOverTheBoundAreNotSaidAgain) {
    Rig rig(test_backend(Greeting::Helo));
    bool fault = false;
    rig.back.script = [&](std::string_view line) {
        return std::string(fault && line == "DATA" ? "503 order" : "");
    };
    rig.front_says({"HELO client.example\r\n", "MAIL FROM:<a@x.example>\r\n"});
    const std::string name(60, 'u');
    for (std::size_t i = 0; i <= limits::kSaidAgain / name.size(); ++i)
        rig.front_says({"RCPT TO:<" + name + "@x.example>\r\n"});
    rig.run();
    fault = true;
    rig.front_says({"DATA\r\n"});
    rig.run();
    EXPECT_TRUE(rig.replies().back().starts_with("451 4.3.0")) << rig.replies().back();
    EXPECT_EQ(rig.back.connections, 1);
}

// Fact 108: sendmail 4 and 5 run commands that were sent ahead twice.
TEST(Order, OneCommandIsInFlight) {
    Rig rig(test_backend(Greeting::Auto));
    rig.back.keywords = {"PIPELINING"};
    rig.front_says(
        {"EHLO client.example\r\nMAIL FROM:<a@x.example>\r\nRCPT TO:<b@x.example>\r\n"
         "RCPT TO:<c@x.example>\r\nRSET\r\nMAIL FROM:<d@x.example>\r\nRCPT TO:<e@x.example>\r\nDATA\r\n"});
    rig.run();
    EXPECT_EQ(rig.back.arrivals.size(), 8U);
    for (const std::string& arrival : rig.back.arrivals)
        EXPECT_EQ(std::count(arrival.begin(), arrival.end(), '\n'), 1) << arrival;
}

// Fact 109: sendmail 4 and 5 keep a recipient without a sender for the next message.
TEST(Order, NoRecipientReachesABackThatRefusedMail) {
    Rig rig(test_backend(Greeting::Helo));
    rig.back.script = [](std::string_view line) {
        return std::string(line.starts_with("MAIL FROM:<a@") ? "550 no" : "");
    };
    rig.front_says(
        {"HELO client.example\r\n", "MAIL FROM:<a@x.example>\r\nRCPT TO:<b@x.example>\r\nDATA\r\n"});
    rig.run();
    EXPECT_EQ(rig.back.commands,
              (std::vector<std::string>{"HELO client.example", "MAIL FROM:<a@x.example>"}));
}

}  // namespace
}  // namespace heloise::testing
