// Whole fields: what needs nothing stays, what changes reads the same, and Python's reader agrees.
#include "proxy/content/header/header_field.h"

#include <fstream>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "proxy/base/ascii.h"
#include "proxy/base/limits.h"
#include "tests/support/field_reading.h"

namespace heloise {
namespace {

using Kind = FieldOutcome::Kind;

TEST(HeaderField, WhatNeedsNothingStays) {
    for (const char* field :
         {"Subject: a\r\n", "Subject:\r\n  a\r\n\tb \r\n", "no colon\r\n", "From a@b Sat\r\n", ":\r\n", "",
          "\r\n", "DKIM-Signature: v=1\r\n", "a b: c\r\n", "Subject: a\rb\nc", "Subject: =?q"}) {
        EXPECT_EQ(adapt_field(field, {true, 1000}).kind, Kind::Unchanged) << field;
    }
}

TEST(HeaderField, LinesAsLongAsTheBackTakesStay) {
    const std::string field = "Subject: " + std::string(989, 'a') + "\r\n " + std::string(997, 'b') + "\r\n";
    EXPECT_EQ(adapt_field(field, {true, 1000}).kind, Kind::Unchanged);
    EXPECT_EQ(adapt_field(field, {true, 999}).kind, Kind::Rewritten);
    EXPECT_EQ(adapt_field(field, {true, 0}).kind, Kind::Unchanged);
}

TEST(HeaderField, Utf8StaysWhereTheBackTakesIt) {
    EXPECT_EQ(adapt_field("Subject: ü\r\n", {false, 1000}).kind, Kind::Unchanged);
    const FieldOutcome outcome = adapt_field("Subject: ü b c d e f g h\r\n", {false, 20});
    EXPECT_EQ(outcome.text, "Subject: ü b c d\r\n e f g h\r\n");
}

TEST(HeaderField, SignaturesAreNeverTouched) {
    EXPECT_EQ(adapt_field("DKIM-Signature: v=1; ü\r\n", {}).why,
              "DKIM-Signature: a signature cannot be changed");
    EXPECT_EQ(adapt_field("ARC-Seal: " + std::string(2000, 'a') + "\r\n", {true, 1000}).kind, Kind::Refused);
}

TEST(HeaderField, WhatIsNoFieldIsRefusedWhereItWouldHaveToChange) {
    for (const char* field : {"ü\r\n", "ü: a\r\n", "a b: ü\r\n", ": ü\r\n", "Subject : ü\r\n"}) {
        EXPECT_EQ(adapt_field(field, {}).why, "a header line that is no field is not ASCII") << field;
    }
    EXPECT_EQ(adapt_field(std::string(2000, 'a'), {true, 1000}).why,
              "a header line that is no field is too long");
}

TEST(HeaderField, BareLineEndsAreNotRewritten) {
    for (const char* field :
         {"Subject: ü\ra\r\n", "Subject: ü\na\r\n", "Subject: ü\r\na\r\n", "Subject: ü\r\n\r\n"}) {
        EXPECT_EQ(adapt_field(field, {}).why, "Subject: it holds a NUL or a bare line end") << field;
    }
    EXPECT_EQ(adapt_field(std::string_view("Subject: ü\0\r\n", 14), {}).kind, Kind::Refused);
}

TEST(HeaderField, AFieldWithoutItsLineEndGetsNone) {
    EXPECT_EQ(adapt_field("Subject: ü", {}).text, "Subject: =?utf-8?b?w7w=?=");
}

TEST(HeaderField, RefusalsArePrintableAndShort) {
    for (const std::string& field : std::vector<std::string>{
             std::string(300, 'X') + ": \x01ü", "To: <" + std::string(300, 'a') + "ü@b>", "To: <\x01\xFFü@b>",
             "Content-Type: a/b; " + std::string(300, 'n') + "=ü; " + std::string(300, 'n') + "=ö"}) {
        const FieldOutcome outcome = adapt_field(field, {true, 1000});
        if (outcome.kind != Kind::Refused) continue;
        EXPECT_LE(outcome.why.size(), 120U);
        EXPECT_TRUE(std::all_of(outcome.why.begin(), outcome.why.end(), is_printable)) << outcome.why;
    }
    EXPECT_EQ(adapt_field("To: <" + std::string(300, 'a') + "ü@b>", {}).kind, Kind::Refused);
}

TEST(HeaderField, ALargestFieldIsReadOnce) {
    for (const char* part :
         {"ü ", "ü", "(ü", "\"ü\" ", "=?utf-8?q?", "a@ü.example,", ";a=ü", "<ü", "=?x?q?a?= ü "}) {
        for (const char* name : {"Subject: ", "To: ", "Content-Type: a/b", "Received: "}) {
            std::string field = name;
            while (field.size() < limits::kHeaderField - 100) field += part;
            (void)adapt_field(field + "\r\n", {true, 1000});
        }
    }
}

// Text of words of every kind, with every kind of blanks between them.
std::string random_text(std::mt19937& random) {
    static const std::vector<std::string> kWords{"a",
                                                 "Hello",
                                                 "ü",
                                                 "Grüße",
                                                 "日本語",
                                                 "x,y",
                                                 "(c)",
                                                 "\"q\"",
                                                 "a@b",
                                                 "😀",
                                                 "_",
                                                 "=",
                                                 "?",
                                                 "=3D",
                                                 "=?",
                                                 "?=",
                                                 "=?utf-8?q?ew?=",
                                                 "=?utf-8?b?w7w=?=",
                                                 "=?x?q?open",
                                                 "\xFC",
                                                 "\xC3",
                                                 std::string(80, 'l'),
                                                 "üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüü"};
    static const std::vector<std::string> kBlanks{" ",  " ",     " ",       " ",         "  ",
                                                  "\t", "\r\n ", "\r\n\t ", "          "};
    const auto one_of = [&](const std::vector<std::string>& from) { return from[random() % from.size()]; };
    std::string text = one_of(kWords);
    for (std::size_t left = random() % 20; left > 0; --left) text += one_of(kBlanks) + one_of(kWords);
    return text;
}

TEST(HeaderField, RandomTextReadsTheSame) {
    std::mt19937 random(1);
    int rewritten = 0;
    for (int round = 0; round < 5000; ++round) {
        const std::string field = "Subject: " + random_text(random) + "\r\n";
        const FieldNeeds needs{true, round % 2 == 0 ? 0U : 100U};
        const FieldOutcome outcome = adapt_field(field, needs);
        if (outcome.kind != Kind::Rewritten) continue;
        ++rewritten;
        ASSERT_EQ(read_text_field(outcome.text), read_text_field(field)) << field << outcome.text;
        ASSERT_TRUE(std::none_of(outcome.text.begin(), outcome.text.end(), is_eight_bit));
        ASSERT_EQ(adapt_field(outcome.text, needs).kind, Kind::Unchanged) << outcome.text;
    }
    EXPECT_GT(rewritten, 3000);
}

// A field as it comes, behind "-> " as it leaves, behind "!! " why it does not. "\n" is a CRLF.
struct Vector {
    std::string in;
    std::string out;
    std::string why;
};

std::vector<Vector> vectors() {
    std::ifstream file(HELOISE_SOURCE_DIR "/tests/unit/content/header/header_field_vectors.txt");
    std::vector<Vector> all;
    const auto unescaped = [](std::string line) {
        for (std::size_t at = 0; (at = line.find("\\n", at)) != std::string::npos;)
            line.replace(at, 2, "\r\n");
        return line + "\r\n";
    };
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.starts_with("#")) continue;
        if (line.starts_with("-> ")) {
            all.back().out = unescaped(line.substr(3));
        } else if (line.starts_with("!! ")) {
            all.back().why = line.substr(3);
        } else {
            all.push_back({.in = unescaped(line), .out = {}, .why = {}});
        }
    }
    return all;
}

TEST(HeaderField, LeavesAsPythonReadsIt) {
    const std::vector<Vector> all = vectors();
    EXPECT_GE(all.size(), 40U);
    for (const Vector& vector : all) {
        const FieldOutcome outcome = adapt_field(vector.in, {true, 1000});
        EXPECT_EQ(outcome.text, vector.out) << vector.in;
        EXPECT_EQ(outcome.why, vector.why) << vector.in;
    }
}

}  // namespace
}  // namespace heloise
