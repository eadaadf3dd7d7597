// What a back said to a recipient, kept for the sender's next attempt.
#include "proxy/backend/verdicts.h"

#include <gtest/gtest.h>

#include "proxy/base/limits.h"

namespace heloise {
namespace {

using namespace std::chrono_literals;

Moment at(Duration steady) {
    return {steady, std::chrono::sys_days{std::chrono::January / 1 / 2000}};
}

TEST(Verdicts, AreForOneSenderAndOneRecipient) {
    Verdicts verdicts;
    verdicts.remember("<a@x>", "<b@y>", {550, {"5.1.1 no such user"}}, at(0s));
    ASSERT_NE(verdicts.recall("<a@x>", "<b@y>", at(1s)), nullptr);
    EXPECT_EQ(verdicts.recall("<a@x>", "<b@y>", at(1s))->code, 550);
    EXPECT_EQ(verdicts.recall("<a@x>", "<c@y>", at(1s)), nullptr);
    EXPECT_EQ(verdicts.recall("<b@x>", "<b@y>", at(1s)), nullptr);
}

TEST(Verdicts, ATemporaryOneIsForgottenSooner) {
    Verdicts verdicts;
    verdicts.remember("", "<b@y>", {450, {"later"}}, at(0s));
    verdicts.remember("", "<c@y>", {250, {"ok"}}, at(0s));
    EXPECT_NE(verdicts.recall("", "<b@y>", at(limits::kTemporaryVerdictLasts - 1s)), nullptr);
    EXPECT_EQ(verdicts.recall("", "<b@y>", at(limits::kTemporaryVerdictLasts)), nullptr);
    EXPECT_NE(verdicts.recall("", "<c@y>", at(limits::kVerdictLasts - 1s)), nullptr);
    EXPECT_EQ(verdicts.recall("", "<c@y>", at(limits::kVerdictLasts)), nullptr);
    EXPECT_EQ(verdicts.size(), 0U);
}

TEST(Verdicts, TheLatestCounts) {
    Verdicts verdicts;
    verdicts.remember("", "<b@y>", {550, {"no"}}, at(0s));
    verdicts.remember("", "<b@y>", {250, {"yes"}}, at(1s));
    EXPECT_EQ(verdicts.recall("", "<b@y>", at(2s))->code, 250);
    EXPECT_EQ(verdicts.size(), 1U);
}

TEST(Verdicts, TheOldestGoesFirst) {
    Verdicts verdicts;
    for (std::size_t i = 0; i <= limits::kVerdicts; ++i)
        verdicts.remember("", std::to_string(i), {550, {"no"}}, at(0s));
    EXPECT_EQ(verdicts.size(), limits::kVerdicts);
    EXPECT_EQ(verdicts.recall("", "0", at(1s)), nullptr);
    EXPECT_NE(verdicts.recall("", "1", at(1s)), nullptr);
}

TEST(Verdicts, OnlyTheFirstLineIsKept) {
    Verdicts verdicts;
    verdicts.remember("", "<b@y>", {550, {"one", "two"}}, at(0s));
    EXPECT_EQ(verdicts.recall("", "<b@y>", at(0s))->lines.size(), 1U);
}

struct Listener final : Verdicts::Watcher {
    std::vector<std::string> told;
    void on_recalled(std::string_view from, std::string_view to, const Reply& reply,
                     Duration still) override {
        told.push_back(std::string(from) + " " + std::string(to) + " " + std::to_string(reply.code) + " " +
                       std::to_string(still / 1s));
    }
};

TEST(Verdicts, AWatcherIsToldOfWhatIsRecalledAndForHowLong) {
    Verdicts verdicts;
    Listener listener;
    verdicts.remember("<a@x>", "<b@y>", {550, {"no"}}, at(0s));
    verdicts.watch(&listener);
    static_cast<void>(verdicts.recall("<a@x>", "<c@y>", at(0s)));
    static_cast<void>(verdicts.recall("<a@x>", "<b@y>", at(limits::kVerdictLasts)));
    EXPECT_TRUE(listener.told.empty());
    verdicts.remember("<a@x>", "<b@y>", {450, {"later"}}, at(0s));
    static_cast<void>(verdicts.recall("<a@x>", "<b@y>", at(limits::kTemporaryVerdictLasts - 7s)));
    EXPECT_EQ(listener.told, std::vector<std::string>{"<a@x> <b@y> 450 7"});
    verdicts.watch(nullptr);
    static_cast<void>(verdicts.recall("<a@x>", "<b@y>", at(0s)));
    EXPECT_EQ(listener.told.size(), 1U);
}

TEST(Verdicts, OneThatIsTakenUpLastsAsLongAsItIsSaidTo) {
    Verdicts verdicts;
    verdicts.take_up("<a@x>", "<b@y>", {550, {"no", "never"}}, 10s, at(5s));
    ASSERT_NE(verdicts.recall("<a@x>", "<b@y>", at(15s - 1ms)), nullptr);
    EXPECT_EQ(verdicts.recall("<a@x>", "<b@y>", at(5s))->lines.size(), 1U);
    EXPECT_EQ(verdicts.recall("<a@x>", "<b@y>", at(15s)), nullptr);
}

}  // namespace
}  // namespace heloise
