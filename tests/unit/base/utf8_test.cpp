// UTF-8: every character there is, and the sequences that are none.
#include "proxy/base/utf8.h"

#include <cstdint>
#include <string>

#include <gtest/gtest.h>

namespace heloise {
namespace {

// The encoding RFC 3629 section 3 draws, without asking whether there is such a character.
std::string encoded(std::uint32_t c) {
    const auto tail = [c](unsigned shift) { return static_cast<char>(0x80U | ((c >> shift) & 0x3FU)); };
    if (c < 0x80) return {static_cast<char>(c)};
    if (c < 0x800) return {static_cast<char>(0xC0U | (c >> 6U)), tail(0)};
    if (c < 0x10000) return {static_cast<char>(0xE0U | (c >> 12U)), tail(6), tail(0)};
    return {static_cast<char>(0xF0U | (c >> 18U)), tail(12), tail(6), tail(0)};
}

TEST(Utf8, TakesEveryCharacterAndNoSurrogate) {
    for (std::uint32_t c = 0; c < 0x120000; ++c) {
        const std::string text = encoded(c);
        const bool good = (c < 0xD800 || c > 0xDFFF) && c <= 0x10FFFF;
        ASSERT_EQ(utf8_octets(text), good ? text.size() : 0U) << c;
    }
}

TEST(Utf8, CutShortIsNone) {
    for (const std::uint32_t c : {0x80U, 0x7FFU, 0x800U, 0xFFFFU, 0x10000U, 0x10FFFFU}) {
        const std::string text = encoded(c);
        for (std::size_t size = 0; size < text.size(); ++size)
            EXPECT_EQ(utf8_octets(text.substr(0, size)), 0U) << c;
    }
}

TEST(Utf8, OverlongIsNone) {
    for (const char* text :
         {"\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xf0\x8f\xbf\xbf", "\x80", "\xfe", "\xff"}) {
        EXPECT_EQ(utf8_octets(text), 0U);
    }
}

TEST(Utf8, OfATextAllMustBeGood) {
    EXPECT_TRUE(is_utf8(""));
    EXPECT_TRUE(is_utf8("a\xc3\xa4\xe2\x82\xac\xf0\x9f\x93\xa7z"));
    EXPECT_FALSE(is_utf8("a\xc3"));
    EXPECT_FALSE(is_utf8("\xe4 z"));
}

}  // namespace
}  // namespace heloise
