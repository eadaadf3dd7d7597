// Quoted-printable or base64, and which charset.
#include "proxy/content/encoding_choice.h"

#include <random>

#include <gtest/gtest.h>

#include "proxy/base/utf8.h"

namespace heloise {
namespace {

TEST(EncodingChoice, TheSmallerButReadableIfItCostsLittle) {
    EncodingChoice german(true, false);
    for (int i = 0; i < 100; ++i) german.measure("ein l\xC3\xA4ngerer Text\r\n");
    EXPECT_FALSE(german.base64());
    EncodingChoice russian(true, false);
    for (int i = 0; i < 100; ++i) russian.measure("\xD0\xB4\xD0\xB4\xD0\xB4\r\n");
    EXPECT_TRUE(russian.base64());
    EncodingChoice short_russian(true, false);
    short_russian.measure("\xD0\xB4\xD0\xB4\r\n");
    EXPECT_FALSE(short_russian.base64());
    EXPECT_TRUE(EncodingChoice(false, false).base64());
    german.on_binary();
    EXPECT_TRUE(german.base64());
}

TEST(EncodingChoice, IsMadeWhenMeasuredAndTheCharsetIsKnown) {
    EncodingChoice labelled(true, false);
    EXPECT_FALSE(labelled.made());
    labelled.stop_measuring();
    EXPECT_TRUE(labelled.made());
    EncodingChoice open(true, true);
    open.stop_measuring();
    open.look_at_text("\xC3\xBC");
    EXPECT_FALSE(open.made());
    open.look_at_text("\xC3");
    open.look_at_text("x");
    EXPECT_TRUE(open.made());
    EXPECT_EQ(open.charset(), "unknown-8bit");
}

TEST(EncodingChoice, TheCharsetIsWhatAllOfTheTextIs) {
    const auto charset = [](std::string_view text, bool whole) {
        EncodingChoice choice(true, true);
        choice.look_at_text(text);
        choice.finish(whole);
        return std::string(choice.charset());
    };
    EXPECT_EQ(charset("\xC3\xBC", true), "utf-8");
    EXPECT_EQ(charset("u", true), "us-ascii");
    EXPECT_EQ(charset("\xC3", true), "unknown-8bit");
    EXPECT_EQ(charset("\xC3\xBC", false), "unknown-8bit");
}

TEST(Utf8Watch, SaysWhatTheWholeTextSaysHoweverItIsCut) {
    std::mt19937 random(1);
    const std::string_view pieces[] = {"a",    "\xC3\xBC", "\xE2\x82\xAC", "\xF0\x9F\x98\x80",
                                       "\xC3", "\x80",     "\xED\xA0\x80"};
    for (int i = 0; i < 2000; ++i) {
        std::string text;
        for (auto n = random() % 6; n > 0; --n) text += pieces[random() % (i % 2 == 0 ? 4 : 7)];
        Utf8Watch watch;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t octets = 1 + random() % 4;
            watch.look(std::string_view(text).substr(at, octets));
            at += octets;
        }
        EXPECT_EQ(watch.valid() && watch.complete(), is_utf8(text));
    }
}

}  // namespace
}  // namespace heloise
