// The question at start: what is learnt, and that no mail is ever begun.
#include "proxy/session/back_probe.h"

#include <gtest/gtest.h>

#include "tests/support/rig.h"

namespace heloise::testing {
namespace {

bool greets_with_helo(const AddressBook& book, std::string_view address, Moment now,
                      std::string_view name = {}) {
    return book.how_to_greet(address, name, now) == AddressBook::Advice::Helo;
}

std::string sent(BackProbe& probe) {
    std::string octets;
    for (auto actions = probe.take_actions(); !actions.empty(); actions = probe.take_actions()) {
        for (const Action& action : actions) {
            if (const auto* send = std::get_if<Send>(&action)) {
                octets += send->octets;
                probe.on_back_sent({});
            }
            if (std::holds_alternative<TakeTurn>(action)) probe.on_turn({});
            if (std::holds_alternative<Connect>(action)) octets += "(connect)";
        }
    }
    return octets;
}

TEST(BackProbe, LearnsWhatTheBackOffersAndLeaves) {
    const Backend backend = test_backend(Greeting::Auto);
    AddressBook book;
    BackProbe probe(backend, book, "mx.example.org", {});
    EXPECT_EQ(sent(probe), "(connect)");
    probe.on_back_connected({});
    probe.on_back_octets("220 hi\r\n", {});
    EXPECT_EQ(sent(probe), "EHLO mx.example.org\r\n");
    probe.on_back_octets("250-hi\r\n250 SIZE 100\r\n", {});
    EXPECT_EQ(sent(probe), "QUIT\r\n");
    probe.on_back_octets("221 bye\r\n", {});
    EXPECT_TRUE(probe.finished());
    ASSERT_NE(book.latest_capabilities(), nullptr);
    EXPECT_TRUE(book.latest_capabilities()->has("SIZE"));
}

TEST(BackProbe, LearnsThatTheBackHangsUpOnEhlo) {
    const Backend backend = test_backend(Greeting::Auto);
    AddressBook book;
    BackProbe probe(backend, book, "mx.example.org", {});
    sent(probe);
    probe.on_back_connected({});
    probe.on_back_octets("220 hi\r\n", {});
    sent(probe);
    probe.on_back_closed({});
    EXPECT_EQ(sent(probe), "(connect)");
    EXPECT_TRUE(greets_with_helo(book, "192.0.2.25:25", {}));
}

TEST(BackProbe, AnAddressThatIsNotThereYetIsNotSetAside) {
    const Backend backend = test_backend(Greeting::Auto);
    AddressBook book;
    BackProbe probe(backend, book, "mx.example.org", {});
    sent(probe);
    probe.on_back_failed("refused", {});
    EXPECT_TRUE(probe.finished());
    EXPECT_TRUE(book.may_try("192.0.2.25:25", {}));
}

TEST(BackProbe, AHostNameIsLookedUpAndItsFirstAddressAsked) {
    Backend backend = test_backend(Greeting::Auto);
    backend.address = {Endpoint{"gateway.example", 25}};
    AddressBook book;
    BackProbe probe(backend, book, "mx.example.org", {});
    EXPECT_EQ(sent(probe), "");
    probe.on_addresses({"192.0.2.7:25", "192.0.2.8:25"}, {});
    EXPECT_EQ(sent(probe), "(connect)");
    probe.on_back_connected({});
    probe.on_back_octets("220 hi\r\n", {});
    EXPECT_EQ(sent(probe), "EHLO mx.example.org\r\n");
    probe.on_back_octets("550 no\r\n", {});
    EXPECT_TRUE(greets_with_helo(book, "192.0.2.7:25", {}));
    EXPECT_FALSE(greets_with_helo(book, "192.0.2.8:25", {}));
}

// Rule 4: silence past timeouts.ehlo is a way of not knowing EHLO.
TEST(BackProbe, SilenceAfterEhloIsLearntWhenItsTimeIsOver) {
    const Backend backend = test_backend(Greeting::Auto);
    AddressBook book;
    BackProbe probe(backend, book, "mx.example.org", {});
    sent(probe);
    probe.on_back_connected({});
    probe.on_back_octets("220 hi\r\n", {});
    sent(probe);
    ASSERT_TRUE(probe.deadline());
    EXPECT_EQ(*probe.deadline(), backend.timeouts.ehlo);
    const Moment just_before = Moment{}.plus(backend.timeouts.ehlo - 1ms);
    probe.on_time(just_before);
    EXPECT_FALSE(greets_with_helo(book, "192.0.2.25:25", just_before));
    const Moment then = Moment{}.plus(backend.timeouts.ehlo);
    probe.on_time(then);
    EXPECT_TRUE(greets_with_helo(book, "192.0.2.25:25", then));
    EXPECT_EQ(sent(probe), "(connect)");
}

}  // namespace
}  // namespace heloise::testing
