// Finding and greeting a back, in all the ways it may take that (rules 4 and 26).
#include "proxy/session/back.h"

#include <gtest/gtest.h>

#include "tests/support/rig.h"

namespace heloise::testing {
namespace {

const std::vector<std::string> kMail{"EHLO client.example\r\n", "MAIL FROM:<a@client.example>\r\n"};

struct Outcome {
    std::string reply;                  // to MAIL
    std::vector<std::string> commands;  // the back heard
    int connections = 0;
};

using Script = std::function<std::string(std::string_view)>;

Outcome greet(Greeting greeting, const Script& script, const std::string& banner = "220 back.example") {
    Rig rig(test_backend(greeting));
    rig.back.script = script;
    rig.back.banner = banner;
    rig.front_says(kMail);
    rig.run();
    while (rig.replies().size() < 3 && rig.wait(std::chrono::minutes(5))) rig.run();
    const auto replies = rig.replies();
    return {replies.size() < 3 ? "" : replies[2], rig.back.commands, rig.back.connections};
}

Script on_ehlo(const std::string& answer) {
    return [answer](std::string_view line) { return line.starts_with("EHLO") ? answer : std::string(); };
}

using Commands = std::vector<std::string>;
const Commands kSameConnection{"EHLO client.example", "HELO client.example", "MAIL FROM:<a@client.example>"};

TEST(BackGreeting, RefusedEhloIsFollowedByHeloOnTheSameConnection) {
    for (const char* code : {"500", "502", "503", "504", "550", "554"}) {
        const Outcome got = greet(Greeting::Auto, on_ehlo(std::string(code) + " no"));
        EXPECT_EQ(got.commands, kSameConnection) << code;
        EXPECT_EQ(got.connections, 1) << code;
        EXPECT_TRUE(got.reply.starts_with("250")) << code;
    }
}

TEST(BackGreeting, RefusedAndClosedIsFollowedByHeloOnAnother) {
    const Outcome got = greet(Greeting::Auto, on_ehlo("550 Huh?"));
    EXPECT_EQ(got.connections, 2);
    EXPECT_EQ(got.commands.back(), "MAIL FROM:<a@client.example>");
    EXPECT_TRUE(got.reply.starts_with("250"));
}

TEST(BackGreeting, ClosedWithoutAWordIsFollowedByHeloOnAnother) {
    const Outcome got = greet(Greeting::Auto, on_ehlo("close"));
    EXPECT_EQ(got.connections, 2);
    EXPECT_EQ(got.commands, kSameConnection);
    EXPECT_TRUE(got.reply.starts_with("250"));
}

TEST(BackGreeting, SilenceIsFollowedByHeloOnAnother) {
    // An answer that never ends is no answer.
    const Outcome got = greet(Greeting::Auto, on_ehlo("250-half"));
    EXPECT_EQ(got.connections, 2);
    EXPECT_TRUE(got.reply.starts_with("250"));
}

TEST(BackGreeting, WithEhloOnlyARefusalIsTheEnd) {
    const Outcome got = greet(Greeting::Ehlo, on_ehlo("550 no"));
    EXPECT_EQ(got.commands, (Commands{"EHLO client.example", "QUIT"}));
    EXPECT_TRUE(got.reply.starts_with("451 4.4.1")) << got.reply;
}

TEST(BackGreeting, WithHeloOnlyThereIsNoEhlo) {
    const Outcome got = greet(Greeting::Helo, {});
    EXPECT_EQ(got.commands, (Commands{"HELO client.example", "MAIL FROM:<a@client.example>"}));
}

TEST(BackGreeting, ATemporaryRefusalIsNoReasonForHelo) {
    for (const char* answer : {"421 busy", "450 busy"}) {
        const Outcome got = greet(Greeting::Auto, on_ehlo(answer));
        EXPECT_EQ(got.commands, (Commands{"EHLO client.example", "QUIT"})) << answer;
        EXPECT_TRUE(got.reply.starts_with("451 4.4.1")) << got.reply;
    }
}

TEST(BackGreeting, TheThirdConnectionTriesHelo) {
    Rig rig(test_backend(Greeting::Auto));
    rig.back.script = on_ehlo("421 busy");
    rig.front_says({"EHLO client.example\r\n", "MAIL FROM:<a@x.example>\r\n", "MAIL FROM:<a@x.example>\r\n",
                    "MAIL FROM:<a@x.example>\r\n"});
    rig.run();
    const auto replies = rig.replies();
    ASSERT_EQ(replies.size(), 5U);
    EXPECT_TRUE(replies[3].starts_with("451 4.4.1"));
    EXPECT_TRUE(replies[4].starts_with("250")) << replies[4];
    EXPECT_EQ(rig.back.commands[4], "HELO client.example");
}

TEST(BackGreeting, HeloRefusedBehindEhloGetsAConnectionOfItsOwn) {
    int helos = 0;
    const Outcome got = greet(Greeting::Auto, [&](std::string_view line) -> std::string {
        if (line.starts_with("EHLO")) return "503 what";
        if (line.starts_with("HELO")) return ++helos == 1 ? "503 wrong state" : "250 hi";
        return "";
    });
    EXPECT_EQ(got.connections, 2);
    EXPECT_TRUE(got.reply.starts_with("250")) << got.reply;
}

TEST(BackGreeting, ABadBannerIsAnsweredWithQuit) {
    for (const char* banner : {"554 go away", "421 busy", "450 busy"}) {
        const Outcome got = greet(Greeting::Auto, {}, banner);
        EXPECT_EQ(got.commands, Commands{"QUIT"}) << banner;
        EXPECT_TRUE(got.reply.starts_with("451 4.4.1")) << got.reply;
    }
}

TEST(BackGreeting, AMultiLineBannerIsRead) {
    EXPECT_TRUE(greet(Greeting::Auto, {}, "220-one\r\n220 two").reply.starts_with("250"));
}

TEST(BackGreeting, AOneLineEhloReplyIsSuccessWithoutExtensions) {
    Rig rig(test_backend(Greeting::Auto));
    rig.front_says({"EHLO client.example\r\n", "MAIL FROM:<a@x.example> SIZE=10\r\n"});
    rig.run();
    EXPECT_EQ(rig.back.commands.back(), "MAIL FROM:<a@x.example>");
}

TEST(BackGreeting, KeywordsInAHeloReplyAreNoOffer) {
    Rig rig(test_backend(Greeting::Helo));
    rig.back.script = [](std::string_view line) {
        return std::string(line.starts_with("HELO") ? "250-back.example\r\n250 SIZE 100" : "");
    };
    rig.front_says({"HELO client.example\r\n", "MAIL FROM:<a@x.example> SIZE=10\r\n"});
    rig.run();
    EXPECT_EQ(rig.back.commands.back(), "MAIL FROM:<a@x.example>");
}

TEST(BackFailover, TheNextAddressIsTriedBeforeMailsReplyOnly) {
    Backend backend = test_backend(Greeting::Helo);
    backend.address.push_back({"192.0.2.26", 25});
    int mails = 0;
    const auto lost_first = [&](std::string_view line) -> std::string {
        return line.starts_with("MAIL") && ++mails == 1 ? "close" : "";
    };
    Rig rig(backend);
    rig.back.script = lost_first;
    rig.front_says(kMail);
    rig.run();
    EXPECT_EQ(rig.back.connections, 2);
    EXPECT_TRUE(rig.replies()[2].starts_with("250")) << rig.replies()[2];

    Rig refused(backend);
    refused.back.script = [](std::string_view line) -> std::string {
        return line.starts_with("MAIL") ? "451 later" : "";
    };
    refused.front_says(kMail);
    refused.run();
    EXPECT_EQ(refused.back.connections, 1);
    EXPECT_TRUE(refused.replies()[2].starts_with("451 4.3.0 later")) << refused.replies()[2];
}

TEST(BackFailover, A421BeforeMailsReplyIsNeverRelayed) {
    const Outcome got = greet(Greeting::Helo, [](std::string_view line) -> std::string {
        return line.starts_with("MAIL") ? "421 closing" : "";
    });
    EXPECT_TRUE(got.reply.starts_with("451 4.4.1")) << got.reply;
}

TEST(BackGreeting, AnAnswerTooManyCostsTheAddressItsTurn) {
    for (const char* verb : {"EHLO", "HELO"}) {
        const Outcome got =
            greet(verb[0] == 'E' ? Greeting::Ehlo : Greeting::Helo, [&](std::string_view line) {
                return std::string(line.starts_with(verb) ? "250 hi\r\n250 again" : "");
            });
        EXPECT_TRUE(got.reply.starts_with("451 4.4.1")) << got.reply;
        EXPECT_EQ(got.connections, 1);
    }
}

TEST(BackGreeting, ALateBannerIsNoAnswerToEhlo) {
    EXPECT_TRUE(greet(Greeting::Ehlo, on_ehlo("220 late")).reply.starts_with("451 4.4.1"));
}

TEST(BackGreeting, AHangUpLongAfterEhloTeachesNothing) {
    Backend backend = test_backend(Greeting::Auto);
    backend.connect = ConnectWhen::Early;
    Rig rig(backend);
    rig.front_says({"EHLO client.example\r\n"});
    rig.run();
    rig.now = rig.now.plus(std::chrono::minutes(2));
    rig.kill_back();
    rig.front_says({"MAIL FROM:<a@x.example>\r\n"});
    rig.run();
    EXPECT_EQ(rig.back.commands[1], "EHLO client.example");
}

TEST(BackFailover, WhatStandsBehindA421IsNotTheNextAddresss) {
    Backend backend = test_backend(Greeting::Helo);
    backend.address.push_back({"192.0.2.26", 25});
    int mails = 0;
    Rig rig(backend);
    rig.back.script = [&](std::string_view line) -> std::string {
        return line.starts_with("MAIL") && ++mails == 1 ? "421 bye\r\nxxx" : "";
    };
    rig.front_says(kMail);
    rig.run();
    EXPECT_TRUE(rig.replies()[2].starts_with("250")) << rig.replies()[2];
}

TEST(BackReuse, RefusedTransactionsCountToo) {
    Backend backend = test_backend(Greeting::Helo);
    backend.limits.messages_per_session = 2;
    Rig rig(backend);
    rig.back.script = [](std::string_view line) {
        return std::string(line.starts_with("MAIL") ? "550 no" : "");
    };
    rig.front_says({"HELO client.example\r\n"});
    for (int i = 0; i < 5; ++i) rig.front_says({"MAIL FROM:<a@x.example>\r\n"});
    rig.run();
    EXPECT_EQ(rig.back.connections, 3);
}

TEST(BackReuse, AConnectionLostWhileIdleCostsTheNextMailNothing) {
    Rig rig(test_backend(Greeting::Helo));
    rig.front_says({"HELO client.example\r\n", "MAIL FROM:<a@x.example>\r\n", "RSET\r\n"});
    rig.run();
    rig.kill_back();
    rig.front_says({"MAIL FROM:<a@x.example>\r\n"});
    rig.run();
    EXPECT_TRUE(rig.replies().back().starts_with("250")) << rig.replies().back();
    EXPECT_EQ(rig.back.connections, 2);
}

TEST(BackReuse, TransactionsPerConnectionAreLimited) {
    Backend backend = test_backend(Greeting::Helo);
    backend.limits.messages_per_session = 2;
    Rig rig(backend);
    rig.front_says({"HELO client.example\r\n"});
    for (int i = 0; i < 5; ++i)
        rig.front_says(
            {"MAIL FROM:<a@x.example>\r\n", "RCPT TO:<b@x.example>\r\n", "DATA\r\n", "x\r\n.\r\n"});
    rig.run();
    EXPECT_EQ(rig.back.accepted.size(), 5U);
    EXPECT_EQ(rig.back.connections, 3);
}

}  // namespace
}  // namespace heloise::testing
