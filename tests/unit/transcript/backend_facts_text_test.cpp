// What heloise knew, written down and taken up again.
#include "proxy/transcript/backend_facts_text.h"

#include <gtest/gtest.h>

#include "proxy/transcript/transcript.h"

namespace heloise {
namespace {

using namespace std::chrono_literals;

constexpr Moment kNow{Duration(10'000'000), {}};

std::vector<std::string> words_of(std::string_view text) {
    const auto parsed = parse_transcript("B! knows " + std::string(text));
    const auto* transcript = std::get_if<Transcript>(&parsed);
    EXPECT_NE(transcript, nullptr) << text;
    if (transcript == nullptr) return {};
    EXPECT_EQ(print(*transcript), "B! knows " + std::string(text) + "\n");
    return std::get<Event>(transcript->lines.at(0).what).operands;
}

// The desk of somebody who was told this.
Desk desk_of(std::string_view text) {
    Desk desk{0, Duration{}};
    const auto take_up = read_known(words_of(text));
    EXPECT_TRUE(take_up) << text;
    if (take_up) (*take_up)(desk, kNow);
    return desk;
}

// As the first recipient of a transaction, so long after.
Recall recall(Desk& desk, std::string_view from, std::string_view to, Duration later) {
    Naming naming;
    return desk.verdicts().recall(sender_key("192.0.2.1"), from, to, naming, 0, kNow.plus(later));
}

TEST(BackendFactsText, OfAnAddressComeBackAsTheyWere) {
    using Known = AddressFacts;
    for (const Known& known : {
             Known{.address = "192.0.2.1:25", .no_ehlo = 24h},
             Known{.address = "[::1]:25", .set_aside_for = 30s, .set_aside_still = 1500ms},
             Known{.address = "192.0.2.1:25", .set_aside_for = 30s, .being_tried = true},
             Known{.address = "192.0.2.1:25", .temporary = 2},
             Known{.address = "192.0.2.1:25", .temporary = 1, .temporary_as = "a.example"},
             Known{.address = "192.0.2.1:25", .no_ehlo_as = {{"a.example", 24h}, {"b.example", 1h}}},
             Known{.address = "192.0.2.1:25", .own_name = 24h, .single = 1h},
             Known{.address = "192.0.2.1:25",
             .no_ehlo = 1ms,
             .set_aside_for = 1min,
             .set_aside_still = 1min,
             .being_tried = true,
             .temporary = 1},
         }) {
        const auto all = desk_of(known_text(known)).book().facts(kNow).addresses;
        ASSERT_EQ(all.size(), 1U) << known_text(known);
        EXPECT_EQ(all[0], known) << known_text(known);
    }
}

TEST(BackendFactsText, AnAddressThatMayBeTriedAgainMayBeTried) {
    const std::string text =
        known_text(AddressFacts{.address = "192.0.2.1:25", .set_aside_for = 30s, .set_aside_still = -5s});
    EXPECT_EQ(text, "address 192.0.2.1:25 set-aside=30s still=0s");
    const BackFacts known = desk_of(text).book().facts(kNow);
    EXPECT_TRUE(known.addresses.at(0).may_be_tried());
}

TEST(BackendFactsText, AnAddressOfWhichNothingIsKnownAnyMoreIsNamedAlone) {
    Desk desk{0, Duration{}};
    desk.book().learn({AddressLesson::Kind::Unreachable, "192.0.2.1:25"}, kNow);
    const auto take_up = read_known(words_of("address 192.0.2.1:25"));
    ASSERT_TRUE(take_up);
    (*take_up)(desk, kNow);
    EXPECT_TRUE(desk.book().facts(kNow).addresses.empty());
}

TEST(BackendFactsText, AnOfferComesBackAsItWas) {
    const Capabilities offer(
        {{"PIPELINING", ""}, {"SIZE", "1000"}, {"AUTH", "LOGIN PLAIN"}, {"X-ODD", "a,b \\ c=d"}});
    const Desk desk = desk_of(known_text(offer));
    ASSERT_NE(desk.book().offer(), nullptr);
    EXPECT_EQ(*desk.book().offer(), offer);
    ASSERT_NE(desk_of("offer").book().offer(), nullptr);
    EXPECT_EQ(*desk_of("offer").book().offer(), Capabilities());
}

TEST(BackendFactsText, AVerdictComesBackAsItWas) {
    const std::vector<std::string> texts{"5.1.1 No such user", " begins with one", "",
                                         "two  blanks   here", "ends in one ",     "back\\slash \xC3\xA9"};
    for (const std::string& text : texts) {
        const std::string from = "<a b,c@d.example>";
        const std::string written =
            known_text(from, "<\"x\\\" y\"@z>", {.reply = Reply{550, {text}}, .still = 90s});
        Desk late = desk_of(written);
        EXPECT_FALSE(recall(late, from, "<\"x\\\" y\"@z>", 90s).reply);
        Desk desk = desk_of(written);
        const auto reply = recall(desk, from, "<\"x\\\" y\"@z>", 89s).reply;
        ASSERT_TRUE(reply) << written;
        EXPECT_EQ(reply->code, 550);
        EXPECT_EQ(reply->lines, std::vector<std::string>{text}) << written;
    }
}

TEST(BackendFactsText, ANullSenderIsAPathToo) {
    Desk desk = desk_of(known_text("<>", "<b@y>", {.reply = Reply{550, {"no"}}, .still = 1h}));
    EXPECT_TRUE(recall(desk, "<>", "<b@y>", 0s).reply);
}

TEST(BackendFactsText, ThatAnotherSenderWasToldSomethingComesBack) {
    const std::string written = known_text("<a b>", "<c@d>", {.elsewhere = true, .still = 90s});
    EXPECT_EQ(written, "verdict-elsewhere 90s <a\\x20b> <c@d>");
    Desk desk = desk_of(written);
    EXPECT_TRUE(recall(desk, "<a b>", "<c@d>", 89s).elsewhere);
    EXPECT_FALSE(recall(desk, "<a b>", "<c@d>", 90s).elsewhere);
}

TEST(BackendFactsText, ThatNothingIsKnownComesBack) {
    Desk desk = desk_of("verdict 1h <a> <b@c> 550 no");
    const std::string written = known_text("<a>", "<b@c>", {});
    EXPECT_EQ(written, "no-verdict <a> <b@c>");
    (*read_known(words_of(written)))(desk, kNow);
    const Recall known = recall(desk, "<a>", "<b@c>", 0s);
    EXPECT_FALSE(known.reply || known.elsewhere);
}

TEST(BackendFactsText, WhatIsOfAnotherFormIsRefused) {
    using Words = std::vector<std::string>;
    for (const Words& words : {
             Words{},
             Words{"weather"},
             Words{"address"},
             Words{"address", "192.0.2.1:25", "no-ehlo"},
             Words{"address", "192.0.2.1:25", "no-ehlo=soon"},
             Words{"address", "192.0.2.1:25", "temporary=x"},
             Words{"address", "192.0.2.1:25", "temporary=2x"},
             Words{"address", "192.0.2.1:25", "being-tired"},
             Words{"address", "192.0.2.1:25", "no-ehlo-as=a.example"},
             Words{"address", "192.0.2.1:25", "no-ehlo-as=,1h"},
             Words{"address", "192.0.2.1:25", "no-ehlo-as=a.example,soon"},
             Words{"address", "192.0.2.1:25", "temporary-as="},
             Words{"offer", "SIZE=\\q"},
             Words{"verdict", "1h", "<>", "<b@y>"},
             Words{"verdict", "soon", "<>", "<b@y>", "250", "OK"},
             Words{"verdict", "1h", "<\\q>", "<b@y>", "250", "OK"},
             Words{"verdict", "1h", "<>", "<b@y\\q>", "250", "OK"},
             Words{"verdict", "1h", "<>", "<b@y>", "2500", "OK"},
             Words{"verdict", "1h", "<>", "<b@y>", "25x", "OK"},
             Words{"verdict", "1h", "<>", "<b@y>", "250", "OK\\q"},
             Words{"verdict-elsewhere", "1h", "<>"},
             Words{"verdict-elsewhere", "soon", "<>", "<b@y>"},
             Words{"verdict-elsewhere", "1h", "<\\q>", "<b@y>"},
             Words{"verdict-elsewhere", "1h", "<>", "<\\q>"},
             Words{"verdict-elsewhere", "1h", "<>", "<b@y>", "550"},
             Words{"no-verdict", "<>"},
             Words{"no-verdict", "<>", "<b@y>", "550"},
             Words{"no-verdict", "<\\q>", "<b@y>"},
             Words{"no-verdict", "<>", "<\\q>"},
         }) {
        EXPECT_FALSE(read_known(words)) << (words.empty() ? "nothing" : words.back());
    }
}

}  // namespace
}  // namespace heloise
