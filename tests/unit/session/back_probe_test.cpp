// The question at start: what is learnt, and that no mail is ever begun.
#include "proxy/session/back_probe.h"

#include <gtest/gtest.h>

#include "tests/support/rig.h"

namespace heloise::testing {
namespace {

bool greets_with_helo(const testing::AnsweringDesk& desk, std::string_view address, Moment now,
                      std::string_view name = {}) {
    const BackFacts facts = desk.facts(now);
    const AddressFacts* known = facts.find(address);
    return known != nullptr && known->how_to_greet(name) == Advice::Helo;
}

std::string sent(BackProbe& probe, testing::AnsweringDesk& desk) {
    std::string octets;
    for (auto actions = probe.take_actions(); !actions.empty(); actions = probe.take_actions()) {
        for (const Action& action : actions) {
            if (const auto* send = std::get_if<Send>(&action)) {
                octets += send->octets;
                probe.on(BackSent{}, {});
            }
            desk.take(action, {});
            if (std::holds_alternative<Connect>(action)) octets += "(connect)";
        }
        desk.answer(probe, {});
    }
    return octets;
}

TEST(BackProbe, LearnsWhatTheBackOffersAndLeaves) {
    const Backend backend = test_backend(Greeting::Auto);
    testing::AnsweringDesk desk;
    BackProbe probe(backend, "mx.example.org", {});
    EXPECT_EQ(sent(probe, desk), "(connect)");
    probe.on(Called{}, {});
    probe.on(BackOctets{"220 hi\r\n"}, {});
    EXPECT_EQ(sent(probe, desk), "EHLO mx.example.org\r\n");
    probe.on(BackOctets{"250-hi\r\n250 SIZE 100\r\n"}, {});
    EXPECT_EQ(sent(probe, desk), "QUIT\r\n");
    probe.on(BackOctets{"221 bye\r\n"}, {});
    EXPECT_TRUE(probe.finished());
    ASSERT_NE(desk.book().offer(), nullptr);
    EXPECT_TRUE(desk.book().offer()->has("SIZE"));
}

TEST(BackProbe, LearnsThatTheBackHangsUpOnEhlo) {
    const Backend backend = test_backend(Greeting::Auto);
    testing::AnsweringDesk desk;
    BackProbe probe(backend, "mx.example.org", {});
    sent(probe, desk);
    probe.on(Called{}, {});
    probe.on(BackOctets{"220 hi\r\n"}, {});
    sent(probe, desk);
    probe.on(BackEnded{}, {});
    EXPECT_EQ(sent(probe, desk), "(connect)");
    EXPECT_TRUE(greets_with_helo(desk, "192.0.2.25:25", {}));
}

TEST(BackProbe, AnAddressThatIsNotThereYetIsNotSetAside) {
    const Backend backend = test_backend(Greeting::Auto);
    testing::AnsweringDesk desk;
    BackProbe probe(backend, "mx.example.org", {});
    sent(probe, desk);
    probe.on(CallFailed{"refused"}, {});
    EXPECT_TRUE(probe.finished());
    sent(probe, desk);
    EXPECT_TRUE(desk.facts({}).addresses.empty());
}

TEST(BackProbe, AHostNameIsLookedUpAndItsFirstAddressAsked) {
    Backend backend = test_backend(Greeting::Auto);
    backend.address = {Endpoint{"gateway.example", 25}};
    testing::AnsweringDesk desk;
    BackProbe probe(backend, "mx.example.org", {});
    EXPECT_EQ(sent(probe, desk), "");
    probe.on(Addresses{{"192.0.2.7:25", "192.0.2.8:25"}}, {});
    EXPECT_EQ(sent(probe, desk), "(connect)");
    probe.on(Called{}, {});
    probe.on(BackOctets{"220 hi\r\n"}, {});
    EXPECT_EQ(sent(probe, desk), "EHLO mx.example.org\r\n");
    probe.on(BackOctets{"550 no\r\n"}, {});
    sent(probe, desk);
    EXPECT_TRUE(greets_with_helo(desk, "192.0.2.7:25", {}));
    EXPECT_FALSE(greets_with_helo(desk, "192.0.2.8:25", {}));
}

// Rule 4: silence past timeouts.ehlo is a way of not knowing EHLO.
TEST(BackProbe, SilenceAfterEhloIsLearntWhenItsTimeIsOver) {
    const Backend backend = test_backend(Greeting::Auto);
    testing::AnsweringDesk desk;
    BackProbe probe(backend, "mx.example.org", {});
    sent(probe, desk);
    probe.on(Called{}, {});
    probe.on(BackOctets{"220 hi\r\n"}, {});
    sent(probe, desk);
    ASSERT_TRUE(probe.deadline());
    EXPECT_EQ(*probe.deadline(), backend.timeouts.ehlo);
    const Moment just_before = Moment{}.plus(backend.timeouts.ehlo - 1ms);
    probe.on(TimePassed{}, just_before);
    sent(probe, desk);
    EXPECT_FALSE(greets_with_helo(desk, "192.0.2.25:25", just_before));
    const Moment then = Moment{}.plus(backend.timeouts.ehlo);
    probe.on(TimePassed{}, then);
    EXPECT_EQ(sent(probe, desk), "(connect)");
    EXPECT_TRUE(greets_with_helo(desk, "192.0.2.25:25", then));
}

// Mail goes first: a place is not kept for a question.
TEST(BackProbe, LeavesItsPlaceToWhoeverWaitsForIt) {
    const Backend backend = test_backend(Greeting::Auto);
    for (const bool at_once : {true, false}) {
        AnsweringDesk desk;
        BackProbe probe(backend, "mx.example.org", {});
        const auto asked = probe.take_actions();
        const auto& take = std::get<TakeTurn>(std::get<DeskRequest>(asked.at(0)));
        probe.on(DeskAnswer(Turn{.number = take.number, .others_wait = at_once}), {});
        EXPECT_EQ(probe.finished(), at_once);
        if (!at_once) probe.on(DeskAnswer(Waiters{true}), {});
        EXPECT_TRUE(probe.finished());
        const auto actions = probe.take_actions();
        const auto* last = std::get_if<DeskRequest>(&actions.back());
        EXPECT_TRUE(last != nullptr && std::holds_alternative<GiveTurn>(*last));
    }
}

}  // namespace
}  // namespace heloise::testing
