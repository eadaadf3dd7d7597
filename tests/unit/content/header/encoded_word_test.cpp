// Encoded words: which text is one, and how text is cut into them.
#include "proxy/content/header/encoded_word.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

using Reading = EncodedWordFinder::Reading;

TEST(EncodedWord, IsAWholeWordOfFiveParts) {
    for (const char* word : {"=?utf-8?q?a?=", "=?UTF-8?B?w7w=?=", "=?iso-8859-1*de?Q?=FC?=", "=?x?q?\?="}) {
        EXPECT_TRUE(is_encoded_word(word)) << word;
    }
    for (const char* word :
         {"", "=?", "=?\?=", "=?=", "=?q?=", "=?utf-8?x?a?=", "=??q?a?=", "=?utf-8?q?a b?=",
          "=?utf-8?q?a?b?=", "=?utf-8?q?a?", "a=?utf-8?q?a?=", "=?utf-8?q?a?=b", "=?utf-8?q?\xFC?="}) {
        EXPECT_FALSE(is_encoded_word(word)) << word;
    }
}

Reading read_part(std::string_view text, std::string_view part) {
    return EncodedWordFinder(text).read(text.substr(text.find(part), part.size()));
}

TEST(EncodedWordFinder, AWordAloneIsOneForEveryReader) {
    EXPECT_EQ(read_part("a =?utf-8?q?b?= c", "=?utf-8?q?b?="), Reading::Word);
    EXPECT_EQ(read_part("a =?utf-8?q?b?= c", "a"), Reading::Text);
    EXPECT_EQ(read_part("a =?utf-8?q?b?= c", "c"), Reading::Text);
}

TEST(EncodedWordFinder, OneThatTouchesOtherTextIsMurky) {
    EXPECT_EQ(read_part("a=?utf-8?q?b?=", "a=?utf-8?q?b?="), Reading::Murky);
    EXPECT_EQ(read_part("=?utf-8?q?b?=c", "=?utf-8?q?b?=c"), Reading::Murky);
    EXPECT_EQ(read_part("=?utf-8?q?b c d?=", "c"), Reading::Murky);
}

TEST(EncodedWordFinder, AnOpeningWithoutAnEndIsText) {
    EXPECT_EQ(read_part("=?utf-8?q?b c", "=?utf-8?q?b"), Reading::Opening);
    EXPECT_EQ(read_part("=?utf-8?q?b c", "c"), Reading::Text);
    EXPECT_EQ(read_part("=? ?=", "=?"), Reading::Opening);
}

TEST(EncodedWordFinder, RawOctetsInQAreMended) {
    EXPECT_EQ(read_part("=?x?Q?f\xFCr?=", "=?x?Q?f\xFCr?="), Reading::Raw);
    EXPECT_EQ(mended_word("=?x?Q?f\xFCr?="), "=?x?Q?f=FCr?=");
    EXPECT_EQ(read_part("=?x?B?f\xFCr?=", "=?x?B?f\xFCr?="), Reading::Murky);
}

TEST(EncodedWordFinder, ManyOpeningsAreReadInOnePass) {
    std::string text;
    for (int i = 0; i < 30000; ++i) text += "=?q?=";
    EncodedWordFinder finder(text);
    for (std::size_t at = 0; at < text.size(); ++at) (void)finder.read(std::string_view(text).substr(at, 1));
}

std::string cut(std::string_view text, std::size_t room) {
    std::string out;
    for (EncodedWordCutter cutter(text, charset_of(text)); !cutter.done();) {
        if (!out.empty()) out += ' ';
        const std::string word = cutter.next(room);
        EXPECT_LE(word.size(), room);
        EXPECT_TRUE(is_encoded_word(word)) << word;
        out += word;
    }
    return out;
}

TEST(EncodedWordCutter, TakesTheShorterOfQAndB) {
    EXPECT_EQ(cut("Grüße an alle hier", 75), "=?utf-8?q?Gr=C3=BC=C3=9Fe_an_alle_hier?=");
    EXPECT_EQ(cut("日本", 75), "=?utf-8?b?5pel5pys?=");
}

TEST(EncodedWordCutter, CutsBetweenCharacters) {
    EXPECT_EQ(cut("日本", 19), "=?utf-8?b?5pel?= =?utf-8?b?5pys?=");
    EXPECT_EQ(cut("aaaaaaaaaü", 23), "=?utf-8?q?aaaaaaaaa?= =?utf-8?q?=C3=BC?=");
    EXPECT_EQ(cut("aaaaaa\xFC"
                  "a",
                  23),
              "=?unknown-8bit?q?aaaa?= =?unknown-8bit?q?aa?= =?unknown-8bit?q?=FCa?=");
}

TEST(EncodedWordCutter, CutsBehindABlankWhereThereIsOne) {
    EXPECT_EQ(cut("aaaaaa bbü", 24), "=?utf-8?q?aaaaaa_?= =?utf-8?q?bb=C3=BC?=");
}

TEST(EncodedWordCutter, KnowsTheShortestWord) {
    EXPECT_EQ(EncodedWordCutter("ü", Charset::Utf8).least(), std::string("=?utf-8?b?w7w=?=").size());
    EXPECT_EQ(EncodedWordCutter("aü", Charset::Utf8).least(), std::string("=?utf-8?b?YQ==?=").size());
}

}  // namespace
}  // namespace heloise
