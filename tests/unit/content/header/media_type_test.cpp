// What Content-Type and Content-Transfer-Encoding say, and which of them all readers read in the same way.
#include "proxy/content/header/media_type.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

using Kind = MediaType::Kind;

TEST(MediaType, KindsAreToldByName) {
    EXPECT_EQ(read_media_type(" TEXT/html; charset=x").kind, Kind::Text);
    EXPECT_EQ(read_media_type("multipart/mixed").kind, Kind::Multipart);
    EXPECT_EQ(read_media_type("message/RFC822\r\n").kind, Kind::Message);
    EXPECT_EQ(read_media_type("message/news").kind, Kind::Message);
    EXPECT_EQ(read_media_type("message/global").kind, Kind::GlobalMessage);
    EXPECT_EQ(read_media_type("message/global-headers").kind, Kind::GlobalMessage);
    EXPECT_EQ(read_media_type("message/external-body; a=b").kind, Kind::OtherMessage);
    EXPECT_EQ(read_media_type("application/octet-stream").kind, Kind::Other);
    EXPECT_EQ(read_media_type("(c;) message (d) / (e\\)) rfc822 (f)").kind, Kind::Message);
    EXPECT_EQ(read_media_type(" \r\n ").kind, Kind::Text);
}

TEST(MediaType, TheBoundaryIsReadWhereAllReadTheSame) {
    EXPECT_EQ(read_media_type("multipart/x;\r\n\tboundary=\"a b(c);=\"; y=z").boundary, "a b(c);=");
    EXPECT_EQ(read_media_type("multipart/x; y=\";\"; BOUNDARY = ----=_a/b?").boundary, "----=_a/b?");
    EXPECT_EQ(read_media_type("multipart/x;; boundary=\"a  \"; z").boundary, "a");
    EXPECT_EQ(read_media_type("multipart/x; boundary=\"=_boundary=\"; y=\"\"").boundary, "=_boundary=");
    for (const char* const value : {"multipart/x",
                                    "multipart/x; boundary=",
                                    "multipart/x; boundary=\"\"",
                                    "multipart/x; boundary=\"a",
                                    "multipart/x; boundary=a b",
                                    "multipart/x; boundary=a (c)",
                                    "multipart/x; boundary=\"a\\b\"",
                                    "multipart/x; boundary=\"a\r\n b\"",
                                    "multipart/x; boundary=<a>",
                                    "multipart/x; boundary*=a",
                                    "multipart/x; boundary*0=a",
                                    "multipart/x; boundary=a; boundary=b",
                                    "multipart/x; (;) boundary=a",
                                    "multipart/x; boundary=\"\xC3\xBC\"",
                                    "multipart/x; boundary=\"<a>\"",
                                    "multipart/x; boundary=a; boundary=a",
                                    "multipart/x; boundary=\"\"; boundary=a",
                                    "multipart/x; x=5\"; boundary=b; y=\"; boundary=a",
                                    "multipart/x; y=\"; boundary=b\"; boundary=a",
                                    "multipart/x; x=\"\\\\\"; boundary=a; y=\"; boundary=b; z=\"",
                                    "multipart/x; y=\"\\\"\"; boundary=a",
                                    "multipart/x; \"y\"; boundary=a",
                                    "multipart/x; boundary=\"a\" \"b\""}) {
        EXPECT_EQ(read_media_type(value).boundary, "") << value;
    }
    EXPECT_EQ(read_media_type("multipart/x; boundary=" + std::string(256, 'x')).boundary.size(), 256U);
    EXPECT_EQ(read_media_type("multipart/x; boundary=" + std::string(257, 'x')).boundary, "");
}

TEST(MediaType, SpecialMultipartsAreKnown) {
    EXPECT_TRUE(read_media_type("multipart/Digest; boundary=a").digest);
    EXPECT_TRUE(read_media_type("multipart/signed; boundary=a").signature);
    EXPECT_TRUE(read_media_type("multipart/encrypted; boundary=a").signature);
    EXPECT_FALSE(read_media_type("multipart/mixed; boundary=a").signature);
}

TEST(MediaType, WhatCannotBeReadIsClearOnlyIfNobodyCouldFindPartsInIt) {
    for (const char* const value :
         {"text", "text plain", "/", "application/", "foo/bar baz", "(", "text/plain charset=x"})
        EXPECT_TRUE(read_media_type(value).clear) << value;
    for (const char* const value :
         {"multipart", "multipart/", "multipart/mixed boundary=a", "multipart /mixed", "message /rfc822",
          "message/(;)rfc822", "multipart/mixed (a)", "x multipart/mixed", "( message/rfc822"})
        EXPECT_FALSE(read_media_type(value).clear) << value;
}

TEST(MediaType, WideCharsetsAreKnown) {
    EXPECT_TRUE(read_media_type("text/plain; charset=utf-16").wide);
    EXPECT_TRUE(read_media_type("text/plain; charset=\"ISO-10646-UCS-2\"").wide);
    EXPECT_FALSE(read_media_type("text/plain; charset=utf-8").wide);
}

TEST(TransferEncoding, NamesAndWhatSendersMakeOfThem) {
    EXPECT_EQ(read_transfer_encoding(" 7BIT\r\n"), TransferEncoding::SevenBit);
    EXPECT_EQ(read_transfer_encoding(""), TransferEncoding::SevenBit);
    EXPECT_EQ(read_transfer_encoding("8-bit"), TransferEncoding::EightBit);
    EXPECT_EQ(read_transfer_encoding("8bit (as it is)"), TransferEncoding::EightBit);
    EXPECT_EQ(read_transfer_encoding("Binary"), TransferEncoding::Binary);
    EXPECT_EQ(read_transfer_encoding("Quoted-Printable "), TransferEncoding::QuotedPrintable);
    EXPECT_EQ(read_transfer_encoding("BASE64"), TransferEncoding::Base64);
    for (const char* const value :
         {"base64 (x)", "base64;", "x-uuencode", "8bit (", "7bit 8bit", "\"base64\""})
        EXPECT_EQ(read_transfer_encoding(value), TransferEncoding::Unknown) << value;
}

}  // namespace
}  // namespace heloise
