// The operands of HELO and EHLO that have been seen.
#include "proxy/smtp/hello.h"

#include <gtest/gtest.h>

#include "proxy/base/limits.h"

namespace heloise {
namespace {

struct Case {
    std::string_view operand;
    HelloForm form;
};

TEST(HelloForm, EveryFormIsKnown) {
    const Case cases[] = {
        {"", HelloForm::Missing},
        {"mail.example.org", HelloForm::Domain},
        {"under_score.example", HelloForm::Domain},
        {"192.0.2.1", HelloForm::Domain},
        {"localhost", HelloForm::Label},
        {"MY_PC-1", HelloForm::Label},
        {"[192.0.2.1]", HelloForm::Literal},
        {"[IPv6:2001:db8::1]", HelloForm::Literal},
        {"IPv6:2001:db8::1", HelloForm::BareIpv6},
        {"ipv6:::1", HelloForm::BareIpv6},
        {"#16909060", HelloForm::Number},
        {"#4294967295", HelloForm::Number},
        {"#4294967296", HelloForm::Junk},
        {"#12345678901", HelloForm::Junk},
        {"#", HelloForm::Junk},
        {"#1a", HelloForm::Junk},
        {"example.org.", HelloForm::Junk},
        {"my pc", HelloForm::Junk},
        {"my\tpc", HelloForm::Junk},
        {"[192.0.2]", HelloForm::Junk},
        {"IPv6:", HelloForm::Junk},
        {"2001:db8::1", HelloForm::Junk},
        {"<a@b>", HelloForm::Junk},
        {"b\xc3\xbc", HelloForm::Junk},
        {"\xfc", HelloForm::Junk},
        {"a\rb", HelloForm::Bad},
        {"a\x7f", HelloForm::Bad},
        {std::string_view("a\0b", 3), HelloForm::Bad},
    };
    for (const Case& one : cases) EXPECT_EQ(classify_hello(one.operand), one.form) << one.operand;
}

TEST(HelloForm, OverADomainsLengthIsBad) {
    EXPECT_EQ(classify_hello(std::string(limits::kDomain, 'a')), HelloForm::Label);
    EXPECT_EQ(classify_hello(std::string(limits::kDomain + 1, 'a')), HelloForm::Bad);
    EXPECT_EQ(classify_hello(std::string(limits::kDomain + 1, '?')), HelloForm::Bad);
}

}  // namespace
}  // namespace heloise
