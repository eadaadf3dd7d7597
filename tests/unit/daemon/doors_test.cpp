// Listeners as a reload changes them.
#include "proxy/daemon/doors.h"

#include <memory>

#include <gtest/gtest.h>

#include "tests/support/loopback.h"

namespace heloise {
namespace {

Endpoint local(std::uint16_t port) {
    return {"127.0.0.1", port};
}

bool can_connect(Loop& loop, const Endpoint& endpoint) {
    Ear ear;
    Connection caller(loop);
    caller.connect(*SocketAddress::from_host(endpoint.host, endpoint.port), ear);
    CHECK(run_until(loop, [&] { return ear.connected; }));
    return ear.error.empty();
}

TEST(Doors, OpensWhatIsWantedAndClosesWhatIsNot) {
    Loop loop;
    Door first;
    Door second;
    Doors doors(loop);
    const Endpoint a = local(unused_port());
    const Endpoint b = local(unused_port());
    ASSERT_EQ(doors.change_to({{a, &first}}), "");
    EXPECT_TRUE(can_connect(loop, a));
    ASSERT_EQ(doors.change_to({{b, &second}}), "");
    EXPECT_FALSE(can_connect(loop, a));
    EXPECT_TRUE(can_connect(loop, b));
    doors.close_all();
    EXPECT_FALSE(can_connect(loop, b));
}

TEST(Doors, OneThatStaysGoesToItsNewOwner) {
    Loop loop;
    Door before;
    Door after;
    Doors doors(loop);
    const Endpoint endpoint = local(unused_port());
    ASSERT_EQ(doors.change_to({{endpoint, &before}}), "");
    ASSERT_EQ(doors.change_to({{endpoint, &after}}), "");
    EXPECT_TRUE(doors.addresses(before).empty());
    EXPECT_EQ(doors.addresses(after).size(), 1U);
    Ear ear;
    Connection caller(loop);
    caller.connect(*SocketAddress::from_host(endpoint.host, endpoint.port), ear);
    ASSERT_TRUE(run_until(loop, [&] { return !after.accepted.empty(); }));
    EXPECT_TRUE(before.accepted.empty());
}

TEST(Doors, OneThatCannotOpenLeavesAllAsItWas) {
    Loop loop;
    Door stranger;
    const auto taken = Listener::open(loop, stranger, *SocketAddress::from_host("127.0.0.1", 0)).listener;
    Door owner;
    Doors doors(loop);
    const Endpoint old = local(unused_port());
    const Endpoint fresh = local(unused_port());
    ASSERT_EQ(doors.change_to({{old, &owner}}), "");
    const std::string error = doors.change_to({{fresh, &owner}, {local(taken->address().port()), &owner}});
    EXPECT_EQ(error, "cannot listen on " + taken->address().text() + ": Address already in use");
    EXPECT_TRUE(can_connect(loop, old));
    EXPECT_FALSE(can_connect(loop, fresh));
}

TEST(Doors, AnEmptyHostIsEveryAddress) {
    Loop loop;
    Door owner;
    Doors doors(loop);
    const std::uint16_t port = unused_port();
    ASSERT_EQ(doors.change_to({{{"", port}, &owner}}), "");
    EXPECT_TRUE(can_connect(loop, local(port)));
    EXPECT_TRUE(can_connect(loop, {"::1", port}));
}

TEST(Doors, BothWildcardsCanStandSideBySide) {
    Loop loop;
    Door owner;
    Doors doors(loop);
    const std::uint16_t port = unused_port();
    EXPECT_EQ(doors.change_to({{{"0.0.0.0", port}, &owner}, {{"::", port}, &owner}}), "");
}

TEST(Doors, AHostNameIsAllItsAddresses) {
    Loop loop;
    Door owner;
    Doors doors(loop);
    ASSERT_EQ(doors.change_to({{{"localhost", unused_port()}, &owner}}), "");
    EXPECT_GE(doors.addresses(owner).size(), 1U);
    EXPECT_NE(doors.change_to({{{"heloise.invalid", 25}, &owner}}), "");
}

}  // namespace
}  // namespace heloise
