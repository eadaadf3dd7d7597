// Multiparts: where their parts begin and end, what is told of them, and what may not change in them.
#include <gtest/gtest.h>

#include "tests/support/conversion_cuts.h"
#include "tests/support/mime_reader.h"

namespace heloise {
namespace {

using namespace std::literals;

std::string multipart(std::string_view type, std::string_view boundary, std::string_view label = "") {
    return "Content-Type: multipart/" + std::string(type) + "; boundary=\"" + std::string(boundary) +
           "\"\r\n" + (label.empty() ? "" : "Content-Transfer-Encoding: " + std::string(label) + "\r\n") +
           "\r\n";
}
const std::string kMime = "MIME-Version: 1.0\r\n";
const std::string kText = "Content-Type: text/plain\r\n\r\n";
const std::string kEncodedText =
    "Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n";

TEST(Multipart, EachLeafIsDecidedByWhatItHolds) {
    const std::string message = kMime + multipart("mixed", "b") + "pre\r\n--b\r\n" + kText +
                                "\xC3\xBC\r\n\r\n--b  \r\n" + kText +
                                "plain\r\n--b\r\n\r\n\xFC\r\n--b--\r\nepi\r\n";
    EXPECT_EQ(
        converted(message),
        kMime + multipart("mixed", "b") + "pre\r\n--b\r\n" + kEncodedText + "=C3=BC\r\n\r\n--b  \r\n" +
            kText +
            "plain\r\n--b\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=FC\r\n--b--\r\nepi\r\n");
}

TEST(Multipart, TheLineEndBeforeADelimiterIsNotThePart_s) {
    const std::string message = kMime + multipart("mixed", "b") +
                                "--b\r\nContent-Type: a/b\r\n\r\n\xFF\r\n--b\r\n" +
                                "Content-Type: a/b\r\n\r\n\xFF\r\n\r\n--b--";
    const MimeNode tree = read_mime(converted(message));
    EXPECT_EQ(tree.children.at(0).body, "\xFF");
    EXPECT_EQ(tree.children.at(1).body, "\xFF\r\n");
}

TEST(Multipart, ItsLabelIsTrueAgainWhileItsHeaderIsInMemory) {
    const std::string body = "--b\r\n" + kText + "a\r\n--b\r\n" + kText + "\xC3\xBC\r\n--b--\r\n";
    const std::string encoded = "--b\r\n" + kText + "a\r\n--b\r\n" + kEncodedText + "=C3=BC\r\n--b--\r\n";
    for (const std::string label : {"8bit", "BINARY", "8-bit"}) {
        EXPECT_EQ(converted(kMime + multipart("mixed", "b", label) + body),
                  kMime + multipart("mixed", "b", "7bit") + encoded);
    }
    ConversionNeeds small = seven_bit_needs();
    small.lookahead = 120;
    EXPECT_EQ(convert_in_all_cuts(kMime + multipart("mixed", "b", "8bit") + body, small).out,
              kMime + multipart("mixed", "b", "8bit") + encoded);
}

TEST(Multipart, AMessageWithoutMimeVersionGetsOneWhenSomethingInsideIsConverted) {
    for (const std::string& label : {""s, "8bit"s}) {
        const std::string header = "Subject: a\r\n" + multipart("mixed", "b", label);
        const std::string changed = "Subject: a\r\n" + multipart("mixed", "b", label.empty() ? "" : "7bit");
        const std::string fields = changed.substr(0, changed.size() - 2) + kMime + "\r\n";
        const std::string rest = "\xC3\xBC\r\n--b--\r\n";
        EXPECT_EQ(converted(header + "--b\r\n" + kText + rest),
                  fields + "--b\r\n" + kEncodedText + "=C3=BC\r\n--b--\r\n");
        const std::string inner = "--b\r\nContent-Type: message/rfc822\r\n\r\n";
        EXPECT_EQ(converted(header + inner + "Subject: b\r\n" + kText + rest),
                  fields + inner + "Subject: b\r\nContent-Type: text/plain\r\n" + kMime +
                      "Content-Transfer-Encoding: quoted-printable\r\n\r\n=C3=BC\r\n--b--\r\n");
        const std::string plain = header + "--b\r\n" + kText + "u\r\n--b--\r\n";
        EXPECT_EQ(converted(plain), plain);
    }
}

// What is mended may grow: here by a soft break for every 75 octets.
TEST(Multipart, ALabelIsHeldNoLongerThanMemoryLasts) {
    ConversionNeeds needs = seven_bit_needs();
    needs.lookahead = 4096;
    const std::string declared = "Content-Transfer-Encoding: quoted-printable\r\n\r\n";
    std::size_t held = 0;
    for (const std::size_t filler : {1U, 200U, 350U, 400U}) {
        for (std::size_t line = 3000; line < 4200; line += 50) {
            const std::string message = kMime + multipart("mixed", "b", "8bit") + "--b\r\n" + declared +
                                        std::string(line, 'a') + "\r\n--b\r\nX: " + std::string(filler, 'y') +
                                        "\r\n" + multipart("mixed", "c") + "--c\r\n\r\nhello\r\n--c\r\n" +
                                        kText + "\xC3\xBC\r\n--c--\r\n--b--\r\n";
            const Converted result = convert_in_all_cuts(message, needs);
            EXPECT_EQ(difference(read_mime(message), read_mime(result.out), false), "");
            if (read_mime(result.out).encoding == "7bit") ++held;
        }
    }
    EXPECT_GT(held, 0U);
    EXPECT_LT(held, 96U);
}

// A peer decides how much what it sends grows, but not how much is held.
TEST(Multipart, ALabelIsHeldWithinBounds) {
    ConversionNeeds needs = seven_bit_needs();
    needs.lookahead = 4096;
    Conversion conversion(needs);
    const std::string start = kMime + multipart("mixed", "b", "8bit") + "--b\r\n" +
                              "Content-Transfer-Encoding: quoted-printable\r\n\r\n";
    std::string fed = start;
    std::string out, spill;
    while (out.empty() && fed.size() < 10 * needs.lookahead) {
        const std::string piece = fed == start ? start : std::string(100, '\xC3');
        std::string_view octets = piece;
        conversion.push(octets, out, spill);
        fed += piece;
    }
    EXPECT_GT(out.size(), needs.lookahead - 1000);
    EXPECT_LT(out.size(), 2 * needs.lookahead);
    EXPECT_EQ(spill, "");
}

TEST(Multipart, TheLabelsAroundANestedPartAreAllTrue) {
    const auto message = [](const std::string& label, const std::string& text) {
        return kMime + multipart("mixed", "b", label) + "--b\r\n" + multipart("alternative", "c", label) +
               "--c\r\n" + kText +
               "a\r\n--c--\r\n\r\n--b\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: " +
               label + "\r\n\r\n" + kMime + multipart("mixed", "d", label) + "--d\r\n" + text +
               "\r\n--d--\r\n--b--\r\n";
    };
    // The closed alternative had nothing to convert, so its label is as it was.
    std::string wanted = message("7bit", kEncodedText + "=C3=BC");
    wanted.replace(wanted.find("7bit", wanted.find("alternative")), 4, "8bit");
    EXPECT_EQ(converted(message("8bit", kText + "\xC3\xBC")), wanted);
}

TEST(Multipart, AnEnteredMessageIsAMessage) {
    EXPECT_EQ(
        converted(kMime + "Content-Type: message/rfc822\r\n\r\nSubject: a\r\n\r\n\xC3\xBC\r\n"),
        kMime + "Content-Type: message/rfc822\r\n\r\nSubject: a\r\nMIME-Version: 1.0\r\n" +
            "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
            "=C3=BC\r\n");
}

TEST(Multipart, PartsOfADigestAreMessages) {
    const std::string out =
        converted(kMime + multipart("digest", "b") + "--b\r\n\r\nSubject: \xC3\xBC\r\n\r\n\xC3\xBC\r\n--b--");
    EXPECT_NE(out.find("--b\r\n\r\nSubject: =?utf-8?"), out.npos);
    EXPECT_NE(out.find("charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=C3=BC\r\n--b--"),
              out.npos);
}

TEST(Multipart, TheInnermostDelimiterThatFitsCounts) {
    const std::string message = kMime + multipart("mixed", "b") + "--b\r\n" + multipart("mixed", "bb") +
                                "--bb\r\n" + kText + "\xC3\xBC\r\n--bb--\r\n--b\r\n" + kText +
                                "\xC3\xBC\r\n--b--\r\n";
    EXPECT_EQ(convert_in_all_cuts(message).facts.quoted_printable, 2U);
    EXPECT_EQ(difference(read_mime(message), read_mime(converted(message)), false), "");
}

TEST(Multipart, AnOuterDelimiterEndsAllWithinIt) {
    const std::string message = kMime + multipart("mixed", "b") + "--b\r\n" + multipart("mixed", "c") +
                                "--c\r\n" + kText + "\xC3\xBC\r\n--b\r\n" + kText +
                                "--c\r\n\xC3\xBC\r\n--b--";
    EXPECT_EQ(difference(read_mime(message), read_mime(converted(message)), false), "");
    EXPECT_EQ(convert_in_all_cuts(message).facts.quoted_printable, 2U);
}

TEST(Multipart, WithoutItsLastDelimiterItEndsWithTheMessage) {
    const std::string message = kMime + multipart("mixed", "b") + "--b\r\n" + kText + "\xC3\xBC";
    EXPECT_EQ(converted(message), kMime + multipart("mixed", "b") + "--b\r\n" + kEncodedText + "=C3=BC=\r\n");
}

TEST(Multipart, ADelimiterEndsAHeaderToo) {
    const std::string message =
        kMime + multipart("mixed", "b") + "--b\r\na: b\r\n--b\r\n--b\r\n" + kText + "\xC3\xBC\r\n--b--\r\n";
    EXPECT_EQ(difference(read_mime(message), read_mime(converted(message)), false), "");
}

TEST(Multipart, ItsOwnDelimiterEndsItsHeader) {
    const std::string header = kMime + "Content-Type: multipart/mixed; boundary=b\r\n";
    const std::string rest = kText + "\xC3\xBC\r\n--b--\r\n";
    EXPECT_EQ(converted(header + "--b\r\n" + rest),
              header + "--b\r\n" + kEncodedText + "=C3=BC\r\n--b--\r\n");
    EXPECT_EQ(refused(header + "--b--\r\n--b\r\n" + rest), "octets over 127 in a multipart's epilogue");
}

TEST(Multipart, WhatIsNoPartCannotBeEncoded) {
    const std::string start = kMime + multipart("mixed", "b");
    EXPECT_EQ(refused(start + "\xC3\xBC\r\n--b\r\n\r\nx\r\n--b--"),
              "octets over 127 in a multipart's preamble");
    EXPECT_EQ(refused(start + "--b\r\n\r\nx\r\n--b--\r\n\xC3\xBC"),
              "octets over 127 in a multipart's epilogue");
    EXPECT_EQ(refused(start + std::string(999, 'x')),
              "a line of more than 998 octets in a multipart's preamble");
    EXPECT_EQ(refused(start + "--b" + std::string(996, ' ') + "\r\n\r\nx\r\n"),
              "a line of more than 998 octets in a multipart's delimiter");
}

TEST(Multipart, ABoundaryThatIsTheOneAroundItIsInDoubt) {
    for (const std::string inner : {"b", "b--"}) {
        EXPECT_EQ(refused(kMime + multipart("mixed", "b") + "--b\r\n" + multipart("mixed", inner) + "--" +
                          inner + "\r\n" + kText + "\xC3\xBC\r\n--b--\r\n"),
                  inner == "b" ? "octets over 127 in a multipart whose boundary is that of one around it"
                               : "octets over 127 in a multipart's epilogue");
    }
}

TEST(Multipart, ALineThatOnlyBeginsAsADelimiterIsInDoubt) {
    const std::string start = kMime + multipart("mixed", "b") + "--b\r\n" + kText;
    EXPECT_EQ(refused(start + "--bx\r\n\xC3\xBC\r\n--b--"),
              "octets over 127 in a part with a line that some readers take for a delimiter");
    EXPECT_EQ(refused(start + "\xC3\xBC\r\n--bx\r\n--b--"),
              "something to be encoded in a part with a line that some readers take for a delimiter");
    EXPECT_EQ(converted(start + "--bx\r\n--b--"), start + "--bx\r\n--b--");
}

TEST(Multipart, AHeaderLineThatBeginsAsADelimiterIsInDoubt) {
    const std::string why = "octets over 127 in a part with a line that some readers take for a delimiter";
    const std::string label = "Content-Transfer-Encoding: 8bit\r\n";
    for (const std::string& header : {label + "--b: x\r\n\r\n", "--b: x\r\n" + label + "\r\n",
                                      label + "--b junk\r\n\r\n", label + "--b junk\r\n", "--bx\r\n"s}) {
        const std::string start = kMime + multipart("mixed", "b") + "--b\r\n" + header;
        EXPECT_EQ(refused(start + "\xC3\xBC\r\n--b--\r\n"), why) << header;
        EXPECT_EQ(converted(start + "u\r\n--b--\r\n"), start + "u\r\n--b--\r\n");
    }
    EXPECT_EQ(refused(kMime + multipart("mixed", "b") + "--b\r\n--b: \xC3\xBC\r\n\r\nx\r\n--b--\r\n"),
              "a header field that must be rewritten where some readers do not see a header any more");
    const std::string own = kMime + "Content-Type: multipart/mixed; boundary=b\r\n--b junk\r\n--b\r\n";
    EXPECT_EQ(refused(own + "\r\n\xC3\xBC\r\n--b--\r\n"), why);
}

TEST(Multipart, ABareNewlineBesideADelimiterIsRefused) {
    const std::string start = kMime + multipart("mixed", "b") + "--b\r\nContent-Type: a/b\r\n\r\nx";
    EXPECT_EQ(refused(start + "\n--b--\r\n", binary_needs()),
              "a bare CR or LF before a multipart's delimiter");
    EXPECT_EQ(refused(start + "\r\n--b\r--b--\r\n", binary_needs()),
              "a bare CR or LF in a multipart's delimiter");
    EXPECT_EQ(converted(start + "\n--c\r\n--b--", binary_needs()).find("--c"), std::string::npos);
}

TEST(Multipart, SignedPartsAreConvertedOrNotAsTheOperatorWants) {
    const std::string message = kMime + multipart("signed", "s") + "--s\r\n" + multipart("mixed", "b") +
                                "--b\r\n" + kText + "\xC3\xBC\r\n--b\r\n" + kText +
                                "\xC3\xBC\r\n--b--\r\n--s\r\nContent-Type: "
                                "application/pgp-signature\r\n\r\nx\r\n--s--\r\n";
    const Converted result = convert_in_all_cuts(message);
    EXPECT_EQ(result.facts.signatures, 1U);
    EXPECT_EQ(result.facts.quoted_printable, 2U);
    ConversionNeeds needs = seven_bit_needs();
    needs.signed_too = false;
    EXPECT_EQ(refused(message, needs),
              "octets over 127 in a signed or encrypted part, which must not be changed");
    const std::string header =
        kMime + multipart("signed", "s") + "--s\r\nSubject: \xC3\xBC\r\n\r\nx\r\n--s--\r\n";
    EXPECT_EQ(convert_in_all_cuts(header).facts.signatures, 1U);
    EXPECT_EQ(
        refused(header, needs),
        "a header field that must be rewritten in a signed or encrypted part, which must not be changed");
    const std::string printable =
        kMime + multipart("signed", "s") +
        "--s\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\xC3\r\n--s--\r\n";
    EXPECT_EQ(convert_in_all_cuts(printable).facts.signatures, 1U);
    EXPECT_EQ(refused(printable, needs),
              "octets over 127 in a signed or encrypted part, which must not be changed");
}

TEST(Multipart, WhatLiesTooDeepIsNotLookedInto) {
    std::string message = kMime;
    for (int i = 0; i < 101; ++i)
        message += multipart("mixed", "b" + std::to_string(i) + "x") + "--b" + std::to_string(i) + "x\r\n";
    EXPECT_EQ(converted(message + kText + "x\r\n"), message + kText + "x\r\n");
    EXPECT_EQ(convert_in_all_cuts(message + kText + "\xC3\xBC\r\n").why(),
              "octets over 127 in a part within too many others");
}

}  // namespace
}  // namespace heloise
