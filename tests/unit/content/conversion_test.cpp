// What a conversion makes of a message that needs it, and that it leaves all others alone.
#include "proxy/content/conversion.h"

#include <random>

#include <gtest/gtest.h>

#include "tests/support/conversion_cuts.h"
#include "tests/support/mime_reader.h"

namespace heloise {
namespace {

using namespace std::literals;

const std::string kMultipart =
    "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\nContent-Transfer-Encoding: "
    "8bit\r\n\r\n";

const std::string kMimeVersion = "MIME-Version: 1.0\r\n";

TEST(Conversion, SevenBitMessagesPassWhateverTheirLabelsSay) {
    for (const std::string& message : {
             "Subject: a\r\n\r\nb\r\n"s,
             "a: b\r\nContent-Transfer-Encoding: 8bit\r\n\r\nb\r\n"s,
             ""s,
             "\r\n"s,
             "x"s,
             "a: b"s,
             "a: b\r\n"s,
             "a: b\r\n\r\n"s,
             "\r\n\r\n\r\nno line end"s,
             "no header\r\nat all\r\n"s,
             "a: b\r\nContent-Type: multipart/mixed\r\n\r\n--b\r\n\r\nx\r\n"s,
             kMultipart + "pre\r\n--b\r\n\r\nx\r\n--b\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                          "YWJj\r\nnonsense \x7f.\r\n--b--\r\nepi\r\n"s,
             kMultipart +
                 "--b\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=\r\n=ZZ =\r\n.\r\n --b--"s,
             kMultipart + "--b\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: binary\r\n\r\n"
                          "a: b\r\n\r\nc\r\n--b--x\r\n--b-- \t\r\n\r\n--b\r\n"s,
         }) {
        EXPECT_EQ(converted(message), message);
        EXPECT_FALSE(convert_in_all_cuts(message).facts.any());
    }
}

TEST(Conversion, WithoutNeedsNothingChanges) {
    const std::string message = "S: \xE4\r\n\r\n\xE4" + std::string(2000, 'x') + "\0\r"s;
    EXPECT_EQ(convert(message, {}).out, message);
}

TEST(Conversion, TextBecomesQuotedPrintable) {
    EXPECT_EQ(converted("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=iso-8859-1\r\n"
                        "content-transfer-encoding:  8bit\r\nX: y\r\n\r\nGr\xFC\xDF"
                        "e\r\n.\r\n"),
              "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=iso-8859-1\r\n"
              "content-transfer-encoding: quoted-printable\r\nX: y\r\n\r\nGr=FC=DFe\r\n=2E\r\n");
}

TEST(Conversion, TextThatIsMostlyEightBitBecomesBase64) {
    std::string cyrillic;
    for (int i = 0; i < 100; ++i) cyrillic += "\xD0\xB4";
    const std::string out = converted("Content-Type: text/plain; charset=utf-8\r\n\r\n" + cyrillic + "\r\n");
    EXPECT_NE(out.find("\r\nMIME-Version: 1.0\r\nContent-Transfer-Encoding: base64\r\n\r\n0LTQtNC0"),
              out.npos);
    EXPECT_TRUE(out.ends_with("\r\n"));
    EXPECT_EQ(read_mime(out).body, cyrillic + "\r\n");
}

TEST(Conversion, TheEncodingIsChosenByTheBeginningOfALongText) {
    // The first octets that fit into memory are German, what follows is all 8-bit.
    ConversionNeeds needs = seven_bit_needs();
    needs.lookahead = 2000;
    std::string text;
    while (text.size() < 3000) text += "ein l\xC3\xA4ngerer Text\r\n";
    for (int i = 0; i < 5000; ++i) text += "\xD0\xB4";
    const Converted result = convert_in_all_cuts("Content-Type: text/plain\r\n\r\n" + text, needs);
    EXPECT_EQ(result.facts.quoted_printable, 1U);
    EXPECT_EQ(read_mime(result.out).body, text);
}

TEST(Conversion, WhatIsNoTextBecomesBase64) {
    EXPECT_EQ(converted("MIME-Version: 1.0\r\nContent-Type: application/x; name=y\r\n\r\nabc\xFF"),
              "MIME-Version: 1.0\r\nContent-Type: application/x; name=y\r\nContent-Transfer-Encoding: "
              "base64\r\n\r\nYWJj/w==\r\n");
}

TEST(Conversion, AWideCharsetHasNoLinesAndBecomesBase64) {
    const std::string out = converted("Content-Type: text/plain; charset=\"UTF-16LE\"\r\n\r\n\xE4 \r\n");
    EXPECT_NE(out.find("base64"), out.npos);
}

TEST(Conversion, AMessageWithoutMimeIsToldItsCharset) {
    EXPECT_EQ(converted("Subject: a\r\n\r\nGr\xC3\xBC\xC3\x9F"
                        "e\r\n"),
              "Subject: a\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
              "Content-Transfer-Encoding: quoted-printable\r\n\r\nGr=C3=BC=C3=9Fe\r\n");
    EXPECT_NE(converted("Subject: a\r\n\r\nGr\xFC\xDF"
                        "e\r\n")
                  .find("charset=unknown-8bit"),
              std::string::npos);
    // The last octet decides.
    EXPECT_NE(converted("Subject: a\r\n\r\n\xC3\xBC \xC3").find("charset=unknown-8bit"), std::string::npos);
    EXPECT_NE(converted("Subject: a\r\n\r\n" + std::string(1200, 'x')).find("charset=us-ascii"),
              std::string::npos);
}

TEST(Conversion, AnEmptyContentTypeIsNone) {
    const std::string label = "Content-Transfer-Encoding: ";
    for (const std::string& order :
         {"Content-type: \r\n" + label + "8bit\r\n", label + "8bit\r\nContent-type:\r\n"}) {
        const std::string out = converted(kMimeVersion + order + "\r\nGr\xC3\xBC\r\n");
        EXPECT_NE(out.find("\r\nContent-type: text/plain; charset=utf-8\r\n"), out.npos);
        EXPECT_NE(out.find(label + "quoted-printable\r\n"), out.npos);
        EXPECT_TRUE(out.ends_with("\r\n\r\nGr=C3=BC\r\n"));
    }
    const std::string two = "Content-Type:\r\nContent-Type: text/plain\r\n";
    EXPECT_TRUE(converted(kMimeVersion + two + "\r\n\xC3\xBC\r\n").starts_with(kMimeVersion + two));
    const std::string plain = kMimeVersion + "Content-Type:\r\n\r\nx\r\n";
    EXPECT_EQ(converted(plain), plain);
}

TEST(Conversion, ATextTooLargeForTheSpoolIsUnknownEightBit) {
    ConversionNeeds needs = seven_bit_needs();
    needs.lookahead = 50;
    needs.spool = 100;
    const std::string text = "\xC3\xBC" + std::string(300, 'x') + "\r\n";
    const Converted result = convert_in_all_cuts("Subject: a\r\n\r\n" + text, needs);
    EXPECT_NE(result.out.find("charset=unknown-8bit"), std::string::npos);
    EXPECT_EQ(read_mime(result.out).body, text);
    EXPECT_LE(result.spooled, 100U);
}

TEST(Conversion, ASevenBitPartOfAnySizePassesAndAnotherIsRefusedWhereTheSpoolIsFull) {
    ConversionNeeds needs = seven_bit_needs();
    needs.lookahead = 50;
    for (const std::uint64_t spool : {0U, 1U, 2U, 100U}) {
        needs.spool = spool;
        std::string text = "Content-Type: text/plain\r\n\r\n";
        for (int i = 0; i < 40; ++i) text += "plain\r\n";
        const Converted result = convert_in_all_cuts(text, needs);
        EXPECT_EQ(result.out, text);
        EXPECT_LE(result.spooled, spool);
        const Converted refusal = convert_in_all_cuts(text + "\xC3\xBC", needs);
        EXPECT_EQ(refusal.why(),
                  "octets over 127 in a part that is too large to be held until it is known what it needs");
        EXPECT_EQ(refusal.refusal.value().kind, Conversion::Refusal::Kind::Spool);
        // A decided part needs no spool.
        EXPECT_EQ(read_mime(convert_in_all_cuts("Content-Type: a/b\r\n\r\n\xFF" + text, needs).out).body,
                  "\xFF" + text);
    }
}

TEST(Conversion, WhereTheSpoolIsFullDoesNotDependOnTheCut) {
    ConversionNeeds needs = binary_needs();
    needs.lookahead = 10;
    for (needs.spool = 0; needs.spool < 60; ++needs.spool) {
        (void)convert_in_all_cuts("a: b\r\n\r\nplain\r\ntext\r\nend\xC3\xBC\r\n\0"sv, needs);
        (void)convert_in_all_cuts("a: b\r\n\r\n\xC3\xBC plain\r\ntext\0\r\n"sv, needs);
    }
}

TEST(Conversion, AHeaderIsHeldNoLongerThanTheSpoolAllows) {
    ConversionNeeds needs = seven_bit_needs();
    needs.lookahead = needs.spool = 50;
    std::string header;
    for (int i = 0; i < 40; ++i) header += "X: y\r\n";
    EXPECT_EQ(convert_in_all_cuts(header, needs).why(), "a part whose header is too large to be held");
}

TEST(Conversion, AMessageWithoutAHeaderGetsOne) {
    const std::string fields =
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n";
    EXPECT_EQ(converted("Gr\xC3\xBC\xC3\x9F"
                        "e von uns\r\n"),
              fields + "Gr=C3=BC=C3=9Fe von uns\r\n");
    EXPECT_EQ(converted("\r\n\xC3\xBC\r\n"), fields + "=C3=BC\r\n");
    EXPECT_EQ(converted("a: b\r\nGuten Tag\r\n\xC3\xBC\r\n"),
              "a: b\r\n" + fields + "Guten Tag\r\n=C3=BC\r\n");
}

TEST(Conversion, WhereTheHeaderEndsMustBeClear) {
    const std::string why = "octets over 127 in a part whose header does not end where all readers see it";
    EXPECT_EQ(refused("a: b\r\nSubject : c\r\n\r\n\xC3\xBC\r\n"), why);
    EXPECT_EQ(refused("a: b\r\nGuten Tag\r\nContent-Type: text/html\r\n\r\n\xC3\xBC\r\n"), why);
    EXPECT_EQ(refused("a: b\r\n \t\r\n\xC3\xBC\r\n"),
              "octets over 127 in a part with a line of blanks in its header");
    EXPECT_EQ(refused(">From x\r\nSubject: \xC3\xBC\r\n\r\n"),
              "a header field that must be rewritten where some readers do not see a header any more");
    EXPECT_EQ(refused(">From x\r\na: b\r\n\r\n\xC3\xBC\r\n"),
              "octets over 127 in a part whose header begins with \">From \"");
    EXPECT_EQ(converted("From x y\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n\xC3\xBC\r\n"),
              "From x y\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n"
              "Content-Transfer-Encoding: quoted-printable\r\n\r\n=C3=BC\r\n");
}

TEST(Conversion, AMessageWithoutALastLineEndIsEncodedWithoutOne) {
    const std::string out = converted("Content-Type: text/plain\r\n\r\n\xC3\xBC last");
    EXPECT_TRUE(out.ends_with("\r\n\r\n=C3=BC last=\r\n"));
    EXPECT_EQ(read_mime(out).body, "\xC3\xBC last");
}

TEST(Conversion, LongLinesAreEncoded) {
    const std::string fits(998, 'x');
    EXPECT_EQ(converted("a: b\r\n\r\n" + fits + "\r\n" + fits), "a: b\r\n\r\n" + fits + "\r\n" + fits);
    const std::string out = converted("Content-Type: text/plain\r\n\r\n" + fits + "x\r\n");
    EXPECT_NE(out.find("quoted-printable"), out.npos);
    EXPECT_EQ(read_mime(out).body, fits + "x\r\n");
    EXPECT_NE(converted("Content-Type: a/b\r\n\r\n" + fits + "x").find("base64"), out.npos);
}

TEST(Conversion, OnlyLongLinesAreConvertedForABackThatTakesEightBits) {
    ConversionNeeds needs;
    needs.line_max = 100;
    const std::string passes = "Subject: \xC3\xBC\r\n\r\n\xC3\xBC\r\n";
    EXPECT_EQ(converted(passes, needs), passes);
    const std::string body = "\xC3\xBC" + std::string(120, 'x');
    const std::string out = converted("Subject: \xC3\xBC\r\n\r\n" + body + "\r\n", needs);
    EXPECT_NE(out.find("charset=utf-8"), out.npos);
    EXPECT_EQ(read_mime(out).body, body + "\r\n");
}

TEST(Conversion, NulsAndBareNewlinesBecomeBase64) {
    for (const std::string& body : {"a\0b\r\n"s, "a\rb\r\n"s, "a\nb\r\n"s, "a\r"s, "\n"s, "\r\r\n"s}) {
        const std::string out = converted(
            "Content-Type: text/plain\r\nContent-Transfer-Encoding: binary\r\n\r\n" + body, binary_needs());
        EXPECT_EQ(read_mime(out).encoding, "base64");
        EXPECT_EQ(read_mime(out).body, body);
    }
    const std::string fine = "Content-Type: text/plain\r\nContent-Transfer-Encoding: binary\r\n\r\nabc\r\n";
    EXPECT_EQ(converted(fine, binary_needs()), fine);
}

TEST(Conversion, AFaultThatComesWithTheDecisionIsEncodedToo) {
    ConversionNeeds needs = binary_needs();
    for (std::size_t lookahead = 0; lookahead < 12; ++lookahead) {
        needs.lookahead = lookahead;
        const Converted result = convert_in_all_cuts(
            "\r\n\xFF"
            "anf\n\0"sv,
            needs);
        EXPECT_EQ(result.why(), "");
        EXPECT_EQ(read_mime(result.out).body,
                  "\xFF"
                  "anf\n\0"sv);
    }
}

TEST(Conversion, ALeadingDotIsEncodedWhereTheBackCannotUndoIt) {
    ConversionNeeds needs;
    needs.no_leading_dot = true;
    EXPECT_TRUE(
        converted("Content-Type: text/plain\r\n\r\na\r\n..b\r\n", needs).ends_with("\r\n\r\na\r\n=2E.b\r\n"));
    EXPECT_EQ(converted("a: b\r\n\r\na.\r\n b\r\n", needs), "a: b\r\n\r\na.\r\n b\r\n");
    EXPECT_EQ(refused("Content-Transfer-Encoding: base64\r\n\r\nYWJj\r\n.\r\n", needs),
              "a line that begins with a dot in a part declared base64");
}

// Fact 102: such a line ends the message at a back that cuts lines after 255 octets.
ConversionNeeds uncut_needs() {
    ConversionNeeds needs = seven_bit_needs();
    needs.no_dot_behind_cut = true;
    return needs;
}

TEST(Conversion, ALineThatACutLeavesALoneDotOfIsEncoded) {
    const std::string header = "Content-Type: text/plain\r\n\r\nHello\r\n";
    for (const std::string& line : {std::string(255, 'x') + ".", std::string(510, 'x') + ".",
                                    "." + std::string(253, 'x') + ".", std::string(255, '.')}) {
        for (const char* end : {"\r\n", "\r\nmore\r\n", ""}) {
            const std::string out = converted(header + line + end, uncut_needs());
            EXPECT_NE(out.find("Content-Transfer-Encoding: quoted-printable"), std::string::npos)
                << line << end;
            EXPECT_EQ(read_mime(out).body, "Hello\r\n" + line + end);
        }
    }
}

TEST(Conversion, LinesThatACutLeavesSomethingElseOfPass) {
    for (const std::string& line :
         {std::string(254, 'x') + ".", std::string(256, 'x') + ".", std::string(255, 'x') + ".x",
          std::string(255, 'x') + "..", "." + std::string(254, 'x') + "."}) {
        const std::string message = "Subject: a\r\n\r\n" + line + "\r\n";
        EXPECT_EQ(converted(message, uncut_needs()), message);
    }
}

TEST(Conversion, InAQuotedPrintablePartSuchALineIsMended) {
    const std::string header =
        "MIME-Version: 1.0\r\nContent-Type: text/plain\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n";
    const std::string line = std::string(255, 'x') + ".";
    const std::string out = converted(header + line + "\r\n" + std::string(300, 'y') + "\r\n", uncut_needs());
    EXPECT_EQ(read_mime(out).body, line + "\r\n" + std::string(300, 'y') + "\r\n");
    EXPECT_EQ(out.find(line), std::string::npos);
    EXPECT_NE(out.find(std::string(300, 'y')), std::string::npos) << "what is fine stays";
}

TEST(Conversion, InAHeaderSuchALineIsFoldedOrRefused) {
    const std::string words = "X-Words: " + std::string(200, 'x') + " " + std::string(45, 'y') + ".";
    ASSERT_EQ(words.size(), 256U);
    const std::string out = converted(words + "\r\n\r\nText\r\n", uncut_needs());
    EXPECT_EQ(out, words.substr(0, 209) + "\r\n" + words.substr(209) + "\r\n\r\nText\r\n");
    const std::string fold = "Subject: a\r\n " + std::string(254, 'x') + ".\r\n\r\n";
    EXPECT_EQ(converted(fold, uncut_needs()).find(std::string(254, 'x') + "."), std::string::npos);
    EXPECT_NE(refused("Message-ID: <" + std::string(496, 'x') + ">.\r\n\r\n", uncut_needs()), "");
}

TEST(Conversion, WhereNothingMayChangeSuchALineIsRefused) {
    const std::string line = std::string(255, 'x') + ".\r\n";
    const std::string fault = "a line that, cut after 255 octets, leaves a dot alone";
    const std::string multipart = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
    EXPECT_EQ(refused(multipart + line + "--b--\r\n", uncut_needs()), fault + " in a multipart's preamble");
    EXPECT_EQ(refused("Content-Transfer-Encoding: base64\r\n\r\n" + line, uncut_needs()), fault);
    const std::string boundary = std::string(253, 'b') + ".";
    EXPECT_EQ(refused("Content-Type: multipart/mixed;\r\n boundary=\"" + boundary + "\"\r\n\r\n--" +
                          boundary + "\r\n\r\nText\r\n--" + boundary + "--\r\n",
                      uncut_needs()),
              fault);
}

TEST(Conversion, DeclaredEncodingsAreMendedAndNeverEncodedAgain) {
    const std::string head = "Content-Transfer-Encoding: quoted-printable\r\n\r\n";
    EXPECT_EQ(converted(head + "=C3=BC\r\n\xC3\xBC=\r\nx\r\n"), head + "=C3=BC\r\n=C3=BC=\r\nx\r\n");
    EXPECT_EQ(convert(head + "\xC3", seven_bit_needs()).facts.mended, 1U);
    const std::string base64 = "Content-Transfer-Encoding: Base64\r\n\r\n";
    const std::string mended = converted(base64 + std::string(2000, 'Q') + "\r\n");
    EXPECT_EQ(read_mime(mended).body, read_mime(base64 + std::string(2000, 'Q')).body);
    EXPECT_EQ(refused("Content-Transfer-Encoding: quoted-printable\r\n\x01\xC3:\r\n"),
              "a badly encoded line in a part whose header does not end with an empty line");
    EXPECT_EQ(refused(base64 + "YWJ\xC3\r\n"), "octets over 127 in a part declared base64");
    EXPECT_EQ(refused(base64 + "YW\0Jj\r\n"s, binary_needs()), "a NUL in a part declared base64");
}

// Base64 has no hyphen; a line full of them must not become a line that is all delimiter.
TEST(Conversion, ACutMakesNoDelimiter) {
    ConversionNeeds needs;
    needs.line_max = 1000;
    const std::string start =
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n";
    const std::string end = "\r\n--b--\r\n";
    const std::string why = "a line that cannot be cut in a part declared base64";
    for (const char c : {'-', '.'})
        EXPECT_EQ(refused(start + "Q" + std::string(997, c) + "--b--" + end, needs), why);
    EXPECT_EQ(refused(start + std::string(998, '-') + "--b--" + end, needs), why);
    const std::string well =
        converted(start + "Q" + std::string(900, '-') + std::string(200, 'Q') + end, needs);
    EXPECT_EQ(well, start + "Q" + std::string(900, '-') + "\r\n" + std::string(76, 'Q') + "\r\n" +
                        std::string(76, 'Q') + "\r\n" + std::string(48, 'Q') + end);
    const std::string wide = start + "YWJj\xC3" + end;
    EXPECT_EQ(converted(wide, needs), wide);
}

TEST(Conversion, WhatMayNotBeEncodedIsRefused) {
    for (const auto& [header, where] : {
             std::pair{"Content-Transfer-Encoding: x-uuencode", "a part in an unknown encoding"},
             std::pair{"Content-Transfer-Encoding: base64 (or so)", "a part in an unknown encoding"},
             std::pair{"Content-Type: message/partial; id=a",
                       "a part of type message/..., which must not be encoded"},
             std::pair{"Content-Type: multipart/mixed; boundary=b\r\nContent-Transfer-Encoding: base64",
                       "a multipart or message that is encoded, which none may be"},
             std::pair{"Content-Type: multipart/mixed",
                       "a multipart without a boundary that all readers find"},
             std::pair{"Content-Type: multipart/mixed; boundary=\"a\\b\"",
                       "a multipart without a boundary that all readers find"},
             std::pair{"Content-Type: text/plain\r\nContent-Type: text/plain; charset=utf-16",
                       "a part with two different Content-Type fields"},
             std::pair{"Content-Transfer-Encoding: 8bit\r\nContent-Transfer-Encoding: base64",
                       "a part with two different Content-Transfer-Encoding fields"},
         }) {
        EXPECT_EQ(refused(std::string(header) + "\r\n\r\n\xC3\xBC\r\n"), "octets over 127 in "s + where);
        const std::string passes = std::string(header) + "\r\n\r\nplain\r\n";
        EXPECT_EQ(converted(passes), passes);
    }
}

// What readers of MIME do with these differs, so nothing is changed in them.
TEST(Conversion, APartThatBeginsLikeAMailboxIsInDoubt) {
    EXPECT_EQ(
        refused(kMultipart + "--b\r\nFrom a@b.example\r\nContent-Type: text/plain\r\n\r\n\xFC\r\n--b--\r\n"),
        "octets over 127 in a part whose header begins with \"From \"");
    EXPECT_EQ(refused(kMultipart + "--b\r\nContent-Type: message/rfc822\r\nno field\r\n\xFC\r\n--b--\r\n"),
              "octets over 127 in a part whose header does not end where all readers see it");
}

// Rule 15: no CR or LF alone reaches a back that lacks BINARYMIME, and in a header there is no base64.
TEST(Conversion, ABareNewlineInAHeaderIsRefused) {
    EXPECT_EQ(refused("Subject: a\rb\r\n\r\nc\r\n", binary_needs()), "a bare CR or LF in a header field");
    EXPECT_EQ(refused("Subject: a\r\nno field\rb\r\n", binary_needs()),
              "a bare CR or LF at the end of a header");
    EXPECT_EQ(refused("Subject: a\0b\r\n\r\nc\r\n"s, binary_needs()), "a NUL in a header field");
}

// content.signed = "reject": mending a part of it would break the signature just as encoding would.
TEST(Conversion, ABadlyEncodedLineInASignedPartIsNotMendedWhereThatIsForbidden) {
    const std::string message =
        "MIME-Version: 1.0\r\nContent-Type: multipart/signed; boundary=b\r\n\r\n--b\r\nContent-Type: "
        "text/plain\r\n"
        "Content-Transfer-Encoding: "
        "quoted-printable\r\n\r\nGr\xFC\xDF\x65\r\n--b\r\n\r\nsignature\r\n--b--\r\n";
    ConversionNeeds needs = seven_bit_needs();
    needs.signed_too = false;
    EXPECT_NE(refused(message, needs).find("signed"), std::string::npos);
    needs.signed_too = true;
    const Converted mended = convert_in_all_cuts(message, needs);
    EXPECT_NE(mended.out.find("Gr=FC=DFe\r\n"), std::string::npos);
    EXPECT_GT(mended.facts.signatures, 0U);
}

// Rule 18: 7-bit content passes at any size, also where the label of its multipart is held and there is no
// spool.
TEST(Conversion, ALabelIsLetGoWhereMemoryIsFullAndThereIsNoSpool) {
    const std::string message = kMultipart + "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n";
    std::string text;
    while (text.size() < 600) text += "a line of text without any fault\r\n";
    ConversionNeeds needs = seven_bit_needs();
    needs.spool = 0;
    for (std::size_t lookahead = 100; lookahead < 400; ++lookahead) {
        needs.lookahead = lookahead;
        EXPECT_EQ(convert_in_all_cuts(message + text + "--b--\r\n", needs).out, message + text + "--b--\r\n");
        const Converted late = convert_in_all_cuts(message + text + "\xC3\xBC\r\n--b--\r\n", needs);
        ASSERT_TRUE(late.refusal);
        EXPECT_EQ(late.refusal->kind, Conversion::Refusal::Kind::Spool);
    }
}

TEST(Conversion, LabelsThatAgreeAreAllChanged) {
    const std::string out = converted(
        "MIME-Version: 1.0\r\nContent-Transfer-Encoding: 8BIT\r\nContent-Type: text/plain\r\n"
        "Content-Type: text/plain\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\xC3\xBC\r\n");
    EXPECT_EQ(
        out,
        "MIME-Version: 1.0\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Type: text/plain\r\n"
        "Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=C3=BC\r\n");
}

TEST(Conversion, AGlobalMessageIsEncodedAsAWhole) {
    const std::string out = converted("Content-Type: message/global\r\n\r\nSubject: \xC3\xBC\r\n\r\nx\r\n");
    EXPECT_EQ(read_mime(out).encoding, "base64");
    EXPECT_EQ(read_mime(out).body, "Subject: \xC3\xBC\r\n\r\nx\r\n");
}

TEST(Conversion, HeaderFieldsAreAdapted) {
    const Converted result = convert_in_all_cuts("Subject: \xC3\xBC\r\nX: y\r\n\r\nz\r\n");
    EXPECT_EQ(result.facts.fields, 1U);
    EXPECT_EQ(result.facts.quoted_printable, 0U);
    EXPECT_TRUE(result.out.ends_with("X: y\r\n\r\nz\r\n"));
    const Converted refusal = convert_in_all_cuts("To: <\xC3\xBC@example.org>\r\n\r\nz\r\n");
    EXPECT_EQ(refusal.refusal.value().kind, Conversion::Refusal::Kind::Header);
    EXPECT_EQ(convert_in_all_cuts("Subject: \xC3\xBC").out.substr(0, 11), "Subject: =?");
}

TEST(Conversion, AFieldThatIsTooLongToBeHeldPassesWhenItIsFine) {
    std::string field = "X: y";
    while (field.size() < 250 * 1024) field += "\r\n " + std::string(900, 'x');
    const std::string message = field + "\r\na: b\r\n\r\nbody\r\n";
    EXPECT_EQ(convert_in_all_cuts(message).out, message);
    EXPECT_EQ(convert_in_all_cuts(field + "\xC3\xBC\r\n\r\nbody\r\n").why(),
              "octets over 127 in a header field of over 100 KiB");
    EXPECT_EQ(convert_in_all_cuts(field + std::string(300, 'x') + "\r\n\r\nbody\r\n").why(),
              "a line of more than 998 octets in a header field of over 100 KiB");
    const std::string eight_bit = convert_in_all_cuts(field + "\r\n\r\n\xC3\xBC\r\n").out;
    EXPECT_EQ(eight_bit.substr(0, field.size()), field);
    EXPECT_TRUE(eight_bit.ends_with("quoted-printable\r\n\r\n=C3=BC\r\n"));
}

TEST(Conversion, ALineWithoutEndIsNoMoreThanAnyOther) {
    const std::string line(300 * 1024, 'x');
    EXPECT_EQ(read_mime(convert_in_all_cuts(line).out).body, line);
    EXPECT_EQ(read_mime(convert_in_all_cuts("Content-Type: a/b\r\n\r\n--" + line).out).body, "--" + line);
    EXPECT_EQ(convert_in_all_cuts("X: " + line + "\r\n\r\n").why(),
              "a line of more than 998 octets in a header field of over 100 KiB");
}

}  // namespace
}  // namespace heloise
