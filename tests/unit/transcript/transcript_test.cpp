// The `.smtp` format, read and written.
#include "proxy/transcript/transcript.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

const std::string kSha256(64, 'a');

Transcript parsed(std::string_view text) {
    auto result = parse_transcript(text);
    const auto* error = std::get_if<TranscriptError>(&result);
    EXPECT_EQ(error, nullptr) << error->line << ": " << error->text;
    return error == nullptr ? std::get<Transcript>(std::move(result)) : Transcript{};
}

TranscriptError refused(std::string_view text) {
    auto result = parse_transcript(text);
    EXPECT_TRUE(std::holds_alternative<TranscriptError>(result)) << text;
    const auto* error = std::get_if<TranscriptError>(&result);
    return error == nullptr ? TranscriptError{} : *error;
}

Said said(std::string_view line) {
    return std::get<Said>(parsed(line).lines.at(0).what);
}

TEST(Transcript, EveryKindOfLineComesBackAsItWas) {
    const std::string text =
        "# a comment\n"
        "\n"
        "@ limits.sessions = 1\n"
        "@ /hostname = \"mx.example.org\"\n"
        "F! connect 192.0.2.1\n"
        "F> MAIL FROM:<a@b.example>\n"
        "F<\n"
        "B< caf\\xC3\\xA9 \\x5C\\x20\n"
        "B> no end\\+\n"
        "F> \\{body octets=12 sha256=" +
        kSha256 +
        "}\n"
        "F> AUTH PLAIN \\{secret}\n"
        "B~ 1500ms\n"
        "B= close\n"
        "F= note outcome_unknown\n";
    EXPECT_EQ(print(parsed(text)), text);
}

TEST(Transcript, ALineStandsForItsCrlf) {
    EXPECT_EQ(said("F> QUIT\n").octets, "QUIT\r\n");
}

TEST(Transcript, APlusAtTheEndTakesTheCrlfAway) {
    EXPECT_EQ(said("F> QU\\+\n").octets, "QU");
}

TEST(Transcript, AnEmptyLineIsACrlfAlone) {
    EXPECT_EQ(said("F>\n").octets, "\r\n");
    EXPECT_EQ(said("B<").octets, "\r\n");
}

TEST(Transcript, EscapesAreOctets) {
    EXPECT_EQ(said("F> a\\x00\\x0D\\x0Ab\\xff\\\\\n").octets, std::string("a\0\r\nb\xff\\\r\n", 9));
}

TEST(Transcript, AnOmittedBodyHasASizeAndNoCrlf) {
    const Said body = said("B< \\{body octets=4294967296 sha256=" + kSha256 + "}\n");
    EXPECT_EQ(body.omitted, Said::Omitted::Body);
    EXPECT_EQ(body.body_octets, 4294967296U);
    EXPECT_EQ(body.octets, "");
}

TEST(Transcript, ASecretKeepsWhatStandsBeforeIt) {
    EXPECT_EQ(said("F> AUTH PLAIN \\{secret}\n").octets, "AUTH PLAIN \r\n");
    EXPECT_EQ(said("F> \\{secret}\n").octets, "\r\n");
}

TEST(Transcript, ASettingKeepsItsValueAsWritten) {
    const Setting setting = std::get<Setting>(parsed("@ /log.level = \"a = b\"\n").lines.at(0).what);
    EXPECT_EQ(setting.key, "log.level");
    EXPECT_EQ(setting.value, "\"a = b\"");
    EXPECT_TRUE(setting.top_level);
}

// Who plays it makes such a body up; what heloise says need not be.
TEST(Transcript, AnOmittedBodyOfAPeerIsOfAGibibyteAtTheMost) {
    const std::string digest = " sha256=" + std::string(64, 'a') + "}";
    EXPECT_TRUE(
        std::holds_alternative<Transcript>(parse_transcript("F> \\{body octets=1073741824" + digest)));
    EXPECT_EQ(refused("F> \\{body octets=1073741825" + digest).line, 1);
    EXPECT_EQ(refused("F> \\{body octets=18446744073709551615" + digest).line, 1);
    EXPECT_EQ(said("B< \\{body octets=18446744073709551615" + digest).body_octets, 18446744073709551615U);
}

TEST(Transcript, WhatItDoesNotKnowIsNamedByItsLine) {
    EXPECT_EQ(refused("# good\nF! conect\n").line, 2);
    for (const char* line : {
             "X> QUIT",
             "F QUIT",
             "F>QUIT",
             "F> QUIT ",
             "F> QUIT\r",
             "F> \tQUIT",
             "F> \\x4",
             "F> \\n",
             "F> \\+more",
             "F> \\{secret}more",
             "F> \\{secret}\\+",
             "F> \\{body octets=x sha256=}",
             "F> \\{body octets=1 sha256=abc}",
             "@key = 1",
             "@ key=1",
             "@ key = ",
             "@ a key = 1",
             "F!",
             "F! close now",
             "F! refuse",
             "F= connect",
             "F= note nonsense",
             "B! connect  192.0.2.1:25",
             "F~ soon",
             "F~ 8785h",
             "F~ 9223372036854775807ms",
         }) {
        EXPECT_EQ(refused(line).line, 1) << line;
    }
}

// What a recording leaves out of what heloise said, each in its own way.
TEST(Transcript, EveryWayToLeaveSomethingOutComesBackAsItWas) {
    const std::string text = "B< \\{changed octets=12 sha256=" + kSha256 +
                             "}\n"
                             "B< \\{begins}\n"
                             "B< \\{anything}\n"
                             "B< \\x09\\{date}\n"
                             "B< Date: \\{date}\n"
                             "B< BDAT \\{size}\n"
                             "B< BDAT \\{size} LAST\n"
                             "F! late 3020ms\n"
                             "F! spool-fails\n"
                             "F! unplayable\n"
                             "B! unheard\n"
                             "B! knows address 192.0.2.1:25 no-ehlo=1h\n"
                             "B! knows verdict 1h <> <r@example.org> 550 5.1.1 No such user\n"
                             "B! knows verdict-elsewhere 1h <> <r@example.org>\n"
                             "B! knows no-verdict <> <r@example.org>\n";
    EXPECT_EQ(print(parsed(text)), text);
    EXPECT_TRUE(said("B< \\{changed octets=1 sha256=" + kSha256 + "}").body_changed);
    EXPECT_EQ(said("B< \\x09\\{date}").octets, "\t\r\n");
    EXPECT_EQ(said("B< BDAT \\{size} LAST").octets, "BDAT  LAST\r\n");
}

// A peer's octets are played, and so must be there.
TEST(Transcript, OnlyWhatHeloiseSaysMayBeLeftOutSo) {
    const std::string changed = "\\{changed octets=12 sha256=" + kSha256 + "}";
    for (const std::string& octets : {changed, std::string("\\{begins}"), std::string("\\{anything}"),
                                      std::string("BDAT \\{size}"), std::string("x \\{date}")}) {
        EXPECT_EQ(refused("F> " + octets).line, 1) << octets;
        EXPECT_EQ(refused("B> " + octets).line, 1) << octets;
        EXPECT_TRUE(std::holds_alternative<Transcript>(parse_transcript("B< " + octets))) << octets;
    }
    EXPECT_EQ(refused("B< x \\{date}\\+").line, 1);
    EXPECT_EQ(refused("B< \\{begins}\\+").line, 1);
}

TEST(Transcript, WhatIsPrintedReadsAsTheSame) {
    const Transcript one = parsed("# a\n@ /hostname = \"a\"\nF! connect\nF~ 1s\nF> NOOP\n");
    EXPECT_EQ(one, parsed(print(one)));
    for (const char* other : {"# b\n@ /hostname = \"a\"\nF! connect\nF~ 1s\nF> NOOP\n",
                              "# a\n@ hostname = \"a\"\nF! connect\nF~ 1s\nF> NOOP\n",
                              "# a\n@ /hostname = \"a\"\nF! connect\nF~ 2s\nF> NOOP\n"})
        EXPECT_NE(one, parsed(other)) << other;
}

}  // namespace
}  // namespace heloise
