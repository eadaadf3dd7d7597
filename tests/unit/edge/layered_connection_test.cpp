// Connections with a layer, on real loopback sockets: the guard, pauses, what is unsent, and ends.
#include <memory>
#include <string>
#include <utility>

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "proxy/base/limits.h"
#include "proxy/edge/connection.h"
#include "tests/support/loopback.h"
#include "tests/unit/edge/xor_layer.h"

namespace heloise {
namespace {

using State = StreamLayer::State;
using Ending = Connection::Ending;

std::string plain(std::string_view text) {
    return XorLayer::record('d', text);
}
const std::string kTicket = XorLayer::record('t', std::string(510, 'x'));
const std::string kLast = XorLayer::record('e', "");

// `far` has a layer, `near` says and hears what is on the wire.
struct Layered : Pair {
    explicit Layered(XorLayer::Words words = {}) {
        far->set_layer(std::make_unique<XorLayer>(State::Open, std::move(words)));
    }
    // On loopback it has arrived when this returns.
    void arrives(std::string raw) { CHECK(near->send(std::move(raw)) == Connection::Sent::All); }
    void settle() {
        for (int i = 0; i < 5; ++i) turn();
    }
};

TEST(LayeredConnection, PlaintextGoesBothWays) {
    Layered pair;
    pair.near->set_layer(std::make_unique<XorLayer>());
    EXPECT_EQ(pair.near->send("hello"), Connection::Sent::All);
    EXPECT_EQ(pair.far->send("world"), Connection::Sent::All);
    ASSERT_TRUE(
        pair.run_until([&] { return pair.at_far.octets == "hello" && pair.at_near.octets == "world"; }));
}

TEST(LayeredConnection, OnlyRawOctetsAreOnTheWire) {
    Layered pair;
    static_cast<void>(pair.far->send("hello"));
    EXPECT_TRUE(pair.run_until([&] { return pair.at_near.octets == plain("hello"); }));
}

TEST(LayeredConnection, WhatTheLayerSaysOfItselfLeavesWithoutItsOwner) {
    Layered pair;
    pair.arrives(XorLayer::record('u', ""));
    EXPECT_TRUE(pair.run_until([&] { return pair.at_near.octets == XorLayer::record('t', "answer"); }));
    EXPECT_EQ(pair.at_far.octets, "");
}

TEST(LayeredConnection, AHandshakeIsToldBeforeThePlaintextBehindIt) {
    Pair pair;
    std::string at_open;
    pair.at_far.when_layer_open = [&] { at_open = "octets before: " + pair.at_far.octets; };
    pair.far->set_layer(std::make_unique<XorLayer>(State::Opening));
    EXPECT_TRUE(pair.far->is_opening());
    static_cast<void>(pair.near->send(XorLayer::record('h', "") + plain("one") + plain("two")));
    ASSERT_TRUE(pair.run_until([&] { return pair.at_far.octets == "onetwo"; }));
    EXPECT_EQ(at_open, "octets before: ");
    EXPECT_FALSE(pair.far->is_opening());
    EXPECT_EQ(pair.at_near.octets, XorLayer::record('h', "hello"));
}

TEST(LayeredConnection, AHandshakeMayBeTheLastThatIsHeard) {
    Pair pair;
    pair.at_far.when_layer_open = [&] { pair.far.reset(); };
    pair.far->set_layer(std::make_unique<XorLayer>(State::Opening));
    static_cast<void>(pair.near->send(XorLayer::record('h', "") + plain("one")));
    EXPECT_TRUE(pair.run_until([&] { return pair.at_near.closed == 1; }));
    EXPECT_EQ(pair.at_far.octets, "");
}

TEST(LayeredConnection, ARecordIsHeardWhenItsEndHasCome) {
    Layered pair;
    const std::string raw = plain("hello");
    pair.arrives(raw.substr(0, 7));
    pair.settle();
    EXPECT_EQ(pair.at_far.octets, "");
    pair.arrives(raw.substr(7));
    EXPECT_TRUE(pair.run_until([&] { return pair.at_far.octets == "hello"; }));
}

TEST(LayeredConnection, PiecesOfOneReadAreHeardInOrder) {
    Layered pair;
    int pieces = 0;
    pair.at_far.when_octets = [&] { ++pieces; };
    pair.arrives(plain("one ") + plain("two ") + kTicket + plain("three"));
    ASSERT_TRUE(pair.run_until([&] { return pair.at_far.octets == "one two three"; }));
    EXPECT_EQ(pieces, 3);
}

TEST(LayeredConnection, MorePlaintextThanARoundTakesIsHeardToItsEnd) {
    Layered pair;
    const std::string much(3 * limits::kRead, 'x');
    pair.near->set_layer(std::make_unique<XorLayer>());
    static_cast<void>(pair.near->send(much));
    ASSERT_TRUE(pair.run_until([&] { return pair.at_far.octets.size() >= much.size(); }));
    EXPECT_EQ(pair.at_far.octets, much);
}

TEST(LayeredConnection, APausedOneKeepsWhatIsInHandAndIsHeardAfterResume) {
    Layered pair;
    pair.at_far.when_octets = [&] { pair.far->pause(); };
    pair.arrives(plain("one") + plain("two"));
    ASSERT_TRUE(pair.run_until([&] { return pair.at_far.octets == "one"; }));
    pair.settle();
    EXPECT_EQ(pair.at_far.octets, "one");
    pair.at_far.when_octets = nullptr;
    pair.far->resume();
    EXPECT_EQ(pair.at_far.octets, "one") << "not from inside resume()";
    EXPECT_TRUE(pair.run_until([&] { return pair.at_far.octets == "onetwo"; }));
}

TEST(LayeredConnection, AnEndBehindPlaintextInHandWaitsForIt) {
    Layered pair;
    pair.at_far.when_octets = [&] { pair.far->pause(); };
    pair.arrives(plain("one") + plain("two"));
    pair.near.reset();
    ASSERT_TRUE(pair.run_until([&] { return pair.at_far.octets == "one"; }));
    pair.settle();
    EXPECT_EQ(pair.at_far.closed, 0);
    pair.at_far.when_octets = nullptr;
    pair.far->resume();
    ASSERT_TRUE(pair.run_until([&] { return pair.at_far.closed == 1; }));
    EXPECT_EQ(pair.at_far.octets, "onetwo");
}

// A peer outside the loop: what it does between two rounds is seen by libuv all at once.
struct Outsider {
    Loop loop;
    Ear ear;
    int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    std::unique_ptr<Connection> connection;

    Outsider() {
        Acceptor acceptor;
        const auto listener =
            Listener::open(loop, acceptor, *SocketAddress::from_host("127.0.0.1", 0)).listener;
        CHECK(::connect(socket, listener->address().raw(), listener->address().size()) == 0);
        CHECK(run_until(loop, [&] { return !acceptor.accepted.empty(); }));
        connection = std::move(acceptor.accepted.front());
        connection->set_layer(std::make_unique<XorLayer>());
        connection->start(ear);
    }
    ~Outsider() { ::close(socket); }
    Outsider(const Outsider&) = delete;
    Outsider& operator=(const Outsider&) = delete;
    void says(const std::string& raw) const {
        CHECK(::send(socket, raw.data(), raw.size(), 0) == static_cast<ssize_t>(raw.size()));
    }
    void takes_all() const {
        std::string into(1'000'000, '\0');
        while (::recv(socket, into.data(), into.size(), MSG_DONTWAIT) > 0) {
        }
    }
};

// Rule 24: what was in the socket when the rest of a question left is no answer to it.
TEST(LayeredConnection, AllPiecesAreHeardBeforeWhatWaitedForTheSocketIsSent) {
    Outsider peer;
    std::string heard_before_sent;
    peer.ear.when_sent = [&] { heard_before_sent = peer.ear.octets; };
    while (peer.connection->send(std::string(50'000, 'x')) == Connection::Sent::All) {
    }
    peer.says(plain("stale ") + plain("reply"));
    peer.takes_all();
    ASSERT_TRUE(run_until(peer.loop, [&] { return peer.ear.sent == 1; }));
    EXPECT_EQ(heard_before_sent, "stale reply");
}

TEST(LayeredConnection, WhatTheGuardHeardIsToldBeforeMoreIsRead) {
    Layered pair;
    bool heard = false;
    pair.at_near.when_octets = [&] { heard = pair.far->hear_now(); };
    // Both ends become readable in one round, `near` first.
    ASSERT_EQ(pair.far->send("go"), Connection::Sent::All);
    std::string expected;
    std::string raw;
    for (int i = 0; i < 10; ++i) {
        const std::string piece(1000, static_cast<char>('a' + i));
        expected += piece;
        raw += plain(piece);
    }
    pair.arrives(raw);
    ASSERT_TRUE(pair.run_until([&] { return pair.at_far.octets.size() >= expected.size(); }));
    EXPECT_TRUE(heard);
    EXPECT_EQ(pair.at_far.octets, expected);
}

TEST(LayeredConnection, MayBeDestroyedWithPlaintextInHand) {
    Layered pair;
    pair.at_far.when_octets = [&] { pair.far.reset(); };
    pair.arrives(plain("one") + plain("two"));
    ASSERT_TRUE(pair.run_until([&] { return pair.at_near.closed == 1; }));
    EXPECT_EQ(pair.at_far.octets, "one");
}

TEST(LayeredConnection, TheGuardTakesTicketsForNothing) {
    Layered pair;
    pair.arrives(kTicket + kTicket);
    EXPECT_FALSE(pair.far->hear_now());
    pair.arrives(kTicket);
    EXPECT_FALSE(pair.far->hear_now());
    pair.settle();
    EXPECT_EQ(pair.at_far.octets, "");
    EXPECT_EQ(pair.at_far.closed, 0);
}

TEST(LayeredConnection, WhatTheGuardHeardComesInOrderThroughTheUsualWay) {
    Layered pair;
    pair.arrives(kTicket + plain("stale ") + plain("reply "));
    EXPECT_TRUE(pair.far->hear_now());
    EXPECT_TRUE(pair.far->hear_now());
    EXPECT_EQ(pair.at_far.octets, "") << "not from inside hear_now()";
    pair.arrives(plain("next"));
    ASSERT_TRUE(pair.run_until([&] { return pair.at_far.octets.size() >= 16; }));
    EXPECT_EQ(pair.at_far.octets, "stale reply next");
}

TEST(LayeredConnection, TheGuardOfAPausedOneKeepsWhatItHeard) {
    Layered pair;
    pair.far->pause();
    pair.arrives(plain("stale"));
    EXPECT_TRUE(pair.far->hear_now());
    pair.settle();
    EXPECT_EQ(pair.at_far.octets, "");
    pair.far->resume();
    EXPECT_TRUE(pair.run_until([&] { return pair.at_far.octets == "stale"; }));
}

TEST(LayeredConnection, TheGuardHearsEveryKindOfEnd) {
    Layered last_word;
    last_word.arrives(kTicket + kLast);
    EXPECT_TRUE(last_word.far->hear_now());
    ASSERT_TRUE(last_word.run_until([&] { return last_word.at_far.closed == 1; }));
    EXPECT_EQ(last_word.at_far.how, Ending::Finished);

    Layered end;
    end.arrives(kTicket);
    end.near.reset();
    EXPECT_TRUE(end.far->hear_now());
    ASSERT_TRUE(end.run_until([&] { return end.at_far.closed == 1; }));
    EXPECT_EQ(end.at_far.how, Ending::Finished);

    Layered reset;
    reset.near->make_reset();
    reset.near.reset();
    EXPECT_TRUE(reset.far->hear_now());
    EXPECT_TRUE(reset.far->hear_now());
    ASSERT_TRUE(reset.run_until([&] { return reset.at_far.closed == 1; }));
    EXPECT_EQ(reset.at_far.how, Ending::Broken);
    EXPECT_TRUE(reset.far->hear_now());
}

TEST(LayeredConnection, ARecordThatHadBegunWhenTheGuardLookedIsHeardOrTheEnd) {
    const std::string reply = plain("reply");
    Layered spoken;
    spoken.arrives(reply.substr(0, 6));
    EXPECT_TRUE(spoken.far->hear_now());
    spoken.arrives(reply.substr(6));
    ASSERT_TRUE(spoken.run_until([&] { return spoken.at_far.octets == "reply"; }));
    spoken.arrives(kTicket);
    spoken.settle();
    EXPECT_EQ(spoken.at_far.closed, 0);

    Layered silent;
    silent.arrives(kTicket.substr(0, 6));
    EXPECT_TRUE(silent.far->hear_now());
    silent.arrives(kTicket.substr(6));
    ASSERT_TRUE(silent.run_until([&] { return silent.at_far.closed == 1; }));
    EXPECT_EQ(silent.at_far.how, Ending::Broken);
    EXPECT_EQ(silent.far->send("x"), Connection::Sent::Never);
}

TEST(LayeredConnection, TheGuardLooksAtSoMuchAndNoMore) {
    Layered pair;
    std::string tickets;
    while (tickets.size() < 2 * limits::kLook) tickets += kTicket;
    pair.arrives(tickets);
    EXPECT_TRUE(pair.far->hear_now());
    ASSERT_TRUE(pair.run_until([&] { return pair.at_far.closed == 1; }));
    EXPECT_EQ(pair.at_far.how, Ending::Broken);
}

TEST(LayeredConnection, WhoSpeaksBeforeTheStartIsHeardAfterIt) {
    Loop loop;
    Acceptor acceptor;
    const auto listener = Listener::open(loop, acceptor, *SocketAddress::from_host("127.0.0.1", 0)).listener;
    Ear at_near;
    Connection near(loop);
    near.connect(listener->address(), at_near);
    ASSERT_TRUE(run_until(loop, [&] { return at_near.connected && !acceptor.accepted.empty(); }));
    Connection& far = *acceptor.accepted.front();
    far.set_layer(std::make_unique<XorLayer>());
    static_cast<void>(near.send(plain("early")));
    EXPECT_TRUE(far.hear_now());
    for (int i = 0; i < 3; ++i) turn(loop);
    Ear at_far;
    far.start(at_far);
    EXPECT_TRUE(run_until(loop, [&] { return at_far.octets == "early"; }));
}

TEST(LayeredConnection, TheBacklogIsOfRawOctets) {
    Layered pair;
    pair.near->pause();
    const std::string much(10'000'000, 'x');
    ASSERT_EQ(pair.far->send(much), Connection::Sent::Later);
    const std::size_t before = pair.far->backlog();
    EXPECT_GT(before, 0U);
    EXPECT_EQ(pair.far->send("more"), Connection::Sent::Later);
    EXPECT_EQ(pair.far->backlog(), before + plain("more").size());
    EXPECT_EQ(pair.at_far.sent, 0);
    pair.near->resume();
    const std::string raw = plain(much) + plain("more");
    ASSERT_TRUE(pair.run_until([&] { return pair.at_near.octets.size() == raw.size(); }));
    ASSERT_TRUE(pair.run_until([&] { return pair.at_far.sent == 1; }));
    EXPECT_EQ(pair.far->backlog(), 0U);
}

TEST(LayeredConnection, WhatTheLayerSaysOfItselfIsNoSendOfTheOwners) {
    const std::string answer(10'000'000, 'x');
    Layered pair({.answer = answer});
    pair.near->pause();
    pair.arrives(XorLayer::record('u', ""));
    ASSERT_TRUE(pair.run_until([&] { return pair.far->backlog() > 0; }));
    pair.near->resume();
    ASSERT_TRUE(pair.run_until([&] { return pair.at_near.octets.size() == answer.size(); }));
    ASSERT_TRUE(pair.run_until([&] { return pair.far->backlog() == 0; }));
    EXPECT_EQ(pair.at_far.sent, 0);
}

TEST(LayeredConnection, TheLastWordComesBeforeTheEnd) {
    Layered pair;
    static_cast<void>(pair.far->send("bye"));
    pair.far->end_output();
    ASSERT_TRUE(pair.run_until([&] { return pair.at_near.closed == 1; }));
    EXPECT_EQ(pair.at_near.octets, plain("bye") + kLast);
    EXPECT_EQ(pair.at_near.how, Ending::Finished);
    pair.arrives(plain("heard still"));
    EXPECT_TRUE(pair.run_until([&] { return pair.at_far.octets == "heard still"; }));
}

TEST(LayeredConnection, TheEndWaitsForALastWordThatTheSocketCannotTake) {
    const std::string last(10'000'000, 'x');
    Layered pair({.last = last});
    pair.near->pause();
    pair.far->end_output();
    EXPECT_GT(pair.far->backlog(), 0U);
    pair.near->resume();
    ASSERT_TRUE(pair.run_until([&] { return pair.at_near.closed == 1; }));
    EXPECT_EQ(pair.at_near.octets.size(), last.size());
    EXPECT_EQ(pair.at_near.how, Ending::Finished);
    EXPECT_EQ(pair.at_far.sent, 0);
}

TEST(LayeredConnection, ALastWordIsTriedByWhoLeavesGently) {
    Layered pair;
    pair.arrives(plain("unheard"));
    pair.far->leave_gently();
    pair.far.reset();
    ASSERT_TRUE(pair.run_until([&] { return pair.at_near.closed == 1; }));
    EXPECT_EQ(pair.at_near.octets, kLast);
    EXPECT_EQ(pair.at_near.how, Ending::Finished);
}

TEST(LayeredConnection, AnEndWithoutALastWordIsAnEnd) {
    Layered pair;
    pair.arrives(plain("one") + plain("cut off").substr(0, 6));
    pair.near.reset();
    ASSERT_TRUE(pair.run_until([&] { return pair.at_far.closed == 1; }));
    EXPECT_EQ(pair.at_far.octets, "one");
    EXPECT_EQ(pair.at_far.how, Ending::Finished);
}

TEST(LayeredConnection, BehindTheLastWordNothingIsHeard) {
    Layered pair;
    pair.arrives(plain("one") + kLast + plain("two"));
    ASSERT_TRUE(pair.run_until([&] { return pair.at_far.closed == 1; }));
    pair.arrives(plain("three"));
    pair.settle();
    EXPECT_EQ(pair.at_far.octets, "one");
    EXPECT_EQ(pair.at_far.how, Ending::Finished);
    EXPECT_EQ(pair.far->send("answered still"), Connection::Sent::All);
}

TEST(LayeredConnection, WhatIsNoStreamOfTheLayerBreaksItBehindWhatWas) {
    Layered pair;
    pair.arrives(plain("one") + XorLayer::record('?', "") + plain("two"));
    ASSERT_TRUE(pair.run_until([&] { return pair.at_far.closed == 1; }));
    EXPECT_EQ(pair.at_far.octets, "one");
    EXPECT_EQ(pair.at_far.how, Ending::Broken);
    EXPECT_EQ(pair.far->send("x"), Connection::Sent::Never);
    EXPECT_TRUE(pair.run_until([&] { return pair.at_near.octets == XorLayer::record('x', "alert"); }));
}

}  // namespace
}  // namespace heloise
