// Credentials on their way, and what is left of them.
#include "proxy/observe/secrets.h"

#include <gtest/gtest.h>

#include "proxy/base/limits.h"

namespace heloise {
namespace {

std::string printed(Secrets& secrets, const std::string& line) {
    return print(TranscriptLine{0, secrets.written(line)});
}
std::string printed(const std::string& line) {
    Secrets secrets;
    return printed(secrets, line);
}

TEST(Secrets, AnInitialResponseIsLeftOut) {
    EXPECT_EQ(printed("AUTH PLAIN AGEAYg==\r\n"), "F> AUTH PLAIN \\{secret}");
    EXPECT_EQ(printed("auth login dXNlcg==\r\n"), "F> auth login \\{secret}");
    EXPECT_EQ(printed("AUTH XOAUTH2 dXNlcj1h AQE=\r\n"), "F> AUTH XOAUTH2 \\{secret}");
    EXPECT_EQ(printed("  \tAUTH PLAIN AGEAYg==\r\n"), "F>   \\x09AUTH PLAIN \\{secret}");
}

TEST(Secrets, AMechanismAloneIsNone) {
    EXPECT_EQ(printed("AUTH PLAIN\r\n"), "F> AUTH PLAIN");
    EXPECT_EQ(printed("AUTH\r\n"), "F> AUTH");
    EXPECT_EQ(printed("AUTH CRAM-MD5 \r\n"), "F> AUTH CRAM-MD5\\x20");
}

// What nobody knows may be the secret itself.
TEST(Secrets, OnlyAMechanismOfWhichThereIsOneIsNamed) {
    EXPECT_EQ(printed("AUTH hunter2\r\n"), "F> AUTH \\{secret}");
    EXPECT_EQ(printed("AUTH PLAINhunter2\r\n"), "F> AUTH \\{secret}");
    EXPECT_EQ(printed("AUTH  PLAIN AGEAYg==\r\n"), "F> AUTH \\{secret}");
    EXPECT_EQ(printed("AUTH=PLAIN AGEAYg==\r\n"), "F> AUTH \\{secret}");
    EXPECT_EQ(printed("AUTH\tPLAIN AGEAYg==\r\n"), "F> AUTH \\{secret}");
}

TEST(Secrets, EveryLineBehindAuthIsOneUntilThereIsACommand) {
    Secrets secrets;
    EXPECT_EQ(printed(secrets, "AUTH LOGIN\r\n"), "F> AUTH LOGIN");
    for (const char* line : {"dXNlcg==\r\n", "aHVudGVyMg==\r\n", "*\r\n", "hunter2\r\n", "MAIL+hunter2\r\n",
                             "helpme\r\n", "QUITTER\r\n"}) {
        EXPECT_EQ(printed(secrets, line), "F> \\{secret}") << line;
    }
    EXPECT_EQ(printed(secrets, "MAIL FROM:<a@b.example>\r\n"), "F> MAIL FROM:<a@b.example>");
    EXPECT_EQ(printed(secrets, "hello\r\n"), "F> hello");
}

TEST(Secrets, AuthAgainBeginsAnew) {
    Secrets secrets;
    EXPECT_EQ(printed(secrets, "AUTH LOGIN\r\n"), "F> AUTH LOGIN");
    EXPECT_EQ(printed(secrets, "*\r\n"), "F> \\{secret}");
    EXPECT_EQ(printed(secrets, "AUTH PLAIN AGEAYg==\r\n"), "F> AUTH PLAIN \\{secret}");
    EXPECT_EQ(printed(secrets, "QUIT\r\n"), "F> QUIT");
}

TEST(Secrets, WhatIsNoAuthIsNoSecret) {
    for (const std::string line : {"MAIL FROM:<auth@b.example>", "NOOP AUTH PLAIN", "A", "XAUTH AGEAYg=="})
        EXPECT_EQ(printed(line + "\r\n"), "F> " + line);
    EXPECT_EQ(printed("\r\n"), "F>");
}

// A replay must be told of the same kind of line.
TEST(Secrets, ALineOfAnotherFormIsMaskedOctetForOctet) {
    EXPECT_EQ(printed("AUTH PLAIN AGE\nYg==\r\n"), "F> AUTH PLAIN xxx\\x0Axxxx");
    EXPECT_EQ(printed("AUTH PLAIN AGEA\n"), "F> AUTH PLAIN xxxx\\x0A\\+");
    const std::string secret(limits::kFrontLine, 's');
    EXPECT_EQ(printed("AUTH PLAIN " + secret + "\r\n"),
              "F> AUTH PLAIN " + std::string(limits::kFrontLine, 'x'));
}

TEST(Secrets, ABeginningMayBecomeOneWhileItIsLikeAuth) {
    const Secrets secrets;
    for (const char* begun : {"", " ", "\t.", "A", "au", "AUT", "AUTH", "AUTH ", "AUTHx", " auth pl"})
        EXPECT_TRUE(secrets.may_hold(begun)) << begun;
    for (const char* begun : {"B", "AT", "AUX", "MAIL", "MAIL AUTH", "x AUTH"})
        EXPECT_FALSE(secrets.may_hold(begun)) << begun;
}

TEST(Secrets, InsideAnExchangeEveryBeginningMay) {
    Secrets secrets;
    static_cast<void>(secrets.written("AUTH LOGIN\r\n"));
    EXPECT_TRUE(secrets.may_hold("B"));
    static_cast<void>(secrets.written("RSET\r\n"));
    EXPECT_FALSE(secrets.may_hold("B"));
}

TEST(Secrets, AMaskKeepsOnlyWhatSeparates) {
    EXPECT_EQ(Secrets::masked("a b\tc\r\n\x01\xFF"), "x x\tx\r\nxx");
}

}  // namespace
}  // namespace heloise
