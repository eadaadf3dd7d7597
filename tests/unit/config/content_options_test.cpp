// The keys of [backend.content] and [backend.access].
#include <gtest/gtest.h>

#include "tests/unit/config/loading.h"

namespace heloise {
namespace {

std::string said(std::string_view keys) {
    return problem(with_backend(keys));
}

TEST(ContentOptions, AreRead) {
    const ContentPolicy content =
        backend(
            with_backend(
                "[backend.content]\neight_bit = 'pass'\nlong_lines = 'reject'\nbare_newline = 'reject'\n"
                "nul = 'strip'\nreceived = false\nsigned = 'reject'\nutf8 = 'reject'\nlookahead = '1MiB'"))
            .content;
    EXPECT_EQ(content.signed_parts, Handling::Reject);
    EXPECT_EQ(content.utf8, Handling::Reject);
    EXPECT_EQ(content.lookahead, 1048576U);
    EXPECT_EQ(content.eight_bit, Handling::Pass);
    EXPECT_EQ(content.long_lines, Handling::Reject);
    EXPECT_EQ(content.bare_newline, BareNewline::Reject);
    EXPECT_EQ(content.nul, NulHandling::Strip);
    EXPECT_FALSE(content.received);
}

TEST(ContentOptions, EightBitAndLongLinesTakeAllThreeValues) {
    for (const std::string value : {"convert", "reject", "pass"}) {
        EXPECT_EQ(said("[backend.content]\neight_bit = '" + value + "'\nlong_lines = '" + value + "'"),
                  "none");
    }
    EXPECT_NE(said("[backend.content]\neight_bit = 'strip'"), "none");
}

TEST(ContentOptions, SignedPartsAndHeadersAreConvertedOrRefused) {
    EXPECT_EQ(said("[backend.content]\nsigned = 'convert'\nutf8 = 'convert'"), "none");
    for (const std::string key : {"signed", "utf8"}) {
        EXPECT_EQ(said("[backend.content]\n" + key + " = 'pass'"),
                  "backend.test.content." + key + ": must be \"convert\" or \"reject\", not \"pass\"");
    }
}

TEST(ContentOptions, LookaheadIsSmallEnoughForEverySession) {
    EXPECT_EQ(said("[backend.content]\nlookahead = '4KiB'"), "none");
    EXPECT_EQ(said("[backend.content]\nlookahead = '16MiB'"), "none");
    EXPECT_NE(said("[backend.content]\nlookahead = 4095"), "none");
    EXPECT_NE(said("[backend.content]\nlookahead = 16777217"), "none");
}

TEST(AccessOptions, NetworksAreRead) {
    const Access access =
        backend(with_backend("[backend.access]\nsenders = ['10.0.0.0/8', '::1/128', '192.0.2.7']")).access;
    ASSERT_EQ(access.senders.size(), 3U);
    EXPECT_EQ(access.senders[0], parse_network("10.0.0.0/8"));
    EXPECT_EQ(access.senders[2], parse_network("192.0.2.7/32"));
}

TEST(AccessOptions, ABadNetworkIsToldAtItsPlace) {
    EXPECT_EQ(said("[backend.access]\nsenders = ['10.0.0.0/8', 'ten']"),
              "backend.test.access.senders[1]: must be a network, like \"10.0.0.0/8\", \"::1/128\" or "
              "\"192.0.2.7\", not "
              "\"ten\"");
    EXPECT_NE(said("[backend.access]\nsenders = ['10.0.0.1/8']").find("bits of the network's hosts are set"),
              std::string::npos);
    EXPECT_NE(said("[backend.access]\nsenders = ['10.0.0.0/33']"), "none");
}

TEST(AccessOptions, DomainsAreReadInLowerCase) {
    EXPECT_EQ(backend(with_backend("[backend.access]\nrecipients = ['Example.ORG', '.example.org']"))
                  .access.recipients,
              (std::vector<std::string>{"example.org", ".example.org"}));
}

TEST(AccessOptions, WhatIsNoDomainIsRefused) {
    for (const std::string domain : {"", ".", "a b", "user@example.org", "..a", "*.example.org"}) {
        EXPECT_EQ(said("[backend.access]\nrecipients = ['" + domain + "']"),
                  "backend.test.access.recipients[0]: must be a domain, like \"example.org\", or "
                  "\".example.org\" for all "
                  "below it, not \"" +
                      domain + "\"");
    }
}

}  // namespace
}  // namespace heloise
