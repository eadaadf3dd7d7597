// Addresses with ports as operators write them.
#include "proxy/config/endpoint_text.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

std::string read(std::string_view text) {
    const std::optional<Endpoint> endpoint = parse_endpoint(text);
    return endpoint ? endpoint->host + " " + std::to_string(endpoint->port) : "none";
}

TEST(EndpointText, EveryFormIsRead) {
    EXPECT_EQ(read("10.0.0.5:2525"), "10.0.0.5 2525");
    EXPECT_EQ(read("10.0.0.5"), "10.0.0.5 25");
    EXPECT_EQ(read("[::1]:2525"), "::1 2525");
    EXPECT_EQ(read("[2001:db8::1]"), "2001:db8::1 25");
    EXPECT_EQ(read("host.example:2525"), "host.example 2525");
    EXPECT_EQ(read("gateway"), "gateway 25");
    EXPECT_EQ(read("localhost:65535"), "localhost 65535");
}

TEST(EndpointText, NoHostIsEveryAddress) {
    EXPECT_EQ(read(":25"), "0.0.0.0 25");
    EXPECT_EQ(read("*:25"), "0.0.0.0 25");
}

TEST(EndpointText, WithoutAPortItIsTheGivenOne) {
    EXPECT_EQ(parse_endpoint("host", 2525)->port, 2525);
}

TEST(EndpointText, PortZeroIsTheCallersMatter) {
    EXPECT_EQ(read("127.0.0.1:0"), "127.0.0.1 0");
}

TEST(EndpointText, BadFormsAreRefused) {
    for (const char* text : {"",
                             ":",
                             "::1",
                             "::1:25",
                             "[::1",
                             "[::1]25",
                             "[::1]:",
                             "[10.0.0.1]:25",
                             "[]:25",
                             "host:",
                             "host:smtp",
                             "host:65536",
                             "host:-1",
                             "host: 25",
                             "host :25",
                             "ho st:25",
                             "10.0.0.256:25",
                             "10.0.0:25",
                             "1:25",
                             "host:25:25",
                             "a..b:25",
                             "host.:25",
                             "[host]:25",
                             "-:x",
                             "host:25 "}) {
        EXPECT_EQ(read(text), "none") << text;
    }
}

}  // namespace
}  // namespace heloise
