// [emulate] as it is written, and what is said about mistakes in it.
#include "proxy/config/emulation.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <variant>

#include <gtest/gtest.h>

#include "proxy/config/toml.h"

namespace heloise {
namespace {

constexpr const char* kVerbs = "\n[verbs]\nQUIT = \"221 bye\"\n";

struct Read {
    std::optional<Emulation> emulation;
    std::string problems;  // "LINE:COLUMN: text" each
};

Read read(const std::string& toml) {
    const auto parsed = parse_toml(toml);
    if (const auto* fault = std::get_if<TomlFault>(&parsed)) return {{}, fault->text};
    Problems problems;
    ReadingFile file{"f", problems};
    Read result{read_emulation(Value(std::get<Node>(parsed), "emulate", file)), {}};
    for (const Problem& problem : problems.sorted()) result.problems += problem.printed() + "\n";
    return result;
}

Answer answer_to_quit(const std::string& answer) {
    const Read result = read("[verbs]\nQUIT = " + answer);
    EXPECT_EQ(result.problems, "");
    return result.emulation ? result.emulation->verbs.at("QUIT") : Answer{{"none"}, {}, Then::Stay};
}

TEST(EmulationTable, AnswerIsALineOrLinesOrATable) {
    EXPECT_EQ(answer_to_quit(R"("221 bye")"), (Answer{{"221 bye"}, {}, Then::Stay}));
    EXPECT_EQ(answer_to_quit(R"(["221-a", "221 b"])"), (Answer{{"221-a", "221 b"}, {}, Then::Stay}));
    EXPECT_EQ(answer_to_quit(R"({ say = "221 bye", then = "close", delay = "2s" })"),
              (Answer{{"221 bye"}, 2s, Then::Close}));
    EXPECT_EQ(answer_to_quit(R"({ say = ["221-a", "221 b"], then = "reset" })"),
              (Answer{{"221-a", "221 b"}, {}, Then::Reset}));
    EXPECT_EQ(answer_to_quit(R"({ then = "silence" })"), (Answer{{}, {}, Then::Silence}));
    EXPECT_EQ(answer_to_quit(R"("")"), Answer{});
}

TEST(EmulationTable, AnAnswerMayBeFollowedByOthers) {
    EXPECT_EQ(answer_to_quit(R"({ say = "554 a", also = ["250 b", { say = "554 c", delay = "10ms" }] })"),
              (Answer{{"554 a"}, {}, Then::Stay, {{{"250 b"}}, {{"554 c"}, 10ms}}}));
}

TEST(EmulationTable, EveryTableIsRead) {
    const Read result = read(std::string(R"(
        hostname = "h"
        date = "today"
        banner = "220 x"
        banner_keeps = "02"
        [syntax]
        brackets = "optional"
        blanks = "accepted"
        parameters = "after-ehlo"
        needs_hello = ["MAIL"]
        aliases = { hello = "HELO" }
        masks_unknown = true
        keeps_sender = true
        early_recipients = true
        forks = true
        [reading]
        command = 255
        line = 256
        delivered = 257
        text_mode = true
        cr_ends_line = true
        nul_ends_line = true
        seven_bit = true
        lower_case = true
        [limits]
        header_field = 2500
        sessions = 1
        message_size = "512KiB"
        idle = "180s"
        [message]
        split_end_lost = true
        dots = "alone"
        [recipients]
        refused = ["unknown"]
        failing = ["hangup"]
        [errors]
        own_name = "553 me"
        mail_again = "503 again"
        no_mail = "503 mail"
        no_recipients = "503 rcpt"
        header_field = "554 field"
        failing = "451 fails"
        hello_again = "503 Bad Sequence")") +
                             kVerbs);
    EXPECT_EQ(result.problems, "");
    ASSERT_TRUE(result.emulation);
    const Emulation& how = *result.emulation;
    EXPECT_EQ(how.hostname, "h");
    EXPECT_EQ(how.banner_keeps, "02");
    EXPECT_EQ(how.syntax.brackets, EmulatedSyntax::Brackets::Optional);
    EXPECT_EQ(how.syntax.blanks, EmulatedSyntax::Blanks::Accepted);
    EXPECT_EQ(how.syntax.parameters, EmulatedSyntax::Parameters::AfterEhlo);
    EXPECT_EQ(how.syntax.needs_hello, std::vector<std::string>{"MAIL"});
    EXPECT_EQ(how.syntax.aliases.at("HELLO"), "HELO");
    EXPECT_TRUE(how.syntax.masks_unknown);
    EXPECT_TRUE(how.syntax.keeps_sender && how.syntax.early_recipients && how.syntax.forks);
    EXPECT_EQ(how.reading.command, 255U);
    EXPECT_EQ(how.reading.line, 256U);
    EXPECT_EQ(how.reading.delivered, 257U);
    EXPECT_TRUE(how.reading.text_mode && how.reading.cr_ends_line && how.reading.nul_ends_line);
    EXPECT_TRUE(how.reading.seven_bit && how.reading.lower_case);
    EXPECT_EQ(how.limits.header_field, 2500U);
    EXPECT_EQ(how.limits.sessions, 1U);
    EXPECT_EQ(how.limits.message_size, 512U * 1024);
    EXPECT_EQ(how.limits.idle, 180s);
    EXPECT_TRUE(how.message.split_end_lost);
    EXPECT_EQ(how.recipients.refused, std::vector<std::string>{"unknown"});
    EXPECT_EQ(how.message.dots, EmulatedMessage::Dots::Alone);
    EXPECT_EQ(how.recipients.failing, std::vector<std::string>{"hangup"});
    EXPECT_EQ(how.errors.own_name, Answer{{"553 me"}});
    EXPECT_EQ(how.errors.mail_again, Answer{{"503 again"}});
    EXPECT_EQ(how.errors.no_mail, Answer{{"503 mail"}});
    EXPECT_EQ(how.errors.no_recipients, Answer{{"503 rcpt"}});
    EXPECT_EQ(how.errors.header_field, Answer{{"554 field"}});
    EXPECT_EQ(how.errors.failing, Answer{{"451 fails"}});
    ASSERT_TRUE(how.errors.hello_again);
    EXPECT_EQ(how.errors.hello_again->lines, std::vector<std::string>{"503 Bad Sequence"});
    EXPECT_FALSE(how.errors.hello_operand);
}

struct Mistake {
    const char* toml;
    const char* said;  // part of the message
};

TEST(EmulationTable, MistakesAreNamedWithPlaceAndKey) {
    const Mistake mistakes[] = {
        {"hostnam = \"x\"", "f:1:1: emulate.hostnam: "},
        {"banner = 220", "f:1:10: emulate.banner: must be an answer: a line like \"250 OK\""},
        {"banner = { sey = \"220 x\" }", "emulate.banner.sey: "},
        {"banner = { say = \"220 x\", then = \"die\" }", "emulate.banner.then: must be \"stay\", \"close\""},
        {"banner = { say = \"220 x\", delay = \"2 days\" }", "emulate.banner.delay: must be a duration"},
        {"banner = \"220 {hostnmae}\"", "emulate.banner: {hostnmae} is no placeholder; there are {hostname}"},
        {"banner = \"220 a\\nb\"", "emulate.banner: must be a line without line end"},
        {"banner = [\"220-a\", 1]", "emulate.banner[1]: must be a string"},
        {"banner = { say = \"220 x\", also = [1] }", "emulate.banner.also[0]: must be an answer"},
        {"banner = { say = \"220 x\", also = [{ say = \"5\", also = \"6\" }] }",
         "emulate.banner.also[0]: must be an answer without answers of its own"},
        {"banner = { say = \"220 x\", also = [\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\"] }",
         "emulate.banner.also: must be at most 8 answers"},
        {"[reading]\nline = 4001", "emulate.reading.line: must be a whole number from 0 to 4000"},
        {"[message]\ndots = \"none\"", "emulate.message.dots: must be \"all\", \"doubled\""},
        {"[limits]\nsessions = -1", "f:2:12: emulate.limits.sessions: must be a whole number from 0"},
        {"[syntax]\nbrackets = \"maybe\"", "emulate.syntax.brackets: must be \"required\" or \"optional\""},
        {"[syntax]\naliases = { X = 1 }", "emulate.syntax.aliases.X: "},
        {"syntax = 1", "emulate.syntax: must be a table"},
        {"[errors]\nunknwon = \"500 x\"", "emulate.errors.unknwon: "},
    };
    for (const Mistake& mistake : mistakes) {
        const Read result = read(std::string(mistake.toml) + kVerbs);
        EXPECT_FALSE(result.emulation) << mistake.toml;
        EXPECT_NE(result.problems.find(mistake.said), std::string::npos)
            << mistake.toml << "\n  said: " << result.problems;
    }
}

TEST(EmulationTable, AllMistakesAreNamedTogether) {
    const Read result = read(std::string("date = 1\nbanner = 2\n[limits]\nidle = 3") + kVerbs);
    for (const char* key : {"emulate.date", "emulate.banner", "emulate.limits.idle"})
        EXPECT_NE(result.problems.find(key), std::string::npos) << result.problems;
}

TEST(EmulationTable, ASystemWithoutCommandsIsNone) {
    EXPECT_NE(read("hostname = \"x\"").problems.find("emulate: must have a table verbs"), std::string::npos);
}

TEST(EmulationTable, EveryShippedProfileHasAGoodOne) {
    std::size_t profiles = 0;
    for (const auto& entry : std::filesystem::directory_iterator(HELOISE_SOURCE_DIR "/conf/profiles")) {
        std::ifstream in(entry.path());
        const auto parsed = parse_toml(std::string{std::istreambuf_iterator<char>(in), {}});
        ASSERT_TRUE(std::holds_alternative<Node>(parsed)) << entry.path();
        const Node* table = std::get<Node>(parsed).find("emulate");
        ASSERT_NE(table, nullptr) << entry.path();
        Problems problems;
        ReadingFile file{entry.path().filename().string(), problems};
        EXPECT_TRUE(read_emulation(Value(*table, "emulate", file)));
        for (const Problem& problem : problems.sorted()) ADD_FAILURE() << problem.printed();
        ++profiles;
    }
    EXPECT_GE(profiles, 11U);
}

}  // namespace
}  // namespace heloise
