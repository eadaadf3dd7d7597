// Octets as printable lines.
#include "proxy/transcript/escapes.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

TEST(Escapes, EveryOctetComesBack) {
    std::string all;
    for (int octet = 0; octet < 256; ++octet) all.push_back(static_cast<char>(octet));
    EXPECT_EQ(unescape(escape(all)), all);
}

TEST(Escapes, OnlyABlankAtTheEndIsEscaped) {
    EXPECT_EQ(escape(" a b "), " a b\\x20");
}

TEST(Escapes, PrintableAsciiStaysReadable) {
    EXPECT_EQ(escape("MAIL FROM:<\"a b\"@c>"), "MAIL FROM:<\"a b\"@c>");
}

TEST(Escapes, ABackslashMayBeDoubled) {
    EXPECT_EQ(unescape("a\\\\b"), "a\\b");
}

TEST(Escapes, WhatNeedsAnEscapeIsRefusedWithoutOne) {
    EXPECT_FALSE(unescape("tab\there"));
    EXPECT_FALSE(unescape("\xC3\xA9"));
    EXPECT_FALSE(unescape("blank "));
    EXPECT_FALSE(unescape("\\q"));
    EXPECT_FALSE(unescape("\\x1"));
    EXPECT_FALSE(unescape("\\xG0"));
    EXPECT_FALSE(unescape("\\"));
}

}  // namespace
}  // namespace heloise
