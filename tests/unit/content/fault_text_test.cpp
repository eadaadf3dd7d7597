// Words for what a back cannot take.
#include "proxy/content/fault_text.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

TEST(FaultText, CountsALineWithoutItsEndAsTheRfcsDo) {
    EXPECT_EQ(fault_text(Fault::LongLine, 1000), "a line of more than 998 octets");
    for (const Fault fault : {Fault::EightBit, Fault::LeadingDot, Fault::Nul, Fault::BareNewline})
        EXPECT_NE(fault_text(fault, 0), "");
}

TEST(FaultText, ABareNewlineIsNoPartOfACrlf) {
    EXPECT_FALSE(has_bare_newline("a\r\n\r\nb"));
    for (const char* const text : {"\r", "\n", "a\r\n\n", "\r\r\n", "\n\r"})
        EXPECT_TRUE(has_bare_newline(text));
}

}  // namespace
}  // namespace heloise
