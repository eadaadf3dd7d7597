// The order in which a layer's plaintext and ends are told.
#include "proxy/edge/layered_stream.h"

#include <array>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "tests/unit/edge/xor_layer.h"

namespace heloise {
namespace {

using Next = LayeredStream::Next;

struct Fed {
    LayeredStream stream;
    explicit Fed(std::string_view raw, StreamLayer::State state = StreamLayer::State::Open)
        : stream(std::make_unique<XorLayer>(state)) {
        stream.feed(raw);
    }
    [[nodiscard]] std::string read() {
        std::array<char, 100> room;
        return std::string(stream.read(room));
    }
};

std::string plain(std::string_view text) {
    return XorLayer::record('d', text);
}
const std::string kTicket = XorLayer::record('t', "session ticket");
const std::string kLast = XorLayer::record('e', "");

TEST(LayeredStream, RecordsWithoutPlaintextAreNothing) {
    EXPECT_EQ(Fed(kTicket + kTicket).stream.next(), Next::Nothing);
}

TEST(LayeredStream, PlaintextComesBeforeAnyEnd) {
    Fed fed(plain("one") + plain("two") + kLast);
    fed.stream.end(true);
    EXPECT_EQ(fed.read(), "one");
    ASSERT_EQ(fed.stream.next(), Next::Plaintext);
    EXPECT_EQ(fed.read(), "two");
    EXPECT_EQ(fed.stream.next(), Next::Broken);
}

TEST(LayeredStream, TheLastWordAndTheEndOfTheSocketAreBothAnEnd) {
    EXPECT_EQ(Fed(kLast).stream.next(), Next::Finished);
    Fed without_last_word(kTicket);
    without_last_word.stream.end(false);
    EXPECT_EQ(without_last_word.stream.next(), Next::Finished);
}

TEST(LayeredStream, TheFirstEndOfTheSocketCounts) {
    Fed fed("");
    fed.stream.end(true);
    fed.stream.end(false);
    EXPECT_EQ(fed.stream.next(), Next::Broken);
}

TEST(LayeredStream, WhatIsNoStreamOfTheLayerIsBroken) {
    EXPECT_EQ(Fed(XorLayer::record('?', "")).stream.next(), Next::Broken);
}

TEST(LayeredStream, AnOpeningIsToldOnceAndFirst) {
    Fed fed("", StreamLayer::State::Opening);
    EXPECT_TRUE(fed.stream.is_opening());
    EXPECT_EQ(fed.stream.next(), Next::Nothing);
    fed.stream.feed(XorLayer::record('h', "") + plain("early"));
    EXPECT_EQ(fed.stream.next(), Next::Open);
    EXPECT_TRUE(fed.stream.is_opening());
    fed.stream.opened();
    EXPECT_FALSE(fed.stream.is_opening());
    EXPECT_EQ(fed.stream.next(), Next::Plaintext);
}

TEST(LayeredStream, AnOpeningThatFailsIsBroken) {
    EXPECT_EQ(Fed(XorLayer::record('?', ""), StreamLayer::State::Opening).stream.next(), Next::Broken);
}

TEST(LayeredStream, APromiseIsKeptByPlaintextOrAnEnd) {
    const std::string begun = plain("reply");
    Fed spoken(begun.substr(0, 6));
    EXPECT_TRUE(spoken.stream.is_undecided());
    spoken.stream.promise();
    EXPECT_EQ(spoken.stream.next(), Next::Nothing);
    spoken.stream.feed(begun.substr(6));
    ASSERT_EQ(spoken.stream.next(), Next::Plaintext);
    EXPECT_EQ(spoken.read(), "reply");
    EXPECT_EQ(spoken.stream.next(), Next::Nothing);

    Fed silent(kTicket.substr(0, 6));
    silent.stream.promise();
    silent.stream.feed(kTicket.substr(6));
    EXPECT_EQ(silent.stream.next(), Next::Broken);

    Fed ended(kTicket);
    ended.stream.promise();
    ended.stream.end(false);
    EXPECT_EQ(ended.stream.next(), Next::Finished);
}

TEST(LayeredStream, WhatTheLayerHadToSayLeavesBeforePlaintext) {
    Fed fed(XorLayer::record('u', ""));
    EXPECT_EQ(fed.stream.wrap("mail"), XorLayer::record('t', "answer") + plain("mail"));
    EXPECT_EQ(fed.stream.take_raw(), "");
    EXPECT_EQ(fed.stream.finish(), kLast);
}

}  // namespace
}  // namespace heloise
