// Framing for the back: dots doubled, and the last line end kept for the terminator.
#include "proxy/wire/dotted_body.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

TEST(DottedEncoder, HoldsTheLastLineEndBack) {
    DottedEncoder encoder;
    std::string out;
    encoder.encode({"one\r\n", true}, out);
    EXPECT_EQ(out, "one");
    encoder.encode({"\r\n", true}, out);
    EXPECT_EQ(out, "one\r\n");
    std::string end;
    encoder.finish(end);
    EXPECT_EQ(end, "\r\n.\r\n");
}

TEST(DottedEncoder, ContentWithoutAFinalLineEndGetsOne) {
    DottedEncoder encoder;
    std::string out;
    encoder.encode({"one", true}, out);
    encoder.finish(out);
    EXPECT_EQ(out, "one\r\n.\r\n");
}

TEST(DottedEncoder, DoublesADotOnlyAtALineStart) {
    DottedEncoder encoder;
    std::string out;
    encoder.encode({".a", true}, out);
    encoder.encode({".b", false}, out);
    EXPECT_EQ(out, "..a.b");
}

}  // namespace
}  // namespace heloise
