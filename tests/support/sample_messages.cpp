// Texts with octets over 127 are spelt in \x, so that no editor changes what they are.
#include "tests/support/sample_messages.h"

namespace heloise::testing {
namespace {

using namespace std::string_literals;
using Snag = SampleMessage::Snag;

// "Grüße aus München", in UTF-8 and in Latin-1.
const std::string kUtf8 = "Gr\xC3\xBC\xC3\x9F\x65 aus M\xC3\xBCnchen";
const std::string kLatin1 = "Gr\xFC\xDF\x65 aus M\xFCnchen";

const std::string kTop =
    "From: a@client.example\r\nTo: b@example.org\r\nMessage-ID: <1@client.example>\r\nSubject: ";
const std::string kMime = "MIME-Version: 1.0\r\n";

std::string repeated(const std::string& text, std::size_t octets) {
    std::string all;
    while (all.size() < octets) all += text;
    return all;
}

std::string text_part(const std::string& charset, const std::string& encoding, const std::string& body) {
    const std::string label = encoding.empty() ? "" : "Content-Transfer-Encoding: " + encoding + "\r\n";
    return "Content-Type: text/plain; charset=" + charset + "\r\n" + label + "\r\n" + body;
}

std::string whole(const std::string& subject, const std::string& part) {
    return kTop + subject + "\r\n" + kMime + part;
}

std::string multipart(const std::string& kind, const std::string& boundary,
                      const std::vector<std::string>& parts, const std::string& label = "") {
    std::string all = "Content-Type: multipart/" + kind + "; boundary=\"" + boundary + "\"\r\n" + label +
                      "\r\nFor old readers.\r\n";
    for (const std::string& part : parts) all.append("--" + boundary + "\r\n").append(part).append("\r\n");
    return all + "--" + boundary + "--\r\nThe end.\r\n";
}

void add_plain(std::vector<SampleMessage>& all) {
    all.push_back({"SevenBit", kTop + "plain\r\n\r\nHello,\r\n\r\n  \tblanks at the end: \t \r\n=20\r\n"});
    all.push_back({"SevenBitLabelledEightBit", whole("label", text_part("utf-8", "8bit", "Hello\r\n"))});
    all.push_back({"EightBitText", whole("8bit", text_part("utf-8", "8bit", kUtf8 + " \r\n=\r\n"))});
    all.push_back(
        {.name = "UnlabelledUtf8", .text = kTop + "no label\r\n\r\n" + kUtf8 + "\r\n", .charset = "utf-8"});
    all.push_back({.name = "UnlabelledLatin",
                   .text = kTop + "no label\r\n\r\n" + kLatin1 + "\r\n",
                   .charset = "unknown-8bit"});
    all.push_back({.name = "NoHeaderAtAll", .text = "\r\n" + kLatin1 + "\r\n", .charset = "unknown-8bit"});
    all.push_back({"Empty", ""});
    all.push_back({"HeaderOnly", kTop + "no body\r\n"});
    all.push_back({"NoFinalLineEnd", whole("end", text_part("utf-8", "8bit", "one\r\n" + kUtf8))});
    all.push_back({"SevenBitWithoutFinalLineEnd", kTop + "end\r\n\r\none\r\ntwo"});
    all.push_back({"LeadingDots", kTop + "dots\r\n\r\n.\r\n..\r\n.x\r\n\r\n.\r\n"});
    all.push_back({"LeadingDotsInEightBit",
                   whole("dots", text_part("iso-8859-1", "8bit", ".\r\n.." + kLatin1 + "\r\n.\r\n"))});
    all.push_back({"LongLine", kTop + "long\r\n\r\n" + repeated("word and ", 3000) + "end\r\n"});
    all.push_back(
        {"LongLineInEightBit", whole("long", text_part("utf-8", "8bit", repeated(kUtf8, 3000) + "\r\n"))});
    all.push_back({"LineOfTheLimit", kTop + "limit\r\n\r\n" + std::string(998, 'x') + "\r\n"});
}

void add_nested(std::vector<SampleMessage>& all, std::size_t lookahead) {
    const std::string eight = text_part("iso-8859-1", "8bit", kLatin1 + "\r\n--inn\r\n");
    const std::string seven = text_part("us-ascii", "7bit", "untouched = \r\n");
    const std::string inner = multipart("alternative", "inner", {seven, eight});
    all.push_back({"NestedMultipart", whole("nested", multipart("mixed", "outer", {inner, seven, eight}))});
    all.push_back({"LabelledMultipart", whole("label", multipart("mixed", "outer", {seven, eight},
                                                                 "Content-Transfer-Encoding: 8bit\r\n"))});
    const std::string attached = "Content-Type: message/rfc822\r\n\r\n" + whole("inside", eight);
    all.push_back({"AttachedMessage", whole("outside", multipart("mixed", "outer", {seven, attached}))});
    all.push_back({"Signed", whole("signed", multipart("signed", "outer", {eight, seven}))});
    all.push_back({"LargerThanLookahead",
                   whole("large", multipart("mixed", "outer",
                                            {text_part("utf-8", "8bit",
                                                       repeated("A line of ASCII.\r\n", 3 * lookahead) +
                                                           kUtf8 + "\r\n"),
                                             seven}))});
    all.push_back(
        {"OddPart",
         whole("odd", multipart("mixed", "outer", {seven, text_part("utf-8", "x-uuencode", kUtf8 + "\r\n")})),
         Snag::OddPart});
    // RFC 2046 section 5.2.2: always 7bit. RFC 6532 section 3.7 lets a message/global be encoded.
    all.push_back({"PartialMessage",
                   whole("odd", "Content-Type: message/partial; id=1; number=1\r\n\r\n" + kUtf8 + "\r\n"),
                   Snag::OddMessage});
    all.push_back({"GlobalMessage",
                   whole("odd", "Content-Type: message/global\r\n\r\nSubject: " + kUtf8 + "\r\n\r\nx\r\n")});
}

void add_encoded(std::vector<SampleMessage>& all) {
    all.push_back(
        {"Base64", whole("base64", text_part("utf-8", "base64", "R3LDvMOfZSBhdXMgTcO8bmNoZW4NCg==\r\n"))});
    all.push_back({"Base64InOneLine",
                   whole("base64", text_part("utf-8", "base64", repeated("R3LDvMOf", 4000) + "\r\n"))});
    all.push_back({"QuotedPrintable",
                   whole("qp", text_part("utf-8", "quoted-printable", "Gr=C3=BC=C3=9Fe =\r\naus =20\r\n"))});
    all.push_back({"QuotedPrintableThatLies",
                   whole("qp", text_part("utf-8", "quoted-printable", "=C3=BC and " + kUtf8 + "\r\n"))});
    const std::string binary =
        "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\n" +
        "\x7F\x45\x4C\x46\0\0\r\n\r\r\n\n\0\xFF\xFE.\n.\r"s;
    all.push_back({"Binary",
                   whole("binary", multipart("mixed", "outer",
                                             {text_part("us-ascii", "7bit", "see below\r\n"), binary})),
                   Snag::Nul});
    all.push_back({"BareNewlines", whole("newlines", text_part("us-ascii", "binary",
                                                               "one\ntwo\rthree\r\r\n\n.\n.\rend\r\n"))});
}

void add_international(std::vector<SampleMessage>& all) {
    const std::string named = "Content-Type: text/plain; charset=us-ascii; name=\"" + kUtf8 +
                              ".txt\"\r\nContent-Disposition: attachment;\r\n filename=\"" +
                              repeated(kUtf8, 200) + ".txt\"\r\n\r\nascii\r\n";
    const std::string comment = "X-Comment: " + kUtf8 + " and more\r\n";
    const std::string person =
        "Reply-To: \"M\xC3\xBCller, J.\" <m@client.example>, " + kUtf8 + " <x@y.example>\r\n";
    all.push_back({"Utf8Header", person + comment + whole(repeated(kUtf8 + " ", 200), named)});
    const std::string at = "@" + std::string(kULabels);
    all.push_back({.name = "Domain",
                   .text = "From: a" + at + "\r\nTo: \"b\" <b" + at + ">\r\nSubject: domain\r\n\r\nascii\r\n",
                   .from = "a" + at,
                   .to = "b" + at});
    all.push_back({.name = "FieldAddress",
                   .text = "From: m\xC3\xBCller@client.example\r\nSubject: x\r\n\r\nascii\r\n",
                   .snag = Snag::FieldAddress});
    all.push_back({.name = "ReversePath",
                   .text = kTop + "x\r\n\r\nascii\r\n",
                   .snag = Snag::Reverse,
                   .from = "m\xC3\xBCller@client.example"});
    all.push_back({.name = "ForwardPath",
                   .text = kTop + "x\r\n\r\nascii\r\n",
                   .snag = Snag::Forward,
                   .to = "m\xC3\xBCller@example.org"});
}

}  // namespace

std::vector<SampleMessage> sample_messages(std::size_t lookahead) {
    std::vector<SampleMessage> all;
    add_plain(all);
    add_nested(all, lookahead);
    add_encoded(all);
    add_international(all);
    return all;
}

}  // namespace heloise::testing
