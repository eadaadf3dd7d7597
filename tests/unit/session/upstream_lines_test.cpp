// Which lines a back hears for what its sender said.
#include "proxy/session/upstream_lines.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

Command command(std::string_view line) {
    return std::get<Command>(parse_command(line));
}
Mail mail(std::string_view line) {
    return std::get<Mail>(command(line));
}
Rcpt rcpt(std::string_view line) {
    return std::get<Rcpt>(command(line));
}

const Capabilities kNothing;
const Capabilities kEverything({{"SIZE", "1000000"}, {"8BITMIME", ""}, {"SMTPUTF8", ""}, {"DSN", ""}});

TEST(UpstreamLines, ABackThatOffersNothingHearsThePathAlone) {
    const Backend backend;
    EXPECT_EQ(mail_line(mail("mail from: <a@b.example> SIZE=10 BODY=8BITMIME"), 10, {backend, &kNothing}),
              "MAIL FROM:<a@b.example>");
    EXPECT_EQ(rcpt_line(rcpt("RCPT TO:<c@d.example>"), {backend, &kNothing}), "RCPT TO:<c@d.example>");
}

TEST(UpstreamLines, TheSizeIsThatOfTheMessageThatLeaves) {
    const Backend backend;
    const Mail said = mail("MAIL FROM:<a@b.example> SIZE=10");
    EXPECT_EQ(mail_line(said, 12, {backend, &kEverything}), "MAIL FROM:<a@b.example> SIZE=12");
    EXPECT_EQ(mail_line(said, std::nullopt, {backend, &kEverything}), "MAIL FROM:<a@b.example>");
    EXPECT_EQ(mail_line(mail("MAIL FROM:<a@b.example>"), 12, {backend, &kEverything}),
              "MAIL FROM:<a@b.example>");
}

TEST(UpstreamLines, SevenBitsAreNoPromise) {
    const Backend backend;
    EXPECT_EQ(mail_line(mail("MAIL FROM:<a@b.example> BODY=7BIT"), {}, {backend, &kEverything}),
              "MAIL FROM:<a@b.example>");
    EXPECT_EQ(mail_line(mail("MAIL FROM:<a@b.example> BODY=8BITMIME"), {}, {backend, &kEverything}),
              "MAIL FROM:<a@b.example> BODY=8BITMIME");
}

TEST(UpstreamLines, WhereThereIsNoRoomForBothTheAddressCounts) {
    Backend backend;
    const Mail said = mail("MAIL FROM:<a@b.example> SIZE=10");
    backend.limits.command_line = 33;  // with CRLF
    EXPECT_EQ(mail_line(said, 10, {backend, &kEverything}), "MAIL FROM:<a@b.example> SIZE=10");
    backend.limits.command_line = 32;
    EXPECT_EQ(mail_line(said, 10, {backend, &kEverything}), "MAIL FROM:<a@b.example>");
}

TEST(UpstreamLines, ALineCountsWithItsEnd) {
    Backend backend;
    backend.limits.command_line = 12;
    EXPECT_TRUE(line_fits("EXPN lists", backend));
    EXPECT_FALSE(line_fits("EXPN a list", backend));
}

TEST(UpstreamLines, SourceRoutesGoWhereTheyArePassed) {
    Backend backend;
    const Rcpt said = rcpt("RCPT TO:<@x.example:c@d.example>");
    EXPECT_EQ(rcpt_line(said, {backend, &kNothing}), "RCPT TO:<c@d.example>");
    backend.quirks.source_routes = SourceRoutes::Pass;
    EXPECT_EQ(rcpt_line(said, {backend, &kNothing}), "RCPT TO:<@x.example:c@d.example>");
}

TEST(UpstreamLines, TheNullReversePathIsReplacedWhereItIsNotTaken) {
    Backend backend;
    EXPECT_EQ(mail_line(mail("MAIL FROM:<>"), {}, {backend, &kNothing}), "MAIL FROM:<>");
    backend.quirks.null_sender = {NullSender::Kind::Replace, "<bounces@b.example>"};
    EXPECT_EQ(mail_line(mail("MAIL FROM:<>"), {}, {backend, &kNothing}), "MAIL FROM:<bounces@b.example>");
    EXPECT_EQ(mail_line(mail("MAIL FROM:<a@b>"), {}, {backend, &kNothing}), "MAIL FROM:<a@b>");
}

TEST(UpstreamLines, AUtf8DomainBecomesALabels) {
    const Backend backend;
    const Rcpt said = rcpt(
        "RCPT TO:<c@b\xC3\xBC"
        "cher.example>");
    EXPECT_FALSE(why_unsayable(said.forward_path, true, {backend, &kNothing}));
    EXPECT_EQ(rcpt_line(said, {backend, &kNothing}), "RCPT TO:<c@xn--bcher-kva.example>");
    EXPECT_EQ(rcpt_line(said, {backend, &kEverything}),
              "RCPT TO:<c@b\xC3\xBC"
              "cher.example>");
}

TEST(UpstreamLines, AUtf8LocalPartNeedsABackThatTakesIt) {
    const Backend backend;
    const Path path = mail("MAIL FROM:<j\xC3\xBCrgen@b.example> SMTPUTF8").reverse_path;
    EXPECT_FALSE(why_unsayable(path, true, {backend, &kEverything}));
    EXPECT_FALSE(why_unsayable(path, true, {backend, nullptr}));  // nobody knows yet
    EXPECT_EQ(why_unsayable(path, true, {backend, &kNothing}),
              "<j\\x{FC}rgen@b.example>: the gateway takes ASCII local parts only");
    EXPECT_EQ(why_unsayable(path, false, {backend, &kEverything}),
              "<j\\x{FC}rgen@b.example> is not ASCII, and SMTPUTF8 was not asked for");
}

TEST(UpstreamLines, MailDeclares) {
    EXPECT_TRUE(declares_utf8(mail("MAIL FROM:<a@b> SMTPUTF8")));
    EXPECT_FALSE(declares_utf8(mail("MAIL FROM:<a@b>")));
    EXPECT_TRUE(declares_binary(mail("MAIL FROM:<a@b> BODY=BinaryMime")));
    EXPECT_FALSE(declares_binary(mail("MAIL FROM:<a@b> BODY=8BITMIME")));
    EXPECT_EQ(declared_size(mail("MAIL FROM:<a@b> SIZE=12")), 12U);
    EXPECT_EQ(declared_size(mail("MAIL FROM:<a@b>")), std::nullopt);
}

TEST(UpstreamLines, OnlyANameThatEveryBackTakesIsPassedOn) {
    Backend backend;
    const Hello good{true, "client.example"};
    const Hello junk{true, "my pc"};
    EXPECT_EQ(upstream_name(backend, "mx.example", &good), "client.example");
    EXPECT_EQ(upstream_name(backend, "mx.example", &junk), "mx.example");
    EXPECT_EQ(upstream_name(backend, "mx.example", nullptr), "mx.example");
    backend.helo_name = {HeloName::Kind::Hostname, {}};
    EXPECT_EQ(upstream_name(backend, "mx.example", &good), "mx.example");
    backend.helo_name = {HeloName::Kind::Literal, "relay.example"};
    EXPECT_EQ(upstream_name(backend, "mx.example", &good), "relay.example");
}

}  // namespace
}  // namespace heloise
