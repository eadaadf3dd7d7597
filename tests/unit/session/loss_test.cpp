// Either side is killed at every step of a transaction; nobody is told what is not so (rules 24 to 27).
#include <gtest/gtest.h>

#include "tests/support/rig.h"

namespace heloise::testing {
namespace {

struct Case {
    const char* name;
    Greeting greeting = Greeting::Ehlo;
    const char* ehlo = "";                   // the back's answer; empty: what `keywords` make it
    std::vector<std::string> keywords = {};  // of the back
    bool chunks = false;                     // what the front says: BDAT, or DATA
    bool spills = false;                     // an 8-bit part larger than the lookahead
    Delivery delivery = Delivery::Live;
    std::size_t addresses = 1;
};

void PrintTo(const Case& one, std::ostream* out) {
    *out << one.name;
}

std::string message_of(const Case& one) {
    if (!one.spills) return "Subject: one\r\n\r\nfirst\r\nsecond\r\n";
    const std::string lines = "A line before it is known.\r\n";
    return "Content-Type: text/plain; charset=utf-8\r\n\r\n" + lines + lines + lines + "\xC3\xBC\r\n";
}

std::vector<std::string> dialogue_of(const Case& one) {
    std::vector<std::string> says{"EHLO client.example\r\n", "MAIL FROM:<a@client.example>\r\n",
                                  "RCPT TO:<b@example.org>\r\n", "RCPT TO:<c@example.org>\r\n"};
    const std::string message = message_of(one);
    const std::size_t half = message.size() / 2;
    const std::string first = message.substr(0, half);
    const std::string second = message.substr(half);
    if (one.chunks) {
        says.push_back("BDAT " + std::to_string(half) + "\r\n");
        says.push_back(first);
        says.push_back("BDAT 0\r\nBDAT " + std::to_string(second.size()) + " LAST\r\n" + second.substr(0, 3));
        says.push_back(second.substr(3));
    } else {
        says.insert(says.end(), {"DATA\r\n", first, second + ".\r\n"});
    }
    says.push_back("QUIT\r\n");
    return says;
}

// The front's reply to the message, if there was one: behind its 354, or to its last chunk, the third.
std::string message_reply(const Rig& rig, const Case& one) {
    constexpr std::size_t kLast = 5 + 2;  // banner, EHLO, MAIL and two RCPT have one each
    const auto replies = rig.replies();
    if (one.chunks) return replies.size() > kLast ? replies[kLast] : "";
    for (std::size_t i = 0; i + 1 < replies.size(); ++i) {
        if (replies[i].starts_with("354")) return replies[i + 1];
    }
    return "";
}

Backend backend_of(const Case& one) {
    Backend backend = test_backend(one.greeting);
    backend.delivery = one.delivery;
    if (one.spills) backend.content.lookahead = 64;
    while (backend.address.size() < one.addresses) backend.address.push_back({"192.0.2.26", 25});
    return backend;
}

class Played : public Rig {
public:
    explicit Played(const Case& one) : Rig(backend_of(one)) {
        back.keywords = one.keywords;
        back.script = [&one](std::string_view line) {
            return std::string(line.starts_with("EHLO") ? one.ehlo : "");
        };
        front_says(dialogue_of(one));
    }
    void steps(int most) {
        for (int i = 0; i < most; ++i) step();
    }
    // Lets everything happen that still can, all timeouts included.
    void to_the_end() {
        do {
            run();
        } while (!session().finished() && wait(std::chrono::hours(1)));
        EXPECT_TRUE(session().finished());
        EXPECT_EQ(spool_misuse(), "");
    }
};

int steps_of(const Case& one) {
    Played rig(one);
    int steps = 0;
    while (rig.step()) ++steps;
    EXPECT_EQ(rig.back.accepted.size(), 1U);
    EXPECT_TRUE(message_reply(rig, one).starts_with("250"));
    EXPECT_TRUE(rig.session().finished());
    EXPECT_EQ(rig.spool().size(), 0U);
    return steps;
}

// What the back takes when nobody is lost.
std::string undisturbed(const Case& one) {
    Played rig(one);
    rig.run();
    return below_received(rig.back.accepted.at(0).content).value();
}

// Once and whole, or not at all.
void expect_all_or_nothing(const Played& rig, const std::string& whole) {
    EXPECT_LE(rig.back.accepted.size(), 1U);
    for (const auto& arrived : rig.back.accepted) EXPECT_EQ(below_received(arrived.content), whole);
}

// The sender hears what is so, or that nobody can tell.
void expect_truth(const Played& rig, const Case& one, bool submitted) {
    const std::string reply = message_reply(rig, one);
    const std::size_t taken = rig.back.accepted.size();
    if (reply.starts_with("250")) {
        EXPECT_EQ(taken, 1U) << reply;
    } else if (taken == 1) {
        // RFC 1047: the one case that nobody can tell, and it is counted.
        EXPECT_TRUE(submitted);
        EXPECT_TRUE(rig.noted(NoteKind::OutcomeUnknown));
        EXPECT_TRUE(reply.starts_with("451 4.4.2")) << reply;
    } else {
        EXPECT_EQ(taken, 0U);
    }
}

class Loss : public ::testing::TestWithParam<Case> {};

TEST_P(Loss, OfTheBackAtAnyStepNeverInventsA250) {
    const int steps = steps_of(GetParam());
    const std::string whole = undisturbed(GetParam());
    ASSERT_GT(steps, 15);
    for (int kill_at = 0; kill_at <= steps; ++kill_at) {
        Played rig(GetParam());
        rig.steps(kill_at);
        const bool submitted = rig.end_submitted();
        rig.kill_back();
        rig.to_the_end();
        SCOPED_TRACE("killed at step " + std::to_string(kill_at));
        expect_truth(rig, GetParam(), submitted);
        expect_all_or_nothing(rig, whole);
    }
}

// In a burst the next address has the message, and may be lost, too.
TEST_P(Loss, OfTheBackTwiceNeverDeliversTwice) {
    const int steps = steps_of(GetParam());
    const std::string whole = undisturbed(GetParam());
    for (int kill_at = 0; kill_at <= steps; ++kill_at) {
        for (int again = 0; again <= steps; ++again) {
            Played rig(GetParam());
            rig.steps(kill_at);
            bool submitted = rig.end_submitted();
            rig.kill_back();
            rig.steps(again);
            submitted = rig.end_submitted();
            rig.kill_back();
            rig.to_the_end();
            SCOPED_TRACE("killed at step " + std::to_string(kill_at) + " and " + std::to_string(again) +
                         " later");
            expect_truth(rig, GetParam(), submitted);
            expect_all_or_nothing(rig, whole);
        }
    }
}

TEST_P(Loss, OfTheFrontAtAnyStepNeverDeliversWhatItDidNotEnd) {
    const int steps = steps_of(GetParam());
    const std::string whole = undisturbed(GetParam());
    for (int kill_at = 0; kill_at <= steps; ++kill_at) {
        Played rig(GetParam());
        rig.steps(kill_at);
        const bool submitted = rig.end_submitted();
        const bool told = message_reply(rig, GetParam()).starts_with("250");
        rig.kill_front();
        rig.to_the_end();
        SCOPED_TRACE("killed at step " + std::to_string(kill_at));
        expect_all_or_nothing(rig, whole);
        EXPECT_EQ(rig.back.accepted.size(), submitted ? 1U : 0U);
        EXPECT_EQ(rig.noted(NoteKind::SenderDidNotHear), submitted && !told);
    }
}

TEST_P(Loss, OfTheDiskAtAnyStepIs452AndNothingWorse) {
    const int steps = steps_of(GetParam());
    const std::string whole = undisturbed(GetParam());
    for (const auto disk : {MemorySpool::Disk::Full, MemorySpool::Disk::Broken}) {
        for (int break_at = 0; break_at <= steps; ++break_at) {
            Played rig(GetParam());
            rig.steps(break_at);
            rig.change_disk(disk);
            rig.to_the_end();
            const std::string reply = message_reply(rig, GetParam());
            const bool taken = rig.back.accepted.size() == 1;
            SCOPED_TRACE("broken at step " + std::to_string(break_at) + ": " + reply);
            EXPECT_EQ(reply.starts_with("250"), taken);
            EXPECT_TRUE(taken || rig.noted(NoteKind::SpoolFailed));
            EXPECT_EQ(rig.heard().find("452 4.3.1") != std::string::npos, !taken);
            expect_all_or_nothing(rig, whole);
        }
    }
}

const std::vector<std::string> kChunking{"CHUNKING"};
const std::vector<std::string> kAll{"8BITMIME", "CHUNKING", "BINARYMIME"};

INSTANTIATE_TEST_SUITE_P(
    Backs, Loss,
    ::testing::Values(
        Case{"Helo", Greeting::Helo}, Case{"Size", Greeting::Auto, "250-back.example\r\n250 SIZE 1000"},
        Case{"NoEhlo", Greeting::Auto, "500 What?"}, Case{"ClosesAtEhlo", Greeting::Auto, "close"},
        Case{"Huh", Greeting::Auto, "550 Huh?"}, Case{.name = "ChunksToData", .chunks = true},
        Case{.name = "ChunksToChunks", .keywords = kChunking, .chunks = true},
        Case{.name = "Spills", .spills = true},
        Case{.name = "ChunksSpillToData", .chunks = true, .spills = true},
        Case{.name = "ChunksSpillToChunks", .keywords = kChunking, .chunks = true, .spills = true},
        Case{.name = "Burst", .delivery = Delivery::Burst},
        Case{.name = "BurstTwoAddresses", .delivery = Delivery::Burst, .addresses = 2},
        Case{.name = "BurstSpills", .spills = true, .delivery = Delivery::Burst, .addresses = 2},
        Case{.name = "BurstSpillsNatively",
             .keywords = kAll,
             .chunks = true,
             .spills = true,
             .delivery = Delivery::Burst,
             .addresses = 2},
        Case{.name = "BurstSpillsToChunks",
             .keywords = kChunking,
             .chunks = true,
             .spills = true,
             .delivery = Delivery::Burst,
             .addresses = 2}),
    [](const auto& one) { return one.param.name; });

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
