// The block-wise scan agrees with one that looks at octets one by one.
#include "proxy/wire/scan.h"

#include <random>
#include <string>

#include <gtest/gtest.h>

#include "proxy/base/ascii.h"

namespace heloise {
namespace {

TEST(Scan, AgreesWithTheSlowWay) {
    std::mt19937 random(7);
    for (int round = 0; round < 5000; ++round) {
        std::string octets(random() % 70, 'x');
        for (char& c : octets) {
            if (random() % 40 == 0) c = "\r\n\0\xff"[random() % 4];
        }
        std::size_t expected = 0;
        bool expected_high = false;
        while (expected < octets.size() && octets[expected] != '\r' && octets[expected] != '\n' &&
               octets[expected] != '\0') {
            expected_high |= is_eight_bit(octets[expected++]);
        }
        bool high = false;
        ASSERT_EQ(find_line_octet(octets, high), expected) << round;
        ASSERT_EQ(high, expected_high) << round;
    }
}

TEST(Scan, NeverForgetsAnEightBitOctet) {
    bool high = true;
    EXPECT_EQ(find_line_octet("abc", high), 3U);
    EXPECT_TRUE(high);
}

}  // namespace
}  // namespace heloise
