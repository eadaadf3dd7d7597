// Burst delivery to many recipients: what a gateway says of each comes to each, in a few attempts (rule 30).
#include <algorithm>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "proxy/base/limits.h"
#include "tests/support/rig.h"

namespace heloise::testing {
namespace {

using Paths = std::vector<std::string>;

Paths paths(const std::string& kind, int count) {
    Paths all;
    for (int i = 0; i < count; ++i) all.push_back("<" + kind + std::to_string(i) + "@example.org>");
    return all;
}

bool is_bad(const std::string& path) {
    return path.starts_with("<bad");
}

// A gateway that refuses who is bad, and takes so many in one transaction; 0: any number.
class Gateway {
public:
    explicit Gateway(Rig& rig, std::size_t most = 0) {
        rig.back.script = [this, most](std::string_view line) -> std::string {
            if (line.starts_with("MAIL") || line == "RSET") taken_ = 0;
            if (!line.starts_with("RCPT TO:")) return {};
            if (is_bad(std::string(line.substr(8)))) return "550 No such user";
            if (most > 0 && taken_ == most) return "550 too many recipients";
            ++taken_;
            return {};
        };
    }

private:
    std::size_t taken_ = 0;
};

// A sender that tries again until each recipient has been settled.
class Mailing {
public:
    Mailing(Rig& rig, Paths recipients) : rig_(rig), left_(std::move(recipients)) {}

    // One transaction to all that are left, or to these of them.
    void attempt() { attempt(left_); }
    void attempt(Paths recipients) {
        std::vector<std::string> pieces{"MAIL FROM:<a@client.example>\r\n"};
        for (const std::string& one : recipients) pieces.push_back("RCPT TO:" + one + "\r\n");
        const std::size_t before = rig_.replies().size();
        rig_.front_says(pieces);
        rig_.run();
        const auto codes = rig_.replies();
        ASSERT_EQ(codes.size(), before + pieces.size());
        Paths taken;
        for (std::size_t i = 0; i < recipients.size(); ++i) {
            const char first = codes[before + 1 + i][0];
            if (first == '2') taken.push_back(recipients[i]);
            if (first == '5') settle(recipients[i], refused);
        }
        if (taken.empty()) return say("RSET\r\n");
        say("DATA\r\n");
        say("x\r\n.\r\n");
        const char first = rig_.replies().back()[0];
        for (const std::string& one : taken) {
            if (first == '2') settle(one, delivered);
            if (first == '5') settle(one, refused);
        }
    }
    void shuffle(unsigned seed) { std::shuffle(left_.begin(), left_.end(), std::mt19937(seed)); }
    [[nodiscard]] const Paths& left() const { return left_; }

    std::multiset<std::string> delivered;
    std::multiset<std::string> refused;

private:
    void say(const std::string& piece) {
        rig_.front_says({piece});
        rig_.run();
    }
    void settle(const std::string& path, std::multiset<std::string>& where) {
        where.insert(path);
        left_.erase(std::find(left_.begin(), left_.end(), path));
    }

    Rig& rig_;
    Paths left_;
};

class BurstVerdicts : public ::testing::Test {
protected:
    static Backend burst_backend() {
        Backend backend = test_backend(Greeting::Helo);
        backend.delivery = Delivery::Burst;
        return backend;
    }
    void begin(const Backend& backend = burst_backend()) {
        rig = std::make_unique<Rig>(backend);
        rig->front_says({"EHLO client.example\r\n"});
        rig->run();
    }
    // Every good one has it once, and every bad one is refused.
    void expect_all_told_the_truth(const Mailing& mailing, int good, int bad) {
        const auto as_set = [](const Paths& all) {
            return std::multiset<std::string>(all.begin(), all.end());
        };
        EXPECT_EQ(mailing.delivered, as_set(paths("good", good)));
        EXPECT_EQ(mailing.refused, as_set(paths("bad", bad)));
        std::multiset<std::string> arrived;
        for (const auto& message : rig->back.accepted)
            for (const std::string& line : message.recipients) arrived.insert(line.substr(8));  // RCPT TO:
        EXPECT_EQ(arrived, mailing.delivered);
    }
    [[nodiscard]] std::ptrdiff_t asked(std::string_view verb) const {
        return std::count_if(rig->back.commands.begin(), rig->back.commands.end(),
                             [&](const std::string& line) { return line.starts_with(verb); });
    }

    std::unique_ptr<Rig> rig;
};

// Good and bad ones in turn, as far as there are of both.
Paths mixed(int good, int bad) {
    Paths all = paths("good", good);
    const Paths others = paths("bad", bad);
    for (std::size_t i = 0; i < others.size(); ++i)
        all.insert(all.begin() + static_cast<std::ptrdiff_t>(std::min(2 * i + 1, all.size())), others[i]);
    return all;
}

TEST_F(BurstVerdicts, SixtyOfWhichTwentyFiveAreRefusedTakeTwoAttempts) {
    begin();
    const Gateway gateway(*rig);
    Mailing mailing(*rig, mixed(35, 25));
    mailing.attempt();
    EXPECT_EQ(mailing.left().size(), 60U);
    mailing.attempt();
    expect_all_told_the_truth(mailing, 35, 25);
}

TEST_F(BurstVerdicts, TheOrderOfTheSecondAttemptDoesNotCount) {
    begin();
    const Gateway gateway(*rig);
    Mailing mailing(*rig, mixed(35, 25));
    mailing.attempt();
    mailing.shuffle(7);
    mailing.attempt();
    expect_all_told_the_truth(mailing, 35, 25);
}

TEST_F(BurstVerdicts, TheSecondAttemptMayBeInParts) {
    begin();
    const Gateway gateway(*rig);
    Mailing mailing(*rig, mixed(35, 25));
    mailing.attempt();
    const Paths all = mailing.left();
    for (std::size_t i = 0; i < all.size(); i += 11)
        mailing.attempt({all.begin() + static_cast<std::ptrdiff_t>(i),
                         all.begin() + static_cast<std::ptrdiff_t>(std::min(i + 11, all.size()))});
    expect_all_told_the_truth(mailing, 35, 25);
}

TEST_F(BurstVerdicts, MoreThanAGatewayTakesGoInParts) {
    begin();
    const Gateway gateway(*rig, 20);
    Mailing mailing(*rig, mixed(55, 5));
    for (int i = 0; i < 6; ++i) mailing.attempt();
    expect_all_told_the_truth(mailing, 55, 5);
}

TEST_F(BurstVerdicts, WithoutRsetTheyComeThroughTooInACoupleMore) {
    Backend backend = burst_backend();
    backend.quirks.rset = RsetUse::Never;
    begin(backend);
    const Gateway gateway(*rig);
    Mailing mailing(*rig, mixed(35, 25));
    mailing.attempt();
    mailing.attempt();
    EXPECT_EQ(mailing.delivered.size(), 35U);
    while (!mailing.left().empty() && rig->back.connections < 10) mailing.attempt();
    expect_all_told_the_truth(mailing, 35, 25);
}

TEST_F(BurstVerdicts, OneMessageASessionIsKeptTo) {
    Backend backend = burst_backend();
    backend.limits.messages_per_session = 1;
    begin(backend);
    const Gateway gateway(*rig);
    Mailing mailing(*rig, mixed(3, 1));
    for (int i = 0; i < 3; ++i) mailing.attempt();
    expect_all_told_the_truth(mailing, 3, 1);
    EXPECT_EQ(asked("MAIL"), rig->back.connections);
}

TEST_F(BurstVerdicts, NotAllOfAThousandAreAskedAgain) {
    begin();
    const Gateway gateway(*rig);
    Mailing mailing(*rig, mixed(1, 1000));
    mailing.attempt();
    EXPECT_EQ(asked("RCPT"), 1001 + static_cast<std::ptrdiff_t>(limits::kAskedAgain));
}

// A reply too many that is there before the next question: which answers which?
TEST_F(BurstVerdicts, AStrayReplyAmongThemMakesAllWorthless) {
    begin();
    int resets = 0;
    rig->back.script = [&](std::string_view line) -> std::string {
        if (line == "RSET" && ++resets == 2) return "250 OK\r\n500 What?";
        return is_bad(std::string(line.substr(std::min<std::size_t>(8, line.size())))) ? "550 No such user"
                                                                                       : "";
    };
    Mailing mailing(*rig, {"<bad0@example.org>", "<good0@example.org>", "<bad1@example.org>"});
    mailing.attempt();
    EXPECT_TRUE(rig->replies().back().starts_with("451 4.5.0")) << rig->replies().back();
    EXPECT_EQ(rig->desk().verdicts().size(), 0U);
}

TEST_F(BurstVerdicts, ASenderThatGivesUpWhileItIsAskedAgainHasNotWaitedInVain) {
    begin();
    const Gateway gateway(*rig);
    rig->front_says({"MAIL FROM:<a@client.example>\r\n", "RCPT TO:<bad0@example.org>\r\n",
                     "RCPT TO:<good0@example.org>\r\n", "RCPT TO:<bad1@example.org>\r\n", "DATA\r\n",
                     "x\r\n.\r\n"});
    while (asked("RSET") == 0 && rig->step()) continue;
    rig->kill_front();
    rig->run();
    EXPECT_EQ(rig->desk().verdicts().size(), 2U);
    EXPECT_TRUE(rig->session().finished());
}

}  // namespace
}  // namespace heloise::testing
