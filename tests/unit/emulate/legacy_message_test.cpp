// How a stored message looks.
#include "proxy/emulate/legacy_message.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

TEST(LegacyMessage, FileHoldsEnvelopeAnEmptyLineAndTheMessage) {
    const LegacyMessage message{
        "HELO client", "<a@b> SIZE=3", {"<c@d>", "<e@f>"}, "Subject: x\r\n\r\n\n.\r\n"};
    EXPECT_EQ(
        file_text(message),
        "MAIL FROM:<a@b> SIZE=3\nRCPT TO:<c@d>\nRCPT TO:<e@f>\nHELO client\n\nSubject: x\r\n\r\n\n.\r\n");
}

TEST(LegacyMessage, FileNamesSortInOrder) {
    EXPECT_EQ(file_name(1), "000001.msg");
    EXPECT_EQ(file_number(file_name(42)), 42UL);
    EXPECT_EQ(file_number(file_name(1234567)), 1234567UL);
}

TEST(LegacyMessage, OtherFilesHaveNoNumber) {
    for (const char* name : {"", ".msg", "x.msg", "000001", "000001.msg.part", "1.msg", "-00001.msg",
                             "99999999999999999999999.msg"})
        EXPECT_EQ(file_number(name), 0UL) << name;
}

}  // namespace
}  // namespace heloise
