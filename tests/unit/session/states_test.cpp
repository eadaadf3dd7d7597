// The whole grid of what may be said when, printed and compared: a change of legality shows as a changed
// line.
#include <fstream>
#include <sstream>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "proxy/session/front_states.h"
#include "proxy/session/joint_rules.h"
#include "proxy/session/verbs.h"

namespace heloise {
namespace {

std::string legality_grid() {
    std::string grid;
    for (const Verb verb : {Verb::Ehlo, Verb::Helo, Verb::Mail, Verb::Rcpt, Verb::Data, Verb::Bdat,
                            Verb::Rset, Verb::Noop, Verb::Quit, Verb::Vrfy, Verb::Expn, Verb::Help}) {
        grid += fmt::format("{:5}", name(verb));
        for (std::size_t state = 0; state < kFrontStates; ++state) {
            if (static_cast<FrontState>(state) == FrontState::Body) continue;  // no command is read there
            const Refusal* why = why_not(static_cast<FrontState>(state), verb);
            grid += why == nullptr ? " may" : fmt::format(" {}", why->code);
        }
        grid += "\n";
    }
    return grid;
}

TEST(States, LegalityGridIsThis) {
    //                        connected ready mail rcpt lost chunks dead
    EXPECT_EQ(legality_grid(),
              "EHLO  may may may may may may may\n"
              "HELO  may may may may may may may\n"
              "MAIL  503 may 503 503 503 503 503\n"
              "RCPT  503 503 may may 451 503 503\n"
              "DATA  503 503 503 may 451 503 503\n"
              "BDAT  503 503 503 may 451 may 503\n"
              "RSET  may may may may may may may\n"
              "NOOP  may may may may may may may\n"
              "QUIT  may may may may may may may\n"
              "VRFY  may may may may may may may\n"
              "EXPN  503 may may may may 503 503\n"
              "HELP  may may may may may may may\n");
}

// What front_states.h draws in its first comment.
std::string drawing() {
    std::string all;
    for (std::size_t from = 0; from < kFrontStates; ++from) {
        all += fmt::format("//   {:9} ▶", name(static_cast<FrontState>(from)));
        for (const FrontStep& step : kFrontSteps) {
            if (step.from == static_cast<FrontState>(from)) all += fmt::format(" {}", name(step.to));
        }
        all += "\n";
    }
    return all;
}

TEST(States, TheDrawingIsTheTable) {
    std::ifstream file(HELOISE_SOURCE_DIR "/proxy/session/front_states.h");
    std::stringstream header;
    header << file.rdbuf();
    EXPECT_NE(header.str().find(drawing()), std::string::npos) << "it should be\n" << drawing();
}

TEST(States, EveryStateIsReachedAndLeft) {
    for (std::size_t i = 0; i < kFrontStates; ++i) {
        const auto state = static_cast<FrontState>(i);
        const auto entered = [&](const FrontStep& step) { return step.to == state; };
        const auto left = [&](const FrontStep& step) { return step.from == state; };
        EXPECT_TRUE(std::any_of(kFrontSteps.begin(), kFrontSteps.end(), left)) << name(state);
        EXPECT_EQ(std::any_of(kFrontSteps.begin(), kFrontSteps.end(), entered),
                  state != FrontState::Connected)
            << name(state);
    }
}

TEST(States, FromEveryStateThereIsAWayToReady) {
    for (std::size_t i = 0; i < kFrontStates; ++i) {
        const auto state = static_cast<FrontState>(i);
        EXPECT_TRUE(may_follow(state, FrontState::Ready)) << name(state);
    }
}

TEST(States, WhatAJointRuleForcesMayFollow) {
    for (const JointRule& rule : kJointRules) EXPECT_TRUE(may_follow(rule.front, rule.forced));
}

TEST(States, NoLineIsLongerThanTheLongest) {
    for (const VerbRow& how : verbs::kAll) EXPECT_LE(how.line, verbs::kLongestLine) << name(how.verb);
}

TEST(States, ATransactionWithoutABackIsLostInEveryPair) {
    for (std::size_t back = 0; back < std::size(kBackStates); ++back) {
        const auto state = static_cast<BackState>(back);
        for (const FrontState front : {FrontState::Mail, FrontState::Rcpt}) {
            EXPECT_EQ(forced_front(front, state).has_value(), holds_no_transaction(state)) << row(state).name;
        }
        for (const FrontState front : {FrontState::Connected, FrontState::Ready, FrontState::Lost,
                                       FrontState::Body, FrontState::Chunks, FrontState::Dead}) {
            EXPECT_FALSE(forced_front(front, state)) << row(state).name;
        }
    }
}

}  // namespace
}  // namespace heloise
