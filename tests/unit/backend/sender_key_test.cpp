// Who counts as one sender.
#include "proxy/backend/sender_key.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

TEST(SenderKey, IsTheNetworkOfAnAddress) {
    EXPECT_EQ(sender_key("192.0.2.1").text, "192.0.2.0/24");
    EXPECT_EQ(sender_key("192.0.2.255"), sender_key("192.0.2.1"));
    EXPECT_NE(sender_key("192.0.3.1"), sender_key("192.0.2.1"));
    EXPECT_EQ(sender_key("2001:db8:0:1::1").text, "2001:db8:0:1::/64");
    EXPECT_EQ(sender_key("2001:db8:0:1:ffff::"), sender_key("2001:db8:0:1::1"));
    EXPECT_NE(sender_key("2001:db8:0:2::1"), sender_key("2001:db8:0:1::1"));
}

// A listener for both families shows it so.
TEST(SenderKey, OfAMappedAddressIsThatOfIpv4) {
    EXPECT_EQ(sender_key("::ffff:192.0.2.7"), sender_key("192.0.2.1"));
}

TEST(SenderKey, DoesNotHangOnAZone) {
    EXPECT_EQ(sender_key("fe80::1%eth0"), sender_key("fe80::2%eth1"));
}

TEST(SenderKey, OfWhatIsNoAddressIsItself) {
    EXPECT_EQ(sender_key("unknown").text, "unknown");
}

TEST(SenderKey, AShareIsOfAWholeSite) {
    EXPECT_EQ(share_of(sender_key("2001:db8:0:1::1").text), share_of(sender_key("2001:db8:0:ffff::1").text));
    EXPECT_NE(share_of(sender_key("2001:db8:1:1::1").text), share_of(sender_key("2001:db8:0:1::1").text));
    EXPECT_EQ(share_of("192.0.2.0/24"), "192.0.2.0/24");
}

}  // namespace
}  // namespace heloise
