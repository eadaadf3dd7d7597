// Domains become A-labels, or nothing at all: never another domain.
#include "proxy/smtp/idna.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

using namespace std::literals;

TEST(Idna, UnicodeLabelsBecomeALabels) {
    EXPECT_EQ(to_a_labels("münchen.example"), "xn--mnchen-3ya.example");
    EXPECT_EQ(to_a_labels("例え.テスト"), "xn--r8jz45g.xn--zckzah");
    EXPECT_EQ(to_a_labels("mail.παράδειγμα.δοκιμή"), "mail.xn--hxajbheg2az3al.xn--jxalpdlp");
}

TEST(Idna, SharpSIsAsIdna2008HasIt) {
    EXPECT_EQ(to_a_labels("straße.example"), "xn--strae-oqa.example");
}

TEST(Idna, CapitalsAndDecomposedLettersAreTheSameName) {
    EXPECT_EQ(to_a_labels("MÜNCHEN.Example"), "xn--mnchen-3ya.example");
    EXPECT_EQ(to_a_labels("mu\xCC\x88nchen.example"), "xn--mnchen-3ya.example");
}

TEST(Idna, AnAsciiNameComesBackAsItIs) {
    for (const char* name : {"example.org", "under_score.example", "localhost", "xn--mnchen-3ya.example"}) {
        EXPECT_EQ(to_a_labels(name), name);
    }
}

TEST(Idna, WhatIdna2008ForbidsIsRefused) {
    for (const char* name : {"☃.example", "💩.example", "-ü.example", "ü-.example", "xn--zzzz.ü"}) {
        EXPECT_EQ(to_a_labels(name), std::nullopt) << name;
    }
}

// RFC 5890 section 2.3.1: letters, digits and hyphens; RFC 1035 section 2.3.4: labels of 63 octets, names of
// 255.
TEST(Idna, WhatTheDnsCannotHoldIsRefused) {
    std::string label;
    for (int i = 0; i < 60; ++i) label += "ü";
    std::string name = "ü";
    while (name.size() < 250) name += ".example";
    for (const std::string& one : {"ü_a.example"s, "ü.a b.example"s, "ü.a/b"s, "ü..example"s, ".ü"s, "ü."s,
                                   label + ".example", name}) {
        EXPECT_EQ(to_a_labels(one), std::nullopt) << one;
    }
}

TEST(Idna, NothingBecomesAnotherDomain) {
    for (const char* name : {"exa\u00ADmple.com", "℡.example", "①.com", "ﬁ.com", "≠.com", "ｅxample.com",
                             "a。b", "a．b", "İ.com", "ab--ü.com", "ü\u200D.com"}) {
        EXPECT_EQ(to_a_labels(name), std::nullopt) << name;
    }
}

TEST(Idna, CapitalsOfEveryScriptThatHasDomainsAreSmallLetters) {
    for (const auto& [capitals, small] :
         {std::pair{"ÀÖØÞ.x", "àöøþ.x"}, std::pair{"ĀĮĶĹŇŊŶŹŽȘȚ.x", "āįķĺňŋŷźžșț.x"},
          std::pair{"ΆΈΊΌΎΏΑΡΣΫ.x", "άέίόύώαρσϋ.x"}, std::pair{"ЀЏАЯҊӐ.x", "ѐџаяҋӑ.x"},
          std::pair{"ԱՖ.x", "աֆ.x"}, std::pair{"ẠỸ.x", "ạỹ.x"}}) {
        EXPECT_TRUE(to_a_labels(small).has_value()) << small;
        EXPECT_EQ(to_a_labels(capitals), to_a_labels(small)) << capitals;
    }
}

TEST(Idna, NothingIsLeftOut) {
    for (const char* name : {"ü_a.example", "ü a.example", "ü@a.example", "ü＠a.example", "ü[1].example",
                             "ü\x01.example", "ü\"<>.example"}) {
        EXPECT_EQ(to_a_labels(name), std::nullopt) << name;
    }
}

TEST(Idna, NoLabelIsEmpty) {
    for (const char* name : {"", "ü..example", ".ü", "ü.", "\u00AD.ü"}) {
        EXPECT_EQ(to_a_labels(name), std::nullopt) << name;
    }
}

TEST(Idna, LabelsAndNamesHaveTheirLengths) {
    EXPECT_EQ(to_a_labels("ü" + std::string(64, 'a') + ".example"), std::nullopt);
    std::string name = "ü";
    for (int i = 0; i < 30; ++i) name += ".aaaaaaaaa";
    EXPECT_EQ(to_a_labels(name), std::nullopt);
    EXPECT_EQ(to_a_labels(std::string(100000, 'a')), std::nullopt);
    EXPECT_EQ(to_a_labels("ü" + std::string(100000, 'a')), std::nullopt);
}

TEST(Idna, WhatIsNoUtf8IsRefused) {
    EXPECT_EQ(to_a_labels("m\xFCnchen.example"), std::nullopt);
    EXPECT_EQ(to_a_labels(std::string_view("\xC3\xBC\0.example", 11)), std::nullopt);
}

}  // namespace
}  // namespace heloise
