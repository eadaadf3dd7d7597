// What sessions share: places, addresses that are tried for all, verdicts; and that answers wait to be taken.
#include "proxy/backend/desk.h"

#include <gtest/gtest.h>

#include "proxy/base/limits.h"

namespace heloise {
namespace {

using namespace std::chrono_literals;
using Kind = AddressLesson::Kind;

constexpr const char* kAddress = "10.0.0.5:25";

Moment at(Duration steady) {
    return Moment{steady, {}};
}

// The facts that come with this session's place, which is free.
BackFacts facts_of_turn(Desk& desk, Desk::Ticket ticket, Moment now) {
    desk.on(ticket, TakeTurn{}, now);
    return std::get<Turn>(desk.take_answers(ticket).at(0)).facts;
}

bool may_try(const BackFacts& facts) {
    const AddressFacts* known = facts.find(kAddress);
    return known == nullptr || known->may_be_tried();
}

TEST(Desk, AnAnswerHasTheNumberOfItsQuestion) {
    Desk desk(0, 0ms);
    desk.on(1, TakeTurn{7}, at(0s));
    desk.on(1, AskFacts{8}, at(0s));
    desk.on(1, AskVerdict{.number = 9, .reverse_path = "<a>", .recipient = "<b>"}, at(0s));
    const auto answers = desk.take_answers(1);
    ASSERT_EQ(answers.size(), 3U);
    EXPECT_EQ(std::get<Turn>(answers[0]).number, 7U);
    EXPECT_EQ(std::get<Known>(answers[1]).number, 8U);
    EXPECT_EQ(std::get<Recalled>(answers[2]).number, 9U);
    EXPECT_EQ(std::get<Recalled>(answers[2]).naming.named.size(), 1U);
    EXPECT_FALSE(desk.has_answers());
}

TEST(Desk, WhoGivesItsPlaceBackIsNotGrantedItAnyMore) {
    Desk desk(1, 0ms);
    desk.on(1, TakeTurn{}, at(0s));
    desk.on(1, GiveTurn{}, at(0s));
    EXPECT_FALSE(desk.has_answers());
    desk.on(2, TakeTurn{}, at(0s));
    const auto answer = desk.take_answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->ticket, 2U);
}

TEST(Desk, AVerdictIsStillTheSessionsWhenItHasGivenItsPlaceBackButNotWhenItHasLeft) {
    Desk desk(0, 0ms);
    desk.on(1, TakeTurn{}, at(0s));
    desk.on(1, AskVerdict{.number = 1, .reverse_path = "<a>", .recipient = "<b>"}, at(0s));
    desk.on(1, GiveTurn{}, at(0s));
    EXPECT_TRUE(desk.has_answers());
    desk.leave(1, at(0s));
    EXPECT_FALSE(desk.has_answers());
}

TEST(Desk, OneTriesAnAddressForAll) {
    Desk desk(0, 0ms);
    desk.on(1, Learnt{{Kind::Unreachable, kAddress}}, at(0s));
    EXPECT_FALSE(may_try(facts_of_turn(desk, 1, at(29s))));
    EXPECT_TRUE(may_try(facts_of_turn(desk, 2, at(30s))));
    EXPECT_FALSE(may_try(facts_of_turn(desk, 3, at(30s))));
    desk.on(2, Learnt{{Kind::Unreachable, kAddress}}, at(31s));
    EXPECT_FALSE(may_try(facts_of_turn(desk, 4, at(90s)))) << "for a minute this time";
    EXPECT_TRUE(may_try(facts_of_turn(desk, 5, at(91s))));
    desk.on(5, Learnt{{Kind::Reached, kAddress}}, at(92s));
    EXPECT_TRUE(may_try(facts_of_turn(desk, 6, at(92s))));
    EXPECT_TRUE(may_try(facts_of_turn(desk, 7, at(92s))));
}

TEST(Desk, WhatASessionDidNotTryTheNextMayTry) {
    for (const bool leaves : {true, false}) {
        Desk desk(0, 0ms);
        desk.on(1, Learnt{{Kind::Unreachable, kAddress}}, at(0s));
        EXPECT_TRUE(may_try(facts_of_turn(desk, 2, at(30s))));
        if (leaves) {
            desk.leave(2, at(30s));
        } else {
            desk.on(2, Learnt{{Kind::Reached, "10.0.0.6:25"}}, at(30s));  // it stays there
        }
        EXPECT_TRUE(may_try(facts_of_turn(desk, 3, at(30s))));
    }
}

TEST(Desk, WhoAsksAgainMayTryWhatItMightBefore) {
    Desk desk(0, 0ms);
    desk.on(1, Learnt{{Kind::Unreachable, kAddress}}, at(0s));
    EXPECT_TRUE(may_try(facts_of_turn(desk, 2, at(30s))));
    desk.on(2, AskFacts{}, at(30s));
    EXPECT_TRUE(may_try(std::get<Known>(desk.take_answers(2).at(0)).facts));
    EXPECT_FALSE(may_try(facts_of_turn(desk, 3, at(30s))));
}

TEST(Desk, WhatOneSessionLearnsTheNextIsTold) {
    Desk desk(0, 0ms);
    desk.on(1, Learnt{{Kind::NoEhlo, kAddress, {}, 1h}}, at(0s));
    desk.on(1,
            Learnt{{.kind = Kind::Greeted,
                    .address = kAddress,
                    .offer = std::make_shared<const Capabilities>(std::vector<Keyword>{{"SIZE", "5"}})}},
            at(0s));
    const BackFacts facts = facts_of_turn(desk, 2, at(59min));
    ASSERT_NE(facts.find(kAddress), nullptr);
    EXPECT_EQ(facts.find(kAddress)->how_to_greet({}), Advice::Helo);
    ASSERT_NE(facts.offer, nullptr);
    EXPECT_TRUE(facts.offer->has("SIZE"));
    EXPECT_EQ(facts_of_turn(desk, 3, at(1h)).find(kAddress), nullptr);
}

TEST(Desk, ARecipientThatWasRefusedIsRecalledOnce) {
    Desk desk(0, 0ms);
    const SenderKey sender = sender_key("192.0.2.1");
    const AskVerdict ask{.number = 1, .sender = sender, .reverse_path = "<a>", .recipient = "<b>"};
    const auto recalled = [&] {
        desk.on(1, ask, at(1s));
        return std::get<Recalled>(desk.take_answers(1).at(0)).recall.reply;
    };
    desk.on(2, RecipientRefused{sender, "<a>", "<b>", {550, {"no"}}}, at(0s));
    EXPECT_EQ(recalled(), (Reply{550, {"no"}}));
    EXPECT_FALSE(recalled());
    desk.on(2, RecipientRefused{sender, "<a>", "<b>", {550, {"no"}}}, at(0s));
    desk.on(3, RecipientTaken{sender, "<a>", "<b>"}, at(0s));
    EXPECT_FALSE(recalled());
}

}  // namespace
}  // namespace heloise
