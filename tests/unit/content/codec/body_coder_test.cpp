// Each of the encodings behind one face.
#include "proxy/content/codec/body_coder.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

std::string coded(BodyCoder coder, std::string_view text) {
    std::string out;
    coder.code(text, out);
    coder.finish(out);
    return out + "|" + std::string(coder.message_end()) + (coder.mended() ? "mended" : "");
}

TEST(BodyCoder, EachEncodes) {
    EXPECT_EQ(coded(BodyCoder(), "a\xFF"), "a\xFF|");
    EXPECT_EQ(coded(BodyCoder(QuotedPrintableEncoder()), "a\xFF"), "a=FF|=\r\n");
    EXPECT_EQ(coded(BodyCoder(Base64Encoder()), "abc"), "YWJj|\r\n");
    EXPECT_EQ(coded(BodyCoder(QuotedPrintableMender({.line_max = 1000, .seven_bit = true})), "=C3\xFF"),
              "=C3=FF|mended");
    EXPECT_EQ(coded(BodyCoder(QuotedPrintableMender({.line_max = 1000, .seven_bit = true})), "=C3"), "=C3|");
    EXPECT_EQ(coded(BodyCoder(Base64Mender(1000)), "YWJj"), "YWJj|");
}

TEST(BodyCoder, OnlyQuotedPrintableKeepsLines) {
    EXPECT_TRUE(BodyCoder(QuotedPrintableEncoder()).keeps_lines());
    EXPECT_FALSE(BodyCoder(Base64Encoder()).keeps_lines());
}

}  // namespace
}  // namespace heloise
