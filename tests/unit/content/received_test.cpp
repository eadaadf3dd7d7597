// The trace field, word for word.
#include "proxy/content/received.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

ReceivedFacts facts() {
    return {.hello = "client.example",
            .front_address = "192.0.2.1",
            .hostname = "mx.example.org",
            .protocol = "ESMTP",
            .id = "test-1",
            .recipient = "b@example.org",
            .when = std::chrono::sys_days{std::chrono::January / 1 / 2000}};
}

TEST(Received, SaysWhoHowAndForWhom) {
    EXPECT_EQ(received_field(facts()),
              "Received: from client.example ([192.0.2.1])\r\n"
              "\tby mx.example.org (heloise) with ESMTP id test-1\r\n"
              "\tfor <b@example.org>;\r\n"
              "\tSat, 1 Jan 2000 00:00:00 +0000\r\n");
}

TEST(Received, WithoutOneRecipientThereIsNoFor) {
    ReceivedFacts several = facts();
    several.recipient = "";
    EXPECT_EQ(received_field(several).find(" for "), std::string::npos);
    EXPECT_EQ(received_field(several).find("\tfor"), std::string::npos);
}

TEST(Received, AHelloThatIsNoNameDoesNotAppear) {
    for (const char* hello : {"", "#16909060", "evil\r\nX: y", "a b", "(comment"}) {
        ReceivedFacts odd = facts();
        odd.hello = hello;
        EXPECT_TRUE(received_field(odd).starts_with("Received: from [192.0.2.1] ([192.0.2.1])\r\n")) << hello;
    }
}

TEST(Received, AnIpv6AddressIsALiteral) {
    ReceivedFacts six = facts();
    six.front_address = "2001:db8::1";
    EXPECT_NE(received_field(six).find("([IPv6:2001:db8::1])"), std::string::npos);
}

TEST(Received, DatesAreThoseOfRfc5322) {
    EXPECT_EQ(mail_date(std::chrono::sys_seconds{std::chrono::seconds{1'709'210'096}}),
              "Thu, 29 Feb 2024 12:34:56 +0000");
}

}  // namespace
}  // namespace heloise
