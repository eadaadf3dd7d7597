// Each captured client, played through heloise in front of every kind of back, in every way of cutting.
#include <gtest/gtest.h>

#include "proxy/base/ascii.h"
#include "tests/corpora/capture.h"
#include "tests/corpora/figures.h"
#include "tests/corpora/front_judge.h"

namespace heloise::testing {

void PrintTo(const Capture& capture, std::ostream* out) {
    *out << capture.name;
}

namespace {

std::string test_name(const ::testing::TestParamInfo<Capture>& info) {
    std::string name = info.param.name;
    std::replace_if(
        name.begin(), name.end(), [](char c) { return !is_alnum(c); }, '_');
    return name + "_" + std::to_string(info.index);
}

std::vector<Way> ways(Pace pace) {
    std::vector<Way> all{{Cut::AsCaptured, pace, 1}, {Cut::Whole, pace, 1}};
#ifdef HELOISE_SANITIZED
    constexpr unsigned kRandom = 1;
#else
    constexpr unsigned kRandom = 4;
    all.push_back({Cut::Octets, pace, 1});
#endif
    for (unsigned seed = 1; seed <= kRandom; ++seed) all.push_back({Cut::Random, pace, seed});
    return all;
}

class FrontLeg : public ::testing::TestWithParam<Capture> {
protected:
    void SetUp() override { ASSERT_EQ(GetParam().fault, ""); }

    void play(const Leg& leg, const Place& place, Pace pace) {
        std::string first;
        for (const Way& way : ways(pace)) {
            const auto gateway = place.gateway();
            Play play(place.backend, *gateway, way);
            play.run(leg);
            const Verdict verdict = judge(play, *gateway, place.backend);
            const std::string how = place.name + (pace == Pace::Patient ? ", patient" : "") + ", cut " +
                                    std::to_string(static_cast<int>(way.cut)) + " seed " +
                                    std::to_string(way.seed);
            for (const std::string& problem : verdict.problems) ADD_FAILURE() << how << ": " << problem;
            const std::string now = fingerprint(play, *gateway);
            // Where the sender raced its 354 and heloise grants that itself, who wins is not decided by
            // octets.
            const bool decided =
                place.backend.delivery == Delivery::Live || !races(leg) || pace == Pace::Patient;
            if (first.empty()) {
                first = now;
                count(verdict, place, pace);
            } else if (decided) {
                EXPECT_TRUE(first == now) << how << ": another outcome than as captured";
            }
            Figures::of_this_run().count("sessions played, all ways");
            Figures::of_this_run().count("replies of heloise, all ways", verdict.replies);
            Figures::of_this_run().most("octets that a session held at most", play.most_held());
        }
    }

    [[nodiscard]] static bool races(const Leg& leg) {
        return std::any_of(leg.acts.begin(), leg.acts.end(), [](const Act& act) { return act.races; });
    }

private:
    static void count(const Verdict& verdict, const Place& place, Pace pace) {
        Figures& figures = Figures::of_this_run();
        const std::string where = place.name + (pace == Pace::Patient ? ", patient" : "");
        figures.count("messages sent, " + where, verdict.messages);
        figures.count("messages delivered, " + where, verdict.delivered);
        for (const Refusal& refusal : verdict.refusals)
            figures.refused(pace == Pace::Patient ? "Patient clients: what was refused, and why"
                                                  : "Clients as captured: what was refused, and why",
                            refusal.verb + " " + refusal.reply + ": " + refusal.reason, GetParam().name,
                            place.name);
    }
};

TEST_P(FrontLeg, KeepsEveryPromiseInFrontOfEveryBack) {
    const Leg leg = read_leg(GetParam());
    Figures::of_this_run().count("captured clients");
    for (const Place& place : places()) play(leg, place, Pace::AsCaptured);
}

// A client that sent its message before the 354 is refused (rule 34); had it waited, it must be served.
TEST_P(FrontLeg, IsServedAsWellWhenTheClientWaitsForEachReply) {
    const Leg leg = read_leg(GetParam());
    for (const Place& place : places()) play(leg, place, Pace::Patient);
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(FrontLeg);
INSTANTIATE_TEST_SUITE_P(Captured, FrontLeg, ::testing::ValuesIn(all_captures()), test_name);

TEST(Corpora, HoldCapturedSessions) {
    if (all_captures().empty())
        GTEST_SKIP() << "no recorded sessions below " << corpora_folder() << " (HELOISE_CORPORA)";
}

}  // namespace
}  // namespace heloise::testing
