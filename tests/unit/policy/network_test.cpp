// Networks of access lists.
#include "proxy/policy/network.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

bool contains(std::string_view network, std::string_view address) {
    return parse_network(network)->contains(*parse_ip(address));
}

TEST(Network, ContainsWhatItsPrefixCovers) {
    EXPECT_TRUE(contains("10.0.0.0/8", "10.255.255.255"));
    EXPECT_FALSE(contains("10.0.0.0/8", "11.0.0.0"));
    EXPECT_TRUE(contains("192.0.2.128/25", "192.0.2.128"));
    EXPECT_FALSE(contains("192.0.2.128/25", "192.0.2.127"));
    EXPECT_TRUE(contains("2001:db8::/33", "2001:db8:7fff::1"));
    EXPECT_FALSE(contains("2001:db8::/33", "2001:db8:8000::1"));
}

TEST(Network, WithoutAPrefixItIsOneAddress) {
    EXPECT_TRUE(contains("192.0.2.7", "192.0.2.7"));
    EXPECT_FALSE(contains("192.0.2.7", "192.0.2.6"));
    EXPECT_EQ(parse_network("192.0.2.7"), parse_network("192.0.2.7/32"));
    EXPECT_EQ(parse_network("::1"), parse_network("::1/128"));
}

TEST(Network, AMappedAddressIsItsIpv4Address) {
    EXPECT_TRUE(contains("10.0.0.0/8", "::ffff:10.0.0.1"));
    EXPECT_EQ(parse_network("10.0.0.0/8"), parse_network("::ffff:10.0.0.0/104"));
}

TEST(Network, IsPrintedAsItIsRead) {
    for (const std::string text : {"10.0.0.0/8", "192.0.2.7", "0.0.0.0/0", "::/0", "::1", "2001:db8::/33",
                                   "2001:db8::1", "fe80::/10", "192.0.2.128/25"}) {
        EXPECT_EQ(parse_network(text)->text(), text);
    }
    EXPECT_EQ(parse_network("::ffff:10.0.0.0/104")->text(), "10.0.0.0/8");
    EXPECT_EQ(parse_network("192.0.2.7/32")->text(), "192.0.2.7");
}

TEST(Network, AllOfAFamily) {
    EXPECT_TRUE(contains("0.0.0.0/0", "203.0.113.9"));
    EXPECT_FALSE(contains("0.0.0.0/0", "::1"));
    EXPECT_TRUE(contains("::/0", "::1"));
    EXPECT_TRUE(contains("::/0", "203.0.113.9"));
}

TEST(Network, BadTextIsRefused) {
    for (const char* text : {"", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/8/8", "10.0.0.0/-1",
                             "10.0.0.0/ 8", "10.0.0.0/8x", "10.0.0/8", "::/129", "::/1280", "[::1]", "mail",
                             "10.0.0.0 /8", "0.0.0.0/", "::/", "::/0000", "::/18446744073709551616"}) {
        EXPECT_FALSE(parse_network(text)) << text;
    }
}

TEST(Network, BitsBehindThePrefixAreRefused) {
    for (const char* text : {"10.0.0.1/8", "10.128.0.0/8", "0.0.0.1/0", "::1/127", "2001:db8::/16"}) {
        EXPECT_FALSE(parse_network(text)) << text;
    }
    EXPECT_TRUE(parse_network("10.128.0.0/9"));
}

TEST(Network, LocalIsLoopbackOrPrivate) {
    for (const char* text :
         {"127.0.0.1", "127.255.255.255", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
          "169.254.1.1", "::1", "fc00::1", "fdff::1", "fe80::1", "febf::1", "::ffff:10.0.0.1"}) {
        EXPECT_TRUE(is_local(*parse_ip(text))) << text;
    }
    for (const char* text : {"0.0.0.0", "::", "126.255.255.255", "128.0.0.1", "11.0.0.0", "172.15.255.255",
                             "172.32.0.0", "192.169.0.0", "169.253.0.1", "203.0.113.1", "::2", "fe00::1",
                             "fec0::1", "2001:db8::1", "fbff::1", "::ffff:8.8.8.8"}) {
        EXPECT_FALSE(is_local(*parse_ip(text))) << text;
    }
}

TEST(Network, LoopbackIsTheMachineItself) {
    for (const char* text : {"127.0.0.1", "127.255.255.255", "::1", "::ffff:127.0.0.1"})
        EXPECT_TRUE(is_loopback(*parse_ip(text))) << text;
    for (const char* text : {"0.0.0.0", "126.255.255.255", "128.0.0.1", "10.0.0.1", "::", "::2", "fe80::1"})
        EXPECT_FALSE(is_loopback(*parse_ip(text))) << text;
}

}  // namespace
}  // namespace heloise
