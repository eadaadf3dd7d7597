// Addresses, and what only looks like them. inet_pton is asked what it thinks of each.
#include "proxy/base/ip.h"

#include <algorithm>
#include <random>
#include <string>

#include <arpa/inet.h>
#include <gtest/gtest.h>

namespace heloise {
namespace {

std::optional<IpAddress> by_system(const std::string& text) {
    IpAddress address{};
    if (inet_pton(AF_INET6, text.c_str(), address.data()) == 1) return address;
    address = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    if (inet_pton(AF_INET, text.c_str(), address.data() + 12) == 1) return address;
    return std::nullopt;
}

TEST(Ip, AgreesWithTheSystem) {
    for (const char* text : {"",
                             "0.0.0.0",
                             "255.255.255.255",
                             "256.0.0.0",
                             "1.2.3",
                             "1.2.3.4.5",
                             "1.2.3.",
                             ".1.2.3",
                             "1..2.3",
                             "01.2.3.4",
                             "1.2.3.00",
                             "1.2.3.4 ",
                             " 1.2.3.4",
                             "1000.1.1.1",
                             "0x1.2.3.4",
                             "1",
                             "::",
                             "::1",
                             "1::",
                             "1::2",
                             "1:2:3:4:5:6:7:8",
                             "1:2:3:4:5:6:7::",
                             "::2:3:4:5:6:7:8",
                             "1:2:3:4:5:6:7",
                             "1:2:3:4:5:6:7:8:9",
                             "1::2::3",
                             ":::",
                             ":",
                             ":1",
                             "1:",
                             "::1:",
                             ":1::",
                             "12345::",
                             "g::",
                             "ABCD:ef01::",
                             "::ffff:1.2.3.4",
                             "::1.2.3.4",
                             "1:2:3:4:5:6:1.2.3.4",
                             "1:2:3:4:5:6:7:1.2.3.4",
                             "1::1.2.3.4:5",
                             "1.2.3.4::",
                             "::1.2.3",
                             "::1.2.3.4.5",
                             "::256.1.1.1",
                             "1:2:3:4:5:6::1.2.3.4",
                             "1:2:3:4:5::1.2.3.4",
                             "1:2:3:4::6:7:8:9",
                             "fe80::1%eth0",
                             "[::1]",
                             "::1/128",
                             "1:2:3:4:1.2.3.4::",
                             "1.2.3.4:5::"}) {
        EXPECT_EQ(parse_ip(text), by_system(text)) << text;
    }
}

TEST(Ip, AgreesWithTheSystemOnRandomText) {
    std::minstd_rand random(1);
    constexpr std::string_view kOctets = "0129f:.:.";
    for (int i = 0; i < 200000; ++i) {
        std::string text(random() % 20, ' ');
        for (char& c : text) c = kOctets[random() % kOctets.size()];
        ASSERT_EQ(parse_ip(text), by_system(text)) << text;
    }
}

TEST(Ip, OneFamilyRefusesTheOther) {
    EXPECT_TRUE(parse_ipv4("1.2.3.4"));
    EXPECT_FALSE(parse_ipv4("::1"));
    EXPECT_TRUE(parse_ipv6("::1"));
    EXPECT_FALSE(parse_ipv6("1.2.3.4"));
    EXPECT_EQ(parse_ip("1.2.3.4"), parse_ip("::ffff:1.2.3.4"));
}

TEST(Ip, ANulIsNoEnd) {
    EXPECT_FALSE(parse_ip(std::string_view("1.2.3.4\0", 8)));
}

// RFC 5952 sections 4.1 to 4.3 and 5.
TEST(IpText, IsTheFormThatEverybodyWrites) {
    for (const std::string text :
         {"192.0.2.7", "0.0.0.0", "255.255.255.255", "::", "::1", "1::", "2001:db8::1",
          "2001:db8:1:2:3:4:5:6", "2001:db8:0:1:1:1:1:1", "2001:0:0:1::1", "2001:db8::1:0:0:1",
          "fe80::abcd:ef", "1:2:3:4:5:6::", "::2:3:4:5:6:7"}) {
        EXPECT_EQ(ip_text(*parse_ip(text)), text);
    }
    EXPECT_EQ(ip_text(*parse_ip("::ffff:10.0.0.1")), "10.0.0.1");
    EXPECT_EQ(ip_text(*parse_ip("2001:0DB8::0001")), "2001:db8::1");
}

}  // namespace
}  // namespace heloise
