// What a back said to a recipient, kept for the sender's next attempt.
#include "proxy/backend/verdicts.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "proxy/base/limits.h"

namespace heloise {
namespace {

using namespace std::chrono_literals;

const SenderKey kOurs = sender_key("192.0.2.1");
const SenderKey kTheirs = sender_key("198.51.100.1");

Moment at(Duration steady) {
    return {steady, std::chrono::sys_days{std::chrono::January / 1 / 2000}};
}

// Each as the first recipient of a transaction.
Recall recall(Verdicts& verdicts, const SenderKey& sender, std::string_view from, std::string_view to,
              Duration when = 1s) {
    Naming naming;
    return verdicts.recall(sender, from, to, naming, 0, at(when));
}

int told(Verdicts& verdicts, std::string_view from, std::string_view to, Duration when = 1s) {
    const Recall known = recall(verdicts, kOurs, from, to, when);
    return known.reply ? known.reply->code : 0;
}

TEST(Verdicts, AreForOneEnvelope) {
    Verdicts verdicts;
    verdicts.remember(kOurs, "<a@x>", "<b@y>", {550, {"5.1.1 no such user"}}, at(0s));
    EXPECT_EQ(told(verdicts, "<a@x>", "<c@y>"), 0);
    EXPECT_EQ(told(verdicts, "<b@x>", "<b@y>"), 0);
    EXPECT_EQ(told(verdicts, "<a@x>", "<b@y>"), 550);
}

TEST(Verdicts, AreToldOnce) {
    Verdicts verdicts;
    verdicts.remember(kOurs, "<a@x>", "<b@y>", {550, {"no"}}, at(0s));
    EXPECT_EQ(told(verdicts, "<a@x>", "<b@y>"), 550);
    EXPECT_EQ(told(verdicts, "<a@x>", "<b@y>"), 0);
    EXPECT_EQ(verdicts.size(), 0U);
}

TEST(Verdicts, OfAnotherSenderAreOnlyAReasonToAsk) {
    Verdicts verdicts;
    verdicts.remember(kOurs, "<a@x>", "<b@y>", {550, {"no"}}, at(0s));
    for (int i = 0; i < 2; ++i) {
        const Recall known = recall(verdicts, kTheirs, "<a@x>", "<b@y>");
        EXPECT_FALSE(known.reply);
        EXPECT_TRUE(known.elsewhere);
    }
    EXPECT_FALSE(recall(verdicts, kTheirs, "<a@x>", "<c@y>").elsewhere);
    EXPECT_FALSE(recall(verdicts, kTheirs, "<b@x>", "<b@y>").elsewhere);
    EXPECT_EQ(told(verdicts, "<a@x>", "<b@y>"), 550);  // and stay its own
    EXPECT_FALSE(recall(verdicts, kTheirs, "<a@x>", "<b@y>").elsewhere);
}

TEST(Verdicts, ThatHaveRunOutAreNoReasonToAsk) {
    Verdicts verdicts;
    verdicts.remember(kOurs, "<a@x>", "<b@y>", {450, {"later"}}, at(0s));
    EXPECT_FALSE(recall(verdicts, kTheirs, "<a@x>", "<b@y>", limits::kTemporaryVerdictLasts).elsewhere);
    EXPECT_EQ(verdicts.size(), 0U);
}

TEST(Verdicts, ATemporaryOneIsForgottenSooner) {
    for (const auto& [code, lasts] :
         {std::pair(450, limits::kTemporaryVerdictLasts), std::pair(550, limits::kVerdictLasts)}) {
        Verdicts verdicts;
        verdicts.remember(kOurs, "", "<b@y>", {code, {"no"}}, at(0s));
        verdicts.remember(kOurs, "", "<c@y>", {code, {"no"}}, at(0s));
        EXPECT_EQ(told(verdicts, "", "<b@y>", lasts - 1s), code);
        EXPECT_EQ(told(verdicts, "", "<c@y>", lasts), 0);
        EXPECT_EQ(verdicts.size(), 0U);
    }
}

TEST(Verdicts, TheLatestCounts) {
    Verdicts verdicts;
    verdicts.remember(kOurs, "", "<b@y>", {550, {"no"}}, at(0s));
    verdicts.remember(kOurs, "", "<b@y>", {551, {"moved"}}, at(1s));
    EXPECT_EQ(verdicts.size(), 1U);
    EXPECT_EQ(told(verdicts, "", "<b@y>", 2s), 551);
    verdicts.remember(kOurs, "", "<b@y>", {550, {"no"}}, at(0s));
    verdicts.forget(kOurs, "", "<b@y>");
    EXPECT_EQ(told(verdicts, "", "<b@y>", 2s), 0);
}

TEST(Verdicts, OnlyTheFirstLineIsKept) {
    Verdicts verdicts;
    verdicts.remember(kOurs, "", "<b@y>", {550, {"one", "two"}}, at(0s));
    EXPECT_EQ(recall(verdicts, kOurs, "", "<b@y>").reply->lines.size(), 1U);
}

TEST(Verdicts, TheOldestGoesFirst) {
    Verdicts verdicts;
    for (std::size_t i = 0; i <= limits::kVerdicts; ++i)
        verdicts.remember(kOurs, "", std::to_string(i), {550, {"no"}}, at(0s));
    EXPECT_EQ(verdicts.size(), limits::kVerdicts);
    EXPECT_EQ(told(verdicts, "", "0"), 0);
    EXPECT_EQ(told(verdicts, "", "1"), 550);
}

TEST(Verdicts, AFloodPushesOutItsOwn) {
    Verdicts verdicts;
    for (int i = 0; i < 25; ++i) verdicts.remember(kOurs, "", std::to_string(i), {550, {"no"}}, at(0s));
    for (std::size_t i = 0; i < 2 * limits::kVerdicts; ++i)
        verdicts.remember(kTheirs, "", std::to_string(i), {550, {"no"}}, at(0s));
    EXPECT_EQ(verdicts.size(), limits::kVerdicts);
    for (int i = 0; i < 25; ++i) EXPECT_EQ(told(verdicts, "", std::to_string(i)), 550);
}

TEST(Verdicts, AFloodFromAllNetworksOfOneSiteIsOneFlood) {
    Verdicts verdicts;
    for (int i = 0; i < 25; ++i) verdicts.remember(kOurs, "", std::to_string(i), {550, {"no"}}, at(0s));
    for (std::size_t i = 0; i < 2 * limits::kVerdicts; ++i)
        verdicts.remember(sender_key(fmt::format("2001:db8:1:{:x}::1", i)), "", "r", {550, {"no"}}, at(0s));
    for (int i = 0; i < 25; ++i) EXPECT_EQ(told(verdicts, "", std::to_string(i)), 550);
}

TEST(Verdicts, SomebodyNewPushesOutTheOneWhoHoldsMost) {
    Verdicts verdicts;
    for (std::size_t i = 0; i < limits::kVerdicts; ++i)
        verdicts.remember(kTheirs, "", std::to_string(i), {550, {"no"}}, at(0s));
    verdicts.remember(kOurs, "", "<b@y>", {550, {"no"}}, at(0s));
    EXPECT_EQ(verdicts.size(), limits::kVerdicts);
    EXPECT_EQ(told(verdicts, "", "<b@y>"), 550);
    EXPECT_FALSE(recall(verdicts, kTheirs, "", "0").reply);
    EXPECT_TRUE(recall(verdicts, kTheirs, "", "1").reply);
}

// Of <a>, <b> and <c> two were taken, and <c> was one too many.
Envelope three() {
    return Envelope({{number_of("<a>"), 2}, {number_of("<b>"), 2}, {number_of("<c>"), 2}});
}

// The codes that a transaction hears; it is accepted what has none.
std::vector<int> named(Verdicts& verdicts, const std::vector<std::string>& recipients,
                       const SenderKey& sender = kOurs, Duration when = 1s) {
    Naming naming;
    std::size_t accepted = 0;
    std::vector<int> codes;
    for (const std::string& recipient : recipients) {
        const Recall known = verdicts.recall(sender, "<s>", recipient, naming, accepted, at(when));
        codes.push_back(known.reply ? known.reply->code : 0);
        accepted += known.reply ? 0 : 1;
        EXPECT_FALSE(known.elsewhere);
    }
    return codes;
}

using Codes = std::vector<int>;

TEST(Envelopes, OneTooManyIsLeftForLaterOnce) {
    Verdicts verdicts;
    verdicts.remember(kOurs, "<s>", three(), at(0s));
    EXPECT_EQ(named(verdicts, {"<a>", "<b>", "<c>"}), (Codes{0, 0, 452}));
    EXPECT_EQ(verdicts.size(), 0U);
    EXPECT_EQ(named(verdicts, {"<a>", "<b>", "<c>"}), (Codes{0, 0, 0}));
}

TEST(Envelopes, TheOrderDoesNotCount) {
    Verdicts verdicts;
    verdicts.remember(kOurs, "<s>", three(), at(0s));
    EXPECT_EQ(named(verdicts, {"<c>", "<a>", "<b>"}), (Codes{0, 0, 452}));
}

TEST(Envelopes, AllThatAreTooManyHearItInOneTransaction) {
    Verdicts verdicts;
    verdicts.remember(kOurs, "<s>",
                      Envelope({{number_of("<a>"), 1}, {number_of("<b>"), 1}, {number_of("<c>"), 1}}),
                      at(0s));
    EXPECT_EQ(named(verdicts, {"<a>", "<b>", "<c>"}), (Codes{0, 452, 452}));
}

TEST(Envelopes, HoldForThatSenderAndThatEnvelopeAlone) {
    Verdicts verdicts;
    verdicts.remember(kOurs, "<s>", three(), at(0s));
    EXPECT_EQ(named(verdicts, {"<c>"}), (Codes{0}));
    EXPECT_EQ(named(verdicts, {"<a>", "<c>"}), (Codes{0, 0}));
    EXPECT_EQ(named(verdicts, {"<d>", "<a>", "<b>", "<c>"}), (Codes{0, 0, 0, 0}));
    EXPECT_EQ(named(verdicts, {"<a>", "<b>", "<c>"}, kTheirs), (Codes{0, 0, 0}));
    EXPECT_EQ(named(verdicts, {"<a>", "<b>", "<c>"}), (Codes{0, 0, 452}));
}

TEST(Envelopes, SeveralOfOneSenderAreKept) {
    Verdicts verdicts;
    verdicts.remember(kOurs, "<s>", three(), at(0s));
    verdicts.remember(kOurs, "<s>", Envelope({{number_of("<d>"), 1}, {number_of("<e>"), 1}}), at(0s));
    EXPECT_EQ(named(verdicts, {"<d>", "<e>"}), (Codes{0, 452}));
    EXPECT_EQ(named(verdicts, {"<a>", "<b>", "<c>"}), (Codes{0, 0, 452}));
}

TEST(Envelopes, TheLatestOfTheSameRecipientsCounts) {
    Verdicts verdicts;
    verdicts.remember(kOurs, "<s>", three(), at(0s));
    verdicts.remember(kOurs, "<s>",
                      Envelope({{number_of("<c>"), 1}, {number_of("<b>"), 1}, {number_of("<a>"), 1}}),
                      at(0s));
    EXPECT_EQ(verdicts.size(), 1U);
    EXPECT_EQ(named(verdicts, {"<a>", "<b>"}), (Codes{0, 452}));
}

TEST(Envelopes, RunOut) {
    Verdicts verdicts;
    verdicts.remember(kOurs, "<s>", three(), at(0s));
    EXPECT_EQ(named(verdicts, {"<a>", "<b>", "<c>"}, kOurs, limits::kVerdictLasts), (Codes{0, 0, 0}));
    EXPECT_EQ(verdicts.size(), 0U);
}

TEST(Envelopes, CountByTheirRecipients) {
    Verdicts verdicts;
    std::vector<Envelope::Place> places;
    for (std::size_t i = 0; i < 10 * limits::kEnvelopeWeight; ++i) places.push_back({i, 1});
    verdicts.remember(kOurs, "<s>", Envelope(places), at(0s));
    EXPECT_EQ(verdicts.size(), 11U);
    for (int i = 0; i < 5000; ++i) {
        places.front().recipient = places.size() + static_cast<std::size_t>(i);
        verdicts.remember(kOurs, std::to_string(i), Envelope(places), at(0s));
    }
    EXPECT_LE(verdicts.size(), limits::kVerdicts);
}

TEST(Verdicts, WhatIsRecalledSaysForHowLongItWouldHaveBeenKnown) {
    Verdicts verdicts;
    verdicts.remember(kOurs, "<a>", "<b>", {450, {"later"}}, at(0s));
    const Duration then = limits::kTemporaryVerdictLasts - 7s;
    EXPECT_EQ(recall(verdicts, kTheirs, "<a>", "<b>", then), (Recall{.elsewhere = true, .still = 7s}));
    EXPECT_EQ(recall(verdicts, kOurs, "<a>", "<b>", then),
              (Recall{.reply = Reply{450, {"later"}}, .still = 7s}));
    EXPECT_EQ(recall(verdicts, kOurs, "<a>", "<b>", 0s), Recall{});
}

TEST(Verdicts, OneThatIsTakenUpLastsAsLongAsItIsSaidTo) {
    Verdicts verdicts;
    verdicts.take_up("<a@x>", "<b@y>", {550, {"no", "never"}}, 10s, at(5s));
    EXPECT_EQ(recall(verdicts, kTheirs, "<a@x>", "<b@y>", 15s - 1ms).reply->lines.size(), 1U);
    verdicts.take_up("<a@x>", "<b@y>", {550, {"no"}}, 10s, at(5s));
    EXPECT_EQ(told(verdicts, "<a@x>", "<b@y>", 15s), 0);
}

// In a replay a session may have learnt what another has been told since.
TEST(Verdicts, WhatIsTakenUpTakesThePlaceOfWhatWasLearnt) {
    Verdicts verdicts;
    verdicts.remember(kOurs, "<a>", "<b>", {550, {"no"}}, at(0s));
    verdicts.take_up_nothing("<a>", "<b>", at(0s));
    const Recall nothing = recall(verdicts, kOurs, "<a>", "<b>", 0s);
    EXPECT_FALSE(nothing.reply || nothing.elsewhere);
    verdicts.remember(kOurs, "<a>", "<b>", {550, {"no"}}, at(0s));
    verdicts.take_up_elsewhere("<a>", "<b>", 10s, at(0s));
    EXPECT_TRUE(recall(verdicts, kOurs, "<a>", "<b>", 9s).elsewhere);
    EXPECT_FALSE(recall(verdicts, kOurs, "<a>", "<b>", 10s).elsewhere);
    verdicts.remember(kOurs, "<s>", three(), at(0s));
    verdicts.take_up_nothing("<s>", "<c>", at(0s));
    EXPECT_EQ(named(verdicts, {"<a>", "<b>", "<c>"}, kOurs, 0s), (Codes{0, 0, 0}));
}

}  // namespace
}  // namespace heloise
