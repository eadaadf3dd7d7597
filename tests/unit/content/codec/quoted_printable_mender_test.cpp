// Quoted-printable as senders make it: what is right is not touched, what is wrong still means the same.
#include "proxy/content/codec/quoted_printable.h"
#include "tests/unit/content/codec/codec_runs.h"

namespace heloise {
namespace {

using namespace std::string_literals;

struct Needs {
    std::size_t line_max = 1000;
    bool leading_dot = false;
    bool seven_bit = true;
    bool dot_behind_cut = false;
};

struct Mended {
    std::string text;
    std::uint64_t lines = 0;
};

Mended mended(std::string_view body, const Needs& needs = {}) {
    Mended result;
    // The lines are counted when all has been said.
    struct Counting : QuotedPrintableMender {
        Counting(const Needs& n, std::uint64_t& count)
            : QuotedPrintableMender({n.line_max, n.leading_dot, n.dot_behind_cut, n.seven_bit}),
              lines(count) {}
        void finish(std::string& out) {
            QuotedPrintableMender::finish(out);
            lines = lines_mended();
        }
        std::uint64_t& lines;
    };
    result.text = run_in_all_cuts(
        body, [&] { return Counting(needs, result.lines); },
        [](auto& mender, std::string_view piece, std::string& out) { mender.mend(piece, out); });
    return result;
}

void expect_untouched(std::string_view body, const Needs& needs = {}) {
    EXPECT_EQ(mended(body, needs).text, body);
    EXPECT_EQ(mended(body, needs).lines, 0U);
}

TEST(QuotedPrintableMender, WhatHasNoFaultIsNotTouched) {
    const std::string x998(998, 'x');
    for (const std::string& body :
         {""s, "\r\n"s, "Gr=C3=BC=C3=9Fe=\r\n soft = \r\n"s, "broken = =4 =G ==C3 =\r\n"s,
          "padding \t\r\n.dot\r\n..\r\nFrom \x01\x7f\r\n="s, x998 + "\r\n" + x998}) {
        expect_untouched(body);
        expect_untouched(body, {.line_max = 0});
    }
}

TEST(QuotedPrintableMender, RawOctetsAreEncodedInTheirLineOnly) {
    const Mended result = mended("as it = is\t\r\nGr\xC3\xBC\xC3\x9F=65\r\nas it = is\t\r\n");
    EXPECT_EQ(result.text, "as it = is\t\r\nGr=C3=BC=C3=9F=65\r\nas it = is\t\r\n");
    EXPECT_EQ(result.lines, 1U);
    EXPECT_EQ(mended("a\0b"s).text, "a=00b");
    EXPECT_EQ(mended("a\rb\nc\r\r\nd\r").text, "a=0Db=0Ac=0D\r\nd=0D");
}

TEST(QuotedPrintableMender, WhereEightBitMayPassItDoes) {
    expect_untouched("Gr\xC3\xBC\xC3\x9F\x65\r\n", {.seven_bit = false});
    EXPECT_EQ(mended("\xC3\0"s, {.seven_bit = false}).text, "=C3=00");
}

TEST(QuotedPrintableMender, ABrokenEqualsSignDoesNotJoinAnEncodedOctet) {
    EXPECT_EQ(mended("=\xC3").text, "=3D=C3");
    EXPECT_EQ(mended("==\xC3").text, "=3D=3D=C3");
    EXPECT_EQ(mended("=4\xC3").text, "=4=C3");
    EXPECT_EQ(mended("=41\xC3").text, "=41=C3");
    EXPECT_EQ(mended("= x=Z==41\xC3").text, "= x=Z==41=C3");
    EXPECT_EQ(mended("\xC3 =\0"s).text, "=C3 =3D=00");
}

TEST(QuotedPrintableMender, AnEqualsSignBeforeALonelyLineEndWasASoftBreak) {
    EXPECT_EQ(mended("a=\nb").text, "a=\r\nb");
    EXPECT_EQ(mended("a= \t\rb").text, "a=\r\nb");
    EXPECT_EQ(mended("a=\n.b").text, "a=\r\n=2Eb");
}

TEST(QuotedPrintableMender, ALongLineIsBrokenSoftly) {
    const std::string x75(75, 'x');
    EXPECT_EQ(mended(x75 + x75 + "y\r\n", {.line_max = 100}).text, x75 + "=\r\n" + x75 + "=\r\ny\r\n");
    EXPECT_EQ(mended(x75 + x75 + "=\r\ny\r\n", {.line_max = 100}).text, x75 + "=\r\n" + x75 + "=\r\ny\r\n");
    EXPECT_EQ(mended(x75 + x75 + "= \r\ny\r\n", {.line_max = 100}).text, x75 + "=\r\n" + x75 + "=\r\ny\r\n");
}

TEST(QuotedPrintableMender, ALineIsLongFromTheFirstOctetOver) {
    const std::string x998(998, 'x');
    expect_untouched(x998 + "\r\n" + x998 + "\r\n");
    EXPECT_EQ(mended(x998 + "y\r\n").lines, 1U);
    EXPECT_EQ(mended(x998 + "y").lines, 1U);
    // What looked like half of a line end was none: the line is mended from its beginning.
    EXPECT_EQ(mended(x998 + "\ry").text.find("=\r\n"), 75U);
}

TEST(QuotedPrintableMender, NoBreakInsideAnEncodedOctet) {
    for (std::size_t before = 65; before < 80; ++before) {
        for (const char* const tail : {"=C3=BC", "==C3", "=", "=\r\nx", "  ", "=4", "==", "=\xC3"}) {
            const std::string body = "\xC3" + std::string(before, 'x') + tail + "\xC3\r\n" +
                                     std::string(before, 'y') + "\xC3" + tail;
            const std::string out = mended(body).text;
            EXPECT_EQ(decode_leniently(out), decode_leniently(body)) << body << '\n' << out;
            for (const std::string_view line : lines_of(out)) EXPECT_LE(line.size(), 76U);
        }
    }
}

TEST(QuotedPrintableMender, NoBreakInsideAnEncodedOctetOfALineThatLeavesInPieces) {
    for (std::size_t before = 140; before < 160; ++before) {
        const std::string body = std::string(before, 'x') + "=41=42=" + std::string(20, 'y');
        EXPECT_EQ(decode_leniently(mended(body, {.line_max = 100}).text), decode_leniently(body));
    }
}

TEST(QuotedPrintableMender, ASoftBreakPutsNothingHarmfulAtALineStart) {
    const std::string x75(75, 'x');
    for (const char* const text : {".y", "--boundary", "From y"}) {
        const std::string out = mended("\xC3" + std::string(72, 'x') + text).text;
        EXPECT_TRUE(lines_of(out)[1].starts_with('=')) << out;
        EXPECT_EQ(decode_leniently(out), "\xC3" + std::string(72, 'x') + text);
    }
}

TEST(QuotedPrintableMender, ADotAtALineStartIsEncodedWhereAsked) {
    const Needs needs{.leading_dot = true};
    EXPECT_EQ(mended(".\r\n..a\r\nb.\r\n.", needs).text, "=2E\r\n=2E.a\r\nb.\r\n=2E");
    EXPECT_EQ(mended(".a", {.line_max = 0, .leading_dot = true}).text, "=2Ea");
    EXPECT_EQ(mended(".a\r\n").text, ".a\r\n");
}

TEST(QuotedPrintableMender, PaddingStaysWhereThereIsRoomForIt) {
    EXPECT_EQ(mended("\xC3 \t\r\n").text, "=C3 \t\r\n");
    EXPECT_EQ(mended("\xC3= \t\r\n").text, "=C3= \t\r\n");
    EXPECT_EQ(mended("\xC3" + std::string(76, ' ') + "\r\nx").text,
              "=C3=\r\n" + std::string(76, ' ') + "\r\nx");
    EXPECT_EQ(mended("\xC3" + std::string(90, ' ') + "\r\nx").text, "=C3" + std::string(73, ' ') + "\r\nx");
    EXPECT_EQ(mended("\xC3=" + std::string(90, ' ') + "\r\nx").text, "=C3=" + std::string(72, ' ') + "\r\nx");
}

TEST(QuotedPrintableMender, WhereLinesMayBeLongTheyAreEncodedFromTheFaultOn) {
    const Needs needs{.line_max = 0};
    const std::string x(1500, 'x');
    expect_untouched(x + "=C3" + x + "\r\n" + x + "==", needs);
    EXPECT_EQ(mended(x + "=\xC3y\r\nz", needs).text, x + "=\r\n=3D=C3y\r\nz");
    EXPECT_EQ(mended(x + "=\ny\r\nz", needs).text, x + "=\r\ny\r\nz");
    // What is held of a line decides whether it is mended as a whole.
    EXPECT_EQ(mended("\xC3" + x, needs).text.find("=\r\n"), 75U);
    EXPECT_EQ(mended(std::string(997, 'x') + "\xC3", needs).text.find("=\r\n"), 75U);
    EXPECT_EQ(mended(std::string(998, 'x') + "\xC3", needs).text.find("=\r\n"), 998U);
}

TEST(QuotedPrintableMender, LongRowsOfOneOctetAreBounded) {
    for (const std::size_t line_max : {0U, 100U, 1000U}) {
        for (const char c : {'=', ' ', '\xC3', '\n', '.'}) {
            const std::string row(6000, c);
            for (const std::string& body :
                 {row, "\xC3" + row, "\xC3" + row + "x", row + "\xC3", "\xC3=" + row + "\r\n"}) {
                const std::string out = mended(body, {.line_max = line_max}).text;
                if (line_max == 0) continue;
                for (const std::string_view line : lines_of(out)) EXPECT_LE(line.size() + 2, line_max);
            }
        }
    }
}

TEST(QuotedPrintableMender, HoldsNoMoreThanALineAndAPiece) {
    for (const std::size_t line_max : {0U, 1000U}) {
        QuotedPrintableMender mender({.line_max = line_max, .leading_dot = true, .seven_bit = true});
        for (const char c : {'x', ' ', '=', ' ', '\xC3', '=', 'x'}) {
            std::string out;
            mender.mend(std::string(50000, c), out);
            EXPECT_GE(out.size() + 2200, 50000U);
        }
    }
}

TEST(QuotedPrintableMender, AnythingMeansTheSameAfterwards) {
    std::mt19937 random(2045);
    const std::vector<std::string_view> pieces = {"x",  "=",    "4",   "1",     "=41",           "=\r\n", " ",
                                                  "\t", "\r\n", "\r",  "\n",    "\xC3",          "\xC3",  "-",
                                                  "F",  ".",    "=c3", "From ", "word and word "};
    for (int i = 0; i < 600; ++i) {
        const Needs needs{.line_max = i % 3 == 0 ? 0U : 78 + random() % 80, .leading_dot = i % 2 == 0};
        const std::string body = random_text(random, random() % 400, pieces);
        const std::string out = mended(body, needs).text;
        EXPECT_EQ(decode_leniently(out), decode_leniently(body)) << body << "\n->\n" << out;
        for (const std::string_view line : lines_of(out)) {
            EXPECT_TRUE(needs.line_max == 0 || line.size() + 2 <= needs.line_max) << line;
            EXPECT_FALSE(needs.leading_dot && line.starts_with('.')) << line;
            EXPECT_TRUE(std::all_of(line.begin(), line.end(),
                                    [](char c) { return c > 0 && c != '\r' && c != '\n'; }));
        }
        EXPECT_EQ(mended(out, needs).text, out) << "mended twice";
    }
}

TEST(QuotedPrintableMender, SaysWhenPaddingDidNotFit) {
    for (const auto& [blanks, kept] : {std::pair<std::size_t, bool>{70, true}, {100, false}}) {
        QuotedPrintableMender mender({.line_max = 1000, .seven_bit = true});
        std::string out;
        mender.mend("caf\xe9" + std::string(blanks, '\t') + "\r\n", out);
        mender.finish(out);
        EXPECT_EQ(mender.padding_kept(), kept) << blanks;
    }
}

}  // namespace
}  // namespace heloise
