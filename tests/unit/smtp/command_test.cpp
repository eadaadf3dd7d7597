// Lines from the front: every verb, every error, and octets of any kind.
#include "proxy/smtp/command.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "proxy/base/ascii.h"

namespace heloise {
namespace {

template <typename T>
T parsed(std::string_view line) {
    const ParsedCommand result = parse_command(line);
    const auto* const command = std::get_if<Command>(&result);
    const T* const found = command == nullptr ? nullptr : std::get_if<T>(command);
    if (found == nullptr) ADD_FAILURE() << "not what it should be: " << line;
    return found == nullptr ? T{} : *found;
}

CommandError error(std::string_view line) {
    const ParsedCommand result = parse_command(line);
    const auto* const found = std::get_if<CommandError>(&result);
    if (found == nullptr) ADD_FAILURE() << "no error: " << line;
    return found == nullptr ? CommandError{} : *found;
}

void expect_501(std::string_view line, Verb verb, std::string_view text) {
    const CommandError found = error(line);
    EXPECT_EQ(found.code, 501) << line;
    EXPECT_EQ(found.status, "5.5.4") << line;
    EXPECT_EQ(found.verb, verb) << line;
    EXPECT_TRUE(found.text.starts_with(text)) << line << ": " << found.text;
    EXPECT_EQ(found.close, verb == Verb::Bdat) << line;
}

TEST(Command, VerbsInAnyCase) {
    EXPECT_EQ(parsed<Plain>("data").verb, Verb::Data);
    EXPECT_EQ(parsed<Plain>("QuIt").verb, Verb::Quit);
    EXPECT_EQ(parsed<Plain>("starttls").verb, Verb::StartTls);
}

TEST(Command, EveryVerbIsNamed) {
    for (auto verb :
         {Verb::Ehlo, Verb::Helo, Verb::Mail, Verb::Rcpt, Verb::Data, Verb::Bdat, Verb::Rset, Verb::Noop,
          Verb::Quit, Verb::Vrfy, Verb::Expn, Verb::Help, Verb::StartTls, Verb::Auth, Verb::Lhlo}) {
        const std::string line(name(verb));
        const ParsedCommand result = parse_command(line);
        if (const auto* const found = std::get_if<CommandError>(&result)) {
            EXPECT_EQ(found->verb, verb) << line;
        } else if (const auto* const plain = std::get_if<Plain>(&std::get<Command>(result))) {
            EXPECT_EQ(plain->verb, verb) << line;
        }
    }
    EXPECT_EQ(name(Verb::Http), "HTTP");
    EXPECT_EQ(name(Verb::Unsupported), "UNSUPPORTED");
    EXPECT_EQ(name(Verb::Unknown), "UNKNOWN");
    EXPECT_EQ(name(Verb::Rcpt), "RCPT");
}

TEST(Command, WhatIsNoVerbIsUnknown) {
    for (const char* line : {"", " ", "HUH?", "hello x", "MAILFROM:<a@b>", "MAIL:", "DATAX", "DAT", " DATA",
                             "\tNOOP", "GET", "GET mail", "EHLO:x", "\xc3\xa4"}) {
        EXPECT_EQ(parsed<Plain>(line).verb, Verb::Unknown) << line;
    }
    EXPECT_EQ(parsed<Plain>("hello x y ").argument, "x y");
}

TEST(Command, KnownButUnsupported) {
    for (const char* line : {"SEND FROM:<a@b>", "SOML", "SAML", "TURN", "ETRN @x", "ATRN",
                             "XCLIENT ADDR=1.2.3.4", "xforward", "VERB on", "X-LINK2STATE"}) {
        EXPECT_EQ(parsed<Plain>(line).verb, Verb::Unsupported) << line;
    }
}

TEST(Command, HttpIsKnownByWhatItAsksFor) {
    for (const char* line :
         {"GET / HTTP/1.1", "POST /x", "HEAD http://a/", "OPTIONS * HTTP/1.0",
          "CONNECT a.example:25 HTTP/1.1", "PUT /", "DELETE /x", "TRACE /", "PATCH /x", "get /"}) {
        EXPECT_EQ(parsed<Plain>(line).verb, Verb::Http) << line;
    }
}

TEST(Command, FreeTextIsTrimmedAndKept) {
    EXPECT_EQ(parsed<Plain>("VRFY  J\xc3\xb6rg  x\t ").argument, "J\xc3\xb6rg  x");
    EXPECT_EQ(parsed<Plain>("NOOP \xff\xfe").argument, "\xff\xfe");
    EXPECT_EQ(parsed<Plain>("AUTH PLAIN AGEAYg==").argument, "PLAIN AGEAYg==");
    EXPECT_EQ(parsed<Plain>("LHLO x").verb, Verb::Lhlo);
}

TEST(Command, DataRsetAndQuitTakeNoArgument) {
    expect_501("DATA x", Verb::Data, "Syntax: DATA");
    expect_501("RSET <a@b>", Verb::Rset, "Syntax: RSET");
    expect_501("QUIT\tnow", Verb::Quit, "Syntax: QUIT");
    EXPECT_EQ(parsed<Plain>("DATA\t").verb, Verb::Data);
    EXPECT_EQ(parsed<Plain>("RSET   ").verb, Verb::Rset);
}

TEST(Command, AControlOctetAnywhereIs500) {
    for (int c = 0; c <= 0x7f; c = c == 0x1f ? 0x7f : c + 1) {
        if (c == '\t') continue;
        const std::string octet(1, static_cast<char>(c));
        for (const std::string& line : {"NOOP a" + octet, octet, "MAIL FROM:<a" + octet + "@b>",
                                        "NO" + octet + "OP", "BDAT 1" + octet}) {
            const CommandError found = error(line);
            EXPECT_EQ(found.code, 500) << c;
            EXPECT_EQ(found.status, "5.5.2") << c;
            EXPECT_EQ(found.close, found.verb == Verb::Bdat) << c;
        }
    }
    EXPECT_EQ(error(std::string_view("RCPT TO:<\0>", 11)).verb, Verb::Rcpt);
}

// A name with another control is a bad name (501); with a NUL it is no line that anybody means.
TEST(Command, NulIs500InAGreetingToo) {
    using namespace std::string_view_literals;
    EXPECT_EQ(error("EHLO a\0b"sv).code, 500);
    EXPECT_EQ(error("HELO \0"sv).status, "5.5.2");
    EXPECT_EQ(error("EHLO a\x01"sv).code, 501);
}

TEST(Hello, OperandIsTrimmed) {
    EXPECT_EQ(parsed<Hello>("EHLO  mx.example \t").operand, "mx.example");
    EXPECT_TRUE(parsed<Hello>("ehlo x").extended);
    EXPECT_FALSE(parsed<Hello>("helo x").extended);
    EXPECT_EQ(parsed<Hello>("HELO my old pc").operand, "my old pc");
}

TEST(Hello, OnlyHeloMayComeAlone) {
    EXPECT_EQ(parsed<Hello>("HELO").operand, "");
    EXPECT_EQ(parsed<Hello>("HELO ").operand, "");
    expect_501("EHLO", Verb::Ehlo, "Syntax: EHLO");
    expect_501("EHLO  ", Verb::Ehlo, "Syntax: EHLO");
}

TEST(Hello, AnOperandOver255OctetsIsRefused) {
    expect_501("HELO " + std::string(256, 'a'), Verb::Helo, "Syntax: HELO");
    expect_501("EHLO " + std::string(256, 'a'), Verb::Ehlo, "Syntax: EHLO");
    EXPECT_EQ(parsed<Hello>("EHLO " + std::string(255, 'a')).operand.size(), 255U);
}

TEST(Mail, PathAndParameters) {
    const Mail mail = parsed<Mail>("MAIL FROM:<joe@a.example> SIZE=1000 BODY=8BITMIME");
    EXPECT_EQ(mail.reverse_path.mailbox(), "joe@a.example");
    EXPECT_EQ(mail.parameters, (Parameters{{"SIZE", "1000"}, {"BODY", "8BITMIME"}}));
}

TEST(Mail, OldSendersForms) {
    for (const char* line :
         {"MAIL From:<a@b>", "mail from: <a@b>", "MAIL FROM : <a@b>", "MAIL\tFROM\t:\ta@b", "MAIL  from:a@b",
          "MAIL FROM:<@x,@y:a@b>", "MAIL FROM:<a@b>  ", "MAIL FROM:a@b SIZE=1"}) {
        EXPECT_EQ(parsed<Mail>(line).reverse_path.mailbox(), "a@b") << line;
    }
    EXPECT_TRUE(parsed<Mail>("MAIL FROM:<>").reverse_path.null);
    EXPECT_TRUE(parsed<Mail>("MAIL FROM:<@> SIZE=1").reverse_path.null);
}

TEST(Mail, BadSyntaxTeachesTheRightOne) {
    for (const char* line :
         {"MAIL", "MAIL FROM", "MAIL FROM:", "MAIL <a@b>", "MAIL TO:<a@b>", "MAIL FROM<a@b>",
          "MAIL FROM:<a@b", "MAIL FROM:<a@b>SIZE=1", "MAIL FROM:<a@b> SIZE=", "MAIL FROM:a b@c",
          "MAIL FROM:<a@\xff>", "MAIL FROMX:<a@b>", "MAIL FROM:<a@b> \xc3\xa4"}) {
        expect_501(line, Verb::Mail, "Syntax: MAIL FROM:<address> [parameter ...]");
    }
}

TEST(Mail, AParameterTwiceIsRefused) {
    expect_501("MAIL FROM:<a@b> SIZE=1 size=1", Verb::Mail,
               "Syntax: MAIL FROM:<address> [parameter ...], each");
}

TEST(Rcpt, PathAndParameters) {
    const Rcpt rcpt = parsed<Rcpt>("RCPT To: <admin@mspo1.dept> NOTIFY=NEVER");
    EXPECT_EQ(rcpt.forward_path.mailbox(), "admin@mspo1.dept");
    EXPECT_EQ(rcpt.parameters, (Parameters{{"NOTIFY", "NEVER"}}));
    EXPECT_EQ(parsed<Rcpt>("rcpt to:Postmaster").forward_path.local, "Postmaster");
    EXPECT_FALSE(parsed<Rcpt>("RCPT TO:<j\xc3\xb6rg@b>").forward_path.ascii);
}

TEST(Rcpt, BadSyntaxTeachesTheRightOne) {
    for (const char* line :
         {"RCPT", "RCPT TO:", "RCPT TO:<>", "RCPT TO:<@>", "RCPT FROM:<a@b>", "RCPT TO:<a@b> A=1 A=2"}) {
        expect_501(line, Verb::Rcpt, "Syntax: RCPT TO:<address> [parameter ...]");
    }
}

TEST(Bdat, SizeAndLast) {
    EXPECT_EQ(parsed<Bdat>("BDAT 86").octets, 86U);
    EXPECT_FALSE(parsed<Bdat>("BDAT 86").last);
    EXPECT_TRUE(parsed<Bdat>("bdat 0 last").last);
    EXPECT_TRUE(parsed<Bdat>("BDAT  1\tLAST ").last);
    EXPECT_EQ(parsed<Bdat>("BDAT 9223372036854775807").octets, 9223372036854775807U);
    EXPECT_EQ(parsed<Bdat>("BDAT 00000000000000000001").octets, 1U);
}

TEST(Bdat, AnUnreadableSizeCloses) {
    for (const char* line :
         {"BDAT", "BDAT x", "BDAT -1", "BDAT +1", "BDAT 1x", "BDAT 1LAST", "BDAT 1 LASTLY", "BDAT 1 LAST 2",
          "BDAT LAST", "BDAT 9223372036854775808", "BDAT 18446744073709551617", "BDAT 99999999999999999999",
          "BDAT 000000000000000000001", "BDAT 0x10", "BDAT 1 2"}) {
        expect_501(line, Verb::Bdat, "Syntax: BDAT");
    }
}

// What every answer of the parser must be, whatever it was given.
void expect_sound(const std::string& line) {
    // A copy of exactly that size, so that the sanitizer sees a read behind its end.
    const std::vector<char> exact(line.begin(), line.end());
    const ParsedCommand result = parse_command({exact.data(), exact.size()});
    const auto* const found = std::get_if<CommandError>(&result);
    if (found == nullptr) return;
    EXPECT_TRUE(found->code == 500 || found->code == 501) << line;
    EXPECT_TRUE(found->status.starts_with("5.")) << line;
    EXPECT_FALSE(found->text.empty()) << line;
    EXPECT_TRUE(std::all_of(found->text.begin(), found->text.end(), is_printable)) << line;
}

constexpr std::string_view kLines[] = {
    "EHLO [IPv6:2001:db8::1]",
    "HELO #16909060",
    "MAIL FROM:<@a,@[192.0.2.1]:\"j\\\" u\"@[IPv6:::ffff:192.0.2.1]> SIZE=1000 BODY=8BITMIME",
    "RCPT TO:<j\xc3\xb6rg.\xe2\x82\xac@b\xf0\x9f\x93\xa7.example> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;a+2Bb",
    "RCPT TO: a@b.example X=y",
    "BDAT 9223372036854775807 LAST",
    "AUTH PLAIN AGEAYg==",
    "GET / HTTP/1.1",
};

TEST(Command, EveryPrefixIsSound) {
    for (const std::string_view line : kLines) {
        for (std::size_t size = 0; size <= line.size(); ++size)
            expect_sound(std::string(line.substr(0, size)));
    }
}

TEST(Command, EveryOctetAtEveryPlaceIsSound) {
    for (const std::string_view line : kLines) {
        for (std::size_t at = 0; at < line.size(); ++at) {
            for (int c = 0; c < 256; ++c) {
                std::string changed(line);
                changed[at] = static_cast<char>(c);
                expect_sound(changed);
                changed.insert(at, 1, static_cast<char>(c));
                expect_sound(changed);
            }
        }
    }
}

}  // namespace
}  // namespace heloise
