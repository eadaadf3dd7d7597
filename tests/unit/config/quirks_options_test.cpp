// The keys of [backend.quirks].
#include <gtest/gtest.h>

#include "tests/unit/config/loading.h"

namespace heloise {
namespace {

std::string said(const std::string& keys) {
    return problem(with_backend("[backend.quirks]\n" + keys));
}
Quirks quirks(const std::string& keys) {
    return backend(with_backend("[backend.quirks]\n" + keys)).quirks;
}

TEST(QuirksOptions, AreRead) {
    const Quirks read = quirks(
        "verbs = ['helo', 'MAIL', 'RCPT', 'DATA', 'QUIT']\nrset = 'never'\nexpect_hangup = ['Huh?']\n"
        "source_routes = 'pass'\n"
        "replies = [{ at = 'data-end', match = '552 Error', say = '451 4.3.0 Later' }]");
    EXPECT_EQ(read.verbs, (std::vector<std::string>{"HELO", "MAIL", "RCPT", "DATA", "QUIT"}));
    EXPECT_EQ(read.rset, RsetUse::Never);
    EXPECT_EQ(read.expect_hangup, std::vector<std::string>{"Huh?"});
    EXPECT_EQ(read.source_routes, SourceRoutes::Pass);
    ASSERT_EQ(read.replies.size(), 1U);
    EXPECT_EQ(read.replies[0].at, ReplyPlace::DataEnd);
    EXPECT_EQ(read.replies[0].match, "552 Error");
    EXPECT_EQ(read.replies[0].say, "451 4.3.0 Later");
}

TEST(QuirksOptions, VerbsMustBeEnoughForMail) {
    EXPECT_EQ(said("verbs = []"), "none");
    EXPECT_EQ(said("verbs = ['MAIL', 'RCPT', 'DATA', 'QUIT']"),
              "backend.test.quirks.verbs: must hold HELO or EHLO: no mail passes without");
    EXPECT_EQ(said("verbs = ['HELO', 'RCPT', 'DATA', 'QUIT']"),
              "backend.test.quirks.verbs: must hold MAIL: no mail passes without");
    EXPECT_EQ(said("verbs = ['HELO', 'MAIL', 'RCPT', 'DATA']"),
              "backend.test.quirks.verbs: must hold QUIT: no mail passes without");
    EXPECT_EQ(said("verbs = ['EHLO', 'MAIL', 'RCPT', 'DATA', 'QUIT']"), "none");
}

TEST(QuirksOptions, AnUnknownVerbNamesTheNearest) {
    const std::string text = said("verbs = ['HELO', 'MALI', 'RCPT', 'DATA', 'QUIT']");
    EXPECT_TRUE(text.starts_with("backend.test.quirks.verbs[1]: \"MALI\" is no command")) << text;
    EXPECT_TRUE(text.ends_with("did you mean MAIL?")) << text;
}

TEST(QuirksOptions, ANullSenderMayBeReplaced) {
    EXPECT_EQ(quirks("null_sender = 'pass'").null_sender.kind, NullSender::Kind::Pass);
    EXPECT_EQ(quirks("null_sender = 'reject'").null_sender.kind, NullSender::Kind::Reject);
    const NullSender replaced = quirks("null_sender = '<postmaster@example.org>'").null_sender;
    EXPECT_EQ(replaced.kind, NullSender::Kind::Replace);
    EXPECT_EQ(replaced.path, "<postmaster@example.org>");
    for (const std::string value :
         {"'<>'", "'postmaster@example.org'", "'<a@b> x'", "''", "5", "'strip'", "\"<a\\r\\n@b>\""}) {
        EXPECT_NE(said("null_sender = " + value), "none") << value;
    }
}

TEST(QuirksOptions, ARuleNeedsAllItsKeys) {
    EXPECT_EQ(said("replies = [{ match = '552', say = '451 x' }]"),
              "backend.test.quirks.replies[0]: at is missing");
    EXPECT_EQ(said("replies = [{ at = 'mail', say = '451 x' }]"),
              "backend.test.quirks.replies[0]: match is missing");
    EXPECT_EQ(said("replies = [{ at = 'mail', match = '552' }]"),
              "backend.test.quirks.replies[0]: say is missing");
    EXPECT_EQ(said("replies = ['552']"), "backend.test.quirks.replies[0]: must be a table, not \"552\"");
    EXPECT_EQ(said("replies = [{ at = 'mail', match = '552', say = '451 x', when = 1 }]"),
              "backend.test.quirks.replies[0].when: there is no such key");
}

TEST(QuirksOptions, EveryPlaceOfARuleIsKnown) {
    for (const std::string at : {"banner", "ehlo", "helo", "mail", "rcpt", "data", "data-end", "rset"}) {
        EXPECT_EQ(said("replies = [{ at = '" + at + "', match = 'x', say = '451 x' }]"), "none") << at;
    }
    EXPECT_NE(said("replies = [{ at = 'quit', match = 'x', say = '451 x' }]"), "none");
}

TEST(QuirksOptions, OnlyRefusalsAreChangedIntoRefusals) {
    for (const std::string say :
         {"250 ok", "354 go", "451", "451 ", "451  ", "45 x", "461 x", "600 x", "451-x", "451x", ""}) {
        EXPECT_NE(said("replies = [{ at = 'mail', match = 'x', say = '" + say + "' }]"), "none") << say;
    }
    EXPECT_NE(said("replies = [{ at = 'mail', match = 'x', say = \"451 a\\r\\n250 b\" }]"), "none");
    EXPECT_NE(said("replies = [{ at = 'mail', match = 'x', say = '451 " + std::string(510, 'x') + "' }]"),
              "none");
    EXPECT_EQ(said("replies = [{ at = 'mail', match = '250 ok', say = '451 x' }]"),
              "backend.test.quirks.replies[0].match: only replies of 4xx and 5xx are ever changed");
    EXPECT_EQ(said("replies = [{ at = 'mail', match = '250kg too heavy', say = '451 x' }]"), "none");
    EXPECT_EQ(said("replies = [{ at = 'mail', match = 'x', say = '451 5.3.0 x' }]"),
              "backend.test.quirks.replies[0].say: the enhanced status code must begin with the reply's "
              "first digit");
}

TEST(QuirksOptions, HangupTextsArePrintable) {
    EXPECT_NE(said("expect_hangup = ['']"), "none");
    EXPECT_NE(said("expect_hangup = 'Huh?'"), "none");
}

TEST(QuirksOptions, LeadingDotsAreStuffedOrEncoded) {
    EXPECT_EQ(quirks("").leading_dot, LeadingDot::Stuff);
    EXPECT_EQ(quirks("leading_dot = 'stuff'").leading_dot, LeadingDot::Stuff);
    EXPECT_EQ(quirks("leading_dot = 'encode'").leading_dot, LeadingDot::Encode);
    EXPECT_NE(said("leading_dot = 'pass'"), "none");
}

}  // namespace
}  // namespace heloise
