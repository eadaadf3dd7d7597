// Endpoints as text.
#include "proxy/policy/endpoint.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

TEST(Endpoint, AnAddressWithColonsIsBracketed) {
    EXPECT_EQ((Endpoint{"10.0.0.5", 25}.text()), "10.0.0.5:25");
    EXPECT_EQ((Endpoint{"::1", 2525}.text()), "[::1]:2525");
    EXPECT_EQ((Endpoint{"mail.example", 65535}.text()), "mail.example:65535");
}

}  // namespace
}  // namespace heloise
