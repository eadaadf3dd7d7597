// Addresses in their text forms.
#include "proxy/edge/socket_address.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

TEST(SocketAddress, ReadsWhatItWrites) {
    for (const char* text : {"10.0.0.5:25", "[::1]:2525", "[2001:db8::1]:0", "255.255.255.255:65535"}) {
        const auto address = SocketAddress::parse(text);
        ASSERT_TRUE(address) << text;
        EXPECT_EQ(address->text(), text);
    }
    for (const char* text :
         {"10.0.0.5", "::1:25", "mail.example:25", "[10.0.0.5:25", "1.2.3.4:65536", "1.2.3.4:", ""}) {
        EXPECT_FALSE(SocketAddress::parse(text)) << text;
    }
}

TEST(SocketAddress, AMappedAddressIsWrittenAsTheIpv4OneItIs) {
    const auto mapped = SocketAddress::from_host("::ffff:192.0.2.7", 25);
    EXPECT_EQ(mapped->host(), "192.0.2.7");
    EXPECT_EQ(mapped->text(), "192.0.2.7:25");
    EXPECT_EQ(mapped->ip(), SocketAddress::from_host("192.0.2.7", 25)->ip());
}

}  // namespace
}  // namespace heloise
