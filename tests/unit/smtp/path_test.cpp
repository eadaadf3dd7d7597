// Paths: what RFC 5321 has, what old senders make of it, and what is neither.
#include "proxy/smtp/path.h"

#include <gtest/gtest.h>

#include "proxy/base/limits.h"

namespace heloise {
namespace {

struct Taken {
    std::optional<Path> path;
    std::string rest;
};

Taken take(std::string_view text) {
    const std::string_view before = text;
    Taken taken{take_path(text), {}};
    taken.rest = text;
    if (!taken.path) {
        EXPECT_EQ(text, before) << "a refused path must stay";
    }
    return taken;
}

Path parse(std::string_view text) {
    const auto taken = take(text);
    EXPECT_TRUE(taken.path) << text;
    EXPECT_EQ(taken.rest, "") << text;
    return taken.path.value_or(Path{});
}

bool refused(std::string_view text) {
    const auto taken = take(text);
    return !taken.path || !taken.rest.empty();
}

TEST(Path, MailboxInBrackets) {
    const Path path = parse("<joe.user+tag@mail.example.org>");
    EXPECT_EQ(path.local, "joe.user+tag");
    EXPECT_EQ(path.domain, "mail.example.org");
    EXPECT_EQ(path.route, "");
    EXPECT_FALSE(path.null);
    EXPECT_TRUE(path.ascii);
    EXPECT_EQ(path.text(), "<joe.user+tag@mail.example.org>");
    EXPECT_EQ(path.mailbox(), "joe.user+tag@mail.example.org");
}

TEST(Path, BracketsMayMiss) {
    EXPECT_EQ(parse("a@b.example"), parse("<a@b.example>"));
}

TEST(Path, WithoutBracketsItEndsAtTheFirstBlank) {
    EXPECT_EQ(take("a@b.example SIZE=1").rest, " SIZE=1");
    EXPECT_EQ(take("a@b.example\tSIZE=1").rest, "\tSIZE=1");
    EXPECT_FALSE(take("\"a b\"@c").path);
    EXPECT_FALSE(take("a@b>").path);
    EXPECT_FALSE(take("a@b;c").path);
}

TEST(Path, WithBracketsItEndsAtTheBracket) {
    EXPECT_EQ(take("<a@b> SIZE=1").rest, " SIZE=1");
    EXPECT_EQ(take("<a@b>x").rest, "x");
    EXPECT_EQ(take("<>x").rest, "x");
}

TEST(Path, LeadingBlanksAreSkipped) {
    EXPECT_EQ(parse(" \t <a@b>"), parse("<a@b>"));
}

TEST(Path, NullPathInBothForms) {
    for (const char* text : {"<>", "<@>"}) {
        const Path path = parse(text);
        EXPECT_TRUE(path.null);
        EXPECT_EQ(path.mailbox(), "");
        EXPECT_EQ(path.text(), "<>");
    }
}

TEST(Path, LocalPartMayStandAlone) {
    EXPECT_EQ(parse("<Postmaster>").local, "Postmaster");
    EXPECT_EQ(parse("jdoe").text(), "<jdoe>");
    EXPECT_EQ(parse("<jdoe>").domain, "");
    EXPECT_FALSE(parse("<jdoe>").null);
}

TEST(Path, SourceRouteIsKeptApart) {
    const Path path = parse("<@a.example,@[192.0.2.1]:joe@b.example>");
    EXPECT_EQ(path.route, "@a.example,@[192.0.2.1]");
    EXPECT_EQ(path.text(), "<joe@b.example>");
    EXPECT_EQ(path.text(true), "<@a.example,@[192.0.2.1]:joe@b.example>");
    EXPECT_EQ(parse("@a:joe@b").text(true), "<@a:joe@b>");
}

TEST(Path, QuotedLocalPartIsKeptAsWritten) {
    for (const char* text :
         {R"(<"joe user"@b>)", R"(<"a\"b\\c>"@b>)", R"(<"@"@b>)", R"(<""@b>)", R"(<"a\ b">)"}) {
        EXPECT_EQ(parse(text).text(), text);
    }
}

TEST(Path, LiteralDomains) {
    EXPECT_EQ(parse("<a@[192.0.2.1]>").domain, "[192.0.2.1]");
    EXPECT_EQ(parse("<a@[IPv6:2001:db8::1]>").domain, "[IPv6:2001:db8::1]");
}

TEST(Path, OldDomains) {
    EXPECT_EQ(parse("<a@under_score.example>").domain, "under_score.example");
    EXPECT_EQ(parse("<a@mail>").domain, "mail");
    EXPECT_EQ(parse("<a@1-2.3>").domain, "1-2.3");
}

TEST(Path, GatewaysLocalParts) {
    EXPECT_EQ(parse("</G=Joe/S=User/@x400.example>").local, "/G=Joe/S=User/");
    EXPECT_EQ(parse("<joe%host@relay.example>").local, "joe%host");
    EXPECT_EQ(parse("<host!joe>").local, "host!joe");
}

TEST(Path, Utf8IsNoted) {
    EXPECT_FALSE(parse("<j\xc3\xb6rg@b.example>").ascii);
    EXPECT_FALSE(parse("<a@b\xc3\xbc"
                       "cher.example>")
                     .ascii);
    EXPECT_FALSE(parse("<\"\xe2\x82\xac\"@b>").ascii);
    EXPECT_FALSE(parse("<\xf0\x9f\x93\xa7@b>").ascii);
}

TEST(Path, BadUtf8IsRefused) {
    for (const char* bad : {"\xc3", "\x80", "\xff", "\xc0\xaf", "\xe0\x80\x80", "\xed\xa0\x80",
                            "\xf4\x90\x80\x80", "\xc3(", "\xe2\x82", "\xf8\x88\x80\x80\x80"}) {
        EXPECT_TRUE(refused("<" + std::string(bad) + "@b>")) << bad;
        EXPECT_TRUE(refused("<a@" + std::string(bad) + ">")) << bad;
        EXPECT_TRUE(refused("<\"" + std::string(bad) + "\"@b>")) << bad;
    }
}

TEST(Path, BadSyntaxIsRefused) {
    for (const char* text : {"",
                             " ",
                             "<",
                             ">",
                             "<<a@b>>",
                             "<a@b",
                             "a@b>",
                             "@",
                             "<@a>",
                             "<@a:>",
                             "<@a,b:c@d>",
                             "<@a,:c@d>",
                             "<@a,@b c@d>",
                             "<:a@b>",
                             "<a@>",
                             "<@b>",
                             "<a@@b>",
                             "<a@b@c>",
                             "<.a@b>",
                             "<a.@b>",
                             "<a..b@c>",
                             "<a b@c>",
                             "< a@b>",
                             "<a@b >",
                             "<a@.b>",
                             "<a@b.>",
                             "<a@b..c>",
                             "<a@-b>",
                             "<a@b->",
                             "<a@b-.c>",
                             "<a@b c>",
                             "<a@[1.2.3]>",
                             "<a@[1.2.3.256]>",
                             "<a@[::1]>",
                             "<a@[IPv6:1.2.3.4]>",
                             "<a@[1.2.3.4>",
                             "<a@[x:y]>",
                             "<a@1.2.3.4]>",
                             "<\"a@b>",
                             "<\"a\"b@c>",
                             "<a\"b\"@c>",
                             "<\"a\\\"@b>",
                             "<\"a\\",
                             "<(x)a@b>",
                             "<a@b;c>",
                             "<a,b@c>",
                             "<a:b@c>",
                             "<@>x@y>",
                             "<>>"}) {
        EXPECT_TRUE(refused(text)) << text;
    }
}

TEST(Path, ControlsAreRefused) {
    for (int c = 0; c <= 0x7f; c = c == 0x1f ? 0x7f : c + 1) {
        const std::string octet(1, static_cast<char>(c));
        EXPECT_TRUE(refused("<a" + octet + "@b>")) << c;
        EXPECT_TRUE(refused("<\"" + octet + "\"@b>")) << c;
        EXPECT_TRUE(refused("<\"\\" + octet + "\"@b>")) << c;
        EXPECT_TRUE(refused("<a@b" + octet + ">")) << c;
    }
}

TEST(Path, IsBounded) {
    const std::string local(limits::kPath - 4, 'a');  // "<", "@b", ">"
    EXPECT_EQ(parse("<" + local + "@b>").local, local);
    EXPECT_EQ(parse(local + "@b").local, local);
    EXPECT_TRUE(refused("<a" + local + "@b>"));
    EXPECT_TRUE(refused("a" + local + "@b"));
    EXPECT_TRUE(refused(std::string(5000, 'a')));
    EXPECT_TRUE(refused("<\"" + std::string(5000, 'a') + "\"@b>"));
}

TEST(Path, PrintsAndParsesTheSame) {
    for (const char* text : {"<>", "a@b", "<@a,@b:c@[192.0.2.1]>", "<\"x y\"@z>", "<jdoe>", "<@r:\"q\">"}) {
        const Path path = parse(text);
        EXPECT_EQ(parse(path.text(true)), path) << text;
    }
}

TEST(Domain, Forms) {
    for (const char* text : {"example.org", "mail", "under_score.example", "_x", "a-b.c", "123",
                             "[192.0.2.1]", "[IPv6:2001:db8::1]", "[ipv6:::]"}) {
        EXPECT_TRUE(is_domain(text)) << text;
    }
    for (const char* text : {"", ".", "a.", ".a", "a..b", "-a", "a-", "a b", "a@b", "#1", "[]", "[", "]",
                             "[a]", "a[1.2.3.4]", "[1.2.3.4]a", "b\xc3\xbc.example"}) {
        EXPECT_FALSE(is_domain(text)) << text;
    }
}

TEST(Domain, IsBounded) {
    EXPECT_TRUE(is_domain(std::string(limits::kDomain, 'a')));
    EXPECT_FALSE(is_domain(std::string(limits::kDomain + 1, 'a')));
}

TEST(AddressLiteral, Forms) {
    for (const char* text :
         {"[192.0.2.1]", "[0.0.0.0]", "[IPv6:::1]", "[IPV6:2001:DB8::A]", "[IPv6:::ffff:192.0.2.1]"}) {
        EXPECT_TRUE(is_address_literal(text)) << text;
    }
    for (const char* text :
         {"", "[]", "192.0.2.1", "[192.0.2]", "[2001:db8::1]", "[IPv6:]", "[IPv6:192.0.2.1]", "[192.0.2.1",
          "[192.0.2.1]]", "[ 192.0.2.1]", "[IPv6:fe80::1%eth0]", "[tag:x]"}) {
        EXPECT_FALSE(is_address_literal(text)) << text;
    }
}

}  // namespace
}  // namespace heloise
