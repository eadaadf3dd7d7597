// What a header says, and when it says two things.
#include "proxy/content/part_header.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

TEST(PartHeader, RemembersTypeEncodingAndWhereTheLabelLies) {
    PartHeader header;
    header.note("Subject: Content-Type: a/b\r\n", 0, 28);
    header.note("CONTENT-type: image/png\r\n", 28, 25);
    header.note("content-transfer-Encoding: 8bit\r\n", 53, 33);
    header.note("mime-version: 1.0\r\n", 86, 19);
    EXPECT_EQ(header.type().value().kind, MediaType::Kind::Other);
    EXPECT_EQ(header.encoding(), TransferEncoding::EightBit);
    ASSERT_EQ(header.labels().size(), 1U);
    EXPECT_EQ(header.labels()[0].at, 53U);
    EXPECT_EQ(header.labels()[0].octets, 33U);
    EXPECT_EQ(header.labels()[0].name, "content-transfer-Encoding");
    EXPECT_TRUE(header.mime_version());
    EXPECT_EQ(header.doubt(), nullptr);
}

TEST(PartHeader, FieldsThatAgreeAreNoDoubtAndOthersAre) {
    PartHeader header;
    header.note("Content-Type: text/plain; charset=utf-8\r\n", 0, 41);
    header.note("Content-Type: text/html\r\n", 41, 25);
    EXPECT_EQ(header.doubt(), nullptr);
    header.note("Content-Type: multipart/mixed; boundary=a\r\n", 66, 43);
    EXPECT_STREQ(header.doubt(), "a part with two different Content-Type fields");
    header.doubt("another");
    EXPECT_STREQ(header.doubt(), "a part with two different Content-Type fields");
}

TEST(PartHeader, AHeaderOfAMillionLabelsIsNotRemembered) {
    PartHeader header;
    for (int i = 0; i < 1000; ++i) header.note("Content-Transfer-Encoding: 8bit\r\n", 0, 33);
    EXPECT_LE(header.labels().size(), 8U);
    EXPECT_NE(header.doubt(), nullptr);
}

TEST(PartHeader, AFieldThatIsTooLongToBeReadIsADoubtWhereItMatters) {
    PartHeader header;
    header.note_long("X-Long: a");
    EXPECT_EQ(header.doubt(), nullptr);
    header.note_long("content-type: text/plain;");
    EXPECT_NE(header.doubt(), nullptr);
}

}  // namespace
}  // namespace heloise
