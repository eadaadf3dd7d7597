// Text into quoted-printable: by the rules of RFC 2045 section 6.7, however the text is cut.
#include "proxy/content/codec/quoted_printable.h"

#include "tests/unit/content/codec/codec_runs.h"

namespace heloise {
namespace {

using namespace std::string_literals;

std::string encoded(std::string_view text) {
    return run_in_all_cuts(
        text, [] { return QuotedPrintableEncoder(); },
        [](auto& encoder, std::string_view piece, std::string& out) { encoder.encode(piece, out); });
}

// No padding and no broken "=" in it, so the lenient decoder is a strict one.
void expect_round_trip(std::string_view text) {
    const std::string out = encoded(text);
    expect_well_formed(out);
    EXPECT_EQ(decode_leniently(out), text);
}

TEST(QuotedPrintableEncoder, KnownTexts) {
    struct Case {
        std::string_view text, encoded;
    };
    // Those without a dot at a line's start also come so from Python's quopri and Perl's MIME::QuotedPrint.
    constexpr Case kCases[] = {
        {"", ""},
        {"plain text\r\n", "plain text\r\n"},
        {"Gr\xC3\xBC\xC3\x9F\x65\r\n", "Gr=C3=BC=C3=9Fe\r\n"},
        {"a=b\r\n", "a=3Db\r\n"},
        {"blank \r\ntab\t\r\n", "blank=20\r\ntab=09\r\n"},
        {"two  \r\n", "two =20\r\n"},
        {" \r\n", "=20\r\n"},
        {"at the end ", "at the end=20"},
        {"tab\tinside", "tab\tinside"},
        {".\r\n", "=2E\r\n"},
        {"..\r\na.b", "=2E.\r\na.b"},
        {"From here\r\nFrom\r\nFro", "=46rom here\r\nFrom\r\nFro"},
        {"From", "From"},
        {"From ", "=46rom=20"},
        {"From\there From ", "From\there From=20"},
        {"-- \r\n", "--=20\r\n"},
        {"\r\n\r\n", "\r\n\r\n"},
    };
    for (const Case& c : kCases) EXPECT_EQ(encoded(c.text), c.encoded);
}

TEST(QuotedPrintableEncoder, WhatIsNoLineEndIsEncoded) {
    EXPECT_EQ(encoded("a\rb\nc\r\r\nd\n\r"), "a=0Db=0Ac=0D\r\nd=0A=0D");
    EXPECT_EQ(encoded("\0\x01\x7f\x80\xff"s), "=00=01=7F=80=FF");
    EXPECT_EQ(encoded("a \rb"), "a =0Db");
    EXPECT_EQ(encoded("a \r"), "a =0D");
    EXPECT_EQ(encoded("From\r"), "From=0D");
}

TEST(QuotedPrintableEncoder, EveryOctetComesBack) {
    std::string all;
    for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
    expect_round_trip(all);
}

TEST(QuotedPrintableEncoder, ALongLineIsBrokenSoftly) {
    const std::string x75(75, 'x');
    EXPECT_EQ(encoded(x75 + "\r\n"), x75 + "\r\n");
    EXPECT_EQ(encoded(x75 + "y\r\n"), x75 + "=\r\ny\r\n");
    EXPECT_EQ(encoded(x75 + x75), x75 + "=\r\n" + x75);
}

TEST(QuotedPrintableEncoder, NoBreakInsideAnEncodedOctet) {
    for (std::size_t before = 70; before < 78; ++before) {
        expect_round_trip(std::string(before, 'x') + "\xC3\xBC\r\n");
        expect_round_trip(std::string(before, 'x') + " \r\n");
        expect_round_trip(std::string(before, 'x') + " ");
    }
}

TEST(QuotedPrintableEncoder, ASoftBreakPutsNothingHarmfulAtALineStart) {
    const std::string x75(75, 'x');
    EXPECT_EQ(encoded(x75 + ".y"), x75 + "=\r\n=2Ey");
    EXPECT_EQ(encoded(x75 + "From y"), x75 + "=\r\n=46rom y");
    EXPECT_EQ(encoded(x75 + "--boundary"), x75 + "=\r\n=2D-boundary");
    EXPECT_EQ(encoded(x75 + "Frog"), x75 + "=\r\nFrog");
}

TEST(QuotedPrintableEncoder, AnyTextComesBackInGoodForm) {
    std::mt19937 random(20261122);
    const std::vector<std::string_view> pieces = {"x",
                                                  "From ",
                                                  ".",
                                                  " ",
                                                  "\t",
                                                  "\r\n",
                                                  "\r",
                                                  "\n",
                                                  "=",
                                                  "-",
                                                  "F",
                                                  "\xC3",
                                                  "a word or two",
                                                  "\x7f",
                                                  "From",
                                                  "\r\n.",
                                                  "\r\nFrom ",
                                                  " \r\n",
                                                  "wwwwwwwwwwwwwwwwwwwwwwwwwwww"};
    for (int i = 0; i < 300; ++i) expect_round_trip(random_text(random, random() % 700, pieces));
    // More than is taken at once.
    for (const std::string_view piece : {"\xD0\xBF", "x", " ", ".", "From ", "\r\n", "- "}) {
        expect_round_trip(random_text(random, 9000, {piece}));
    }
}

TEST(QuotedPrintableEncoder, IsReadyForTheNextText) {
    QuotedPrintableEncoder encoder;
    std::string out;
    encoder.encode(std::string(70, 'x') + " ", out);
    encoder.finish(out);
    out.clear();
    encoder.encode(".next line of its own, and not broken before the seventy-fifth column.", out);
    encoder.finish(out);
    EXPECT_EQ(out, "=2Enext line of its own, and not broken before the seventy-fifth column.");
}

}  // namespace
}  // namespace heloise
