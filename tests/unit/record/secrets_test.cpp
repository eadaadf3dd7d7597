// Credentials on their way, and what is left of them.
#include "proxy/record/secrets.h"

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
    EXPECT_EQ(printed(secrets, "hello\r\n"), "F> xxxxx");
}

TEST(Secrets, AuthAgainBeginsAnew) {
    Secrets secrets;
    EXPECT_EQ(printed(secrets, "AUTH LOGIN\r\n"), "F> AUTH LOGIN");
    EXPECT_EQ(printed(secrets, "*\r\n"), "F> \\{secret}");
    EXPECT_EQ(printed(secrets, "AUTH PLAIN AGEAYg==\r\n"), "F> AUTH PLAIN \\{secret}");
    EXPECT_EQ(printed(secrets, "QUIT\r\n"), "F> QUIT");
}

TEST(Secrets, CommandsAreToldAsFarAsTheyAreKnown) {
    for (const std::string line :
         {"MAIL FROM:<auth@b.example> SIZE=7", "rcpt to:<a@b.example>", "BDAT 10 last", "A",
          "HELO [192.0.2.1]", "EHGT", "STARTTLS", "X-LINK2STATE"})
        EXPECT_EQ(printed(line + "\r\n"), "F> " + line);
    EXPECT_EQ(printed("NOOP AUTH PLAIN\r\n"), "F> NOOP xxxx xxxxx");
    EXPECT_EQ(printed("XAUTH AGEAYg==\r\n"), "F> XAUTH xxxxxxxx");
    EXPECT_EQ(printed("POST / HTTP/1.1\r\n"), "F> POST x xxxxxxxx");
    EXPECT_EQ(printed("Cookie: id=7\r\n"), "F> xxxxxxx xxxx");
    EXPECT_EQ(printed("EHLO x\rAUTH PLAIN AGEAYg==\r\n"), "F> EHLO x\\x0Dxxxx xxxxx xxxxxxxx");
    EXPECT_EQ(printed("BDAT hunter2\r\n"), "F> BDAT xxxxxxx");
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

TEST(Secrets, ABeginningIsToldOnceItCanOnlyBeACommand) {
    const Secrets secrets;
    for (const char* begun : {" ", "\t.", "au", "AUT", "AUTH", "AUTH ", "AUTHx", " auth pl"})
        EXPECT_FALSE(secrets.may_tell(begun)) << begun;
    for (const char* begun : {"AT", "MAIL AUTH", "x AUTH", "BDAT x", "NOOP x"})
        EXPECT_FALSE(secrets.may_tell(begun)) << begun;
    for (const char* begun : {"B", "MAIL", "mail fr", "MAIL FROM:<a", "EHLO x", "BDAT 1", "NOOP "})
        EXPECT_TRUE(secrets.may_tell(begun)) << begun;
}

TEST(Secrets, InsideAnExchangeEveryBeginningMay) {
    Secrets secrets;
    static_cast<void>(secrets.written("AUTH LOGIN\r\n"));
    EXPECT_FALSE(secrets.may_tell("B"));
    static_cast<void>(secrets.written("RSET\r\n"));
    EXPECT_TRUE(secrets.may_tell("B"));
}

TEST(Secrets, AMaskKeepsOnlyOfWhatKindAnOctetWas) {
    EXPECT_EQ(Secrets::masked("a b\tc\r\n\x01\xFF"), "x x\tx\r\n\x01\x80");
}

}  // namespace
}  // namespace heloise
