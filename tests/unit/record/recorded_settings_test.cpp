// The settings at the top of a recording: what matters and is not usual, as the loader reads it.
#include "proxy/record/recorded_settings.h"

#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "proxy/transcript/transcript_settings.h"
#include "tests/support/every_setting.h"
#include "tests/unit/record/recorded_session.h"

namespace heloise {
namespace {

const SessionFacts kFacts{"mx.example.org", "a-1", "127.0.0.1"};

Backend loaded(const std::string& text) {
    const Loaded loaded = load_settings(std::get<Transcript>(parse_transcript(text)), "t");
    for (const Problem& problem : loaded.problems) ADD_FAILURE() << problem.printed();
    return loaded.configuration ? loaded.configuration->backends.front() : Backend{};
}

TEST(RecordedSettings, WhatATranscriptNeedNotSayIsLeftOut) {
    EXPECT_EQ(recorded_settings(loaded(""), kFacts), "");
}

TEST(RecordedSettings, AnotherHostnameIsOfTheTopLevel) {
    EXPECT_EQ(recorded_settings(loaded(""), {"a.example", "a-1", "127.0.0.1"}),
              "@ /hostname = \"a.example\"");
}

// Every key, each with another value than the default: what is read again is written again.
TEST(RecordedSettings, EveryKeyComesBackAsItWas) {
    const std::string text =
        "@ name = \"gw\"\n"
        "@ address = [\"gw.example:2525\", \"[::1]:25\"]\n"
        "@ greeting = \"ehlo\"\n"
        "@ helo_name = \"hostname\"\n"
        "@ delivery = \"burst\"\n"
        "@ extensions.default = \"strip\"\n"
        "@ content.eight_bit = \"reject\"\n"
        "@ content.signed = \"reject\"\n"
        "@ content.utf8 = \"reject\"\n"
        "@ content.long_lines = \"pass\"\n"
        "@ content.bare_newline = \"reject\"\n"
        "@ content.nul = \"strip\"\n"
        "@ content.received = false\n"
        "@ content.lookahead = 8192\n"
        "@ limits.sessions = 3\n"
        "@ limits.queue_timeout = \"11s\"\n"
        "@ limits.hold = \"12s\"\n"
        "@ limits.spool = 1048576\n"
        "@ limits.messages_per_session = 4\n"
        "@ limits.session_gap = \"1500ms\"\n"
        "@ limits.message_size = 99999\n"
        "@ limits.recipients = 5\n"
        "@ limits.command_line = 600\n"
        "@ limits.text_line = 900\n"
        "@ limits.header_field = 2500\n"
        "@ limits.idle = \"7m\"\n"
        "@ timeouts.setup = \"121s\"\n"
        "@ timeouts.burst_start = \"3m\"\n"
        "@ timeouts.connect = \"21s\"\n"
        "@ timeouts.greeting = \"22s\"\n"
        "@ timeouts.ehlo = \"23s\"\n"
        "@ timeouts.command = \"24s\"\n"
        "@ timeouts.data_start = \"25s\"\n"
        "@ timeouts.data_block = \"26s\"\n"
        "@ timeouts.data_end = \"27s\"\n"
        "@ timeouts.quit = \"28s\"\n"
        "@ quirks.verbs = [\"HELO\", \"MAIL\", \"RCPT\", \"DATA\", \"RSET\", \"QUIT\", \"EHLO\"]\n"
        "@ quirks.rset = \"never\"\n"
        "@ quirks.expect_hangup = [\"Huh?\", \"a \\\"quote\\\" \\\\\"]\n"
        "@ quirks.null_sender = \"<postmaster@a.example>\"\n"
        "@ quirks.source_routes = \"pass\"\n"
        "@ quirks.leading_dot = \"encode\"\n"
        "@ quirks.replies = [{ at = \"data-end\", match = \"552 Error\", say = \"451 4.3.0 Error\" }, "
        "{ at = \"rset\", match = \"500\", say = \"450 later\" }]\n"
        "@ access.recipients = [\"example.org\", \".example.net\"]\n"
        "@ extensions.\"DSN\" = \"strip\"\n"
        "@ extensions.\"SIZE\" = \"pass\"";
    EXPECT_EQ(recorded_settings(loaded(text), kFacts), text);
}

// A key that is new in the tables of proxy/config is recorded, whether its author thought of recordings or
// not.
TEST(RecordedSettings, EveryKeyIsWrittenButWhoMayComeAndTheProfile) {
    std::string connect_early;
    std::set<std::string> written;
    std::string text;
    for (const Printed& each : every_setting_of("backend")) {
        // The two that exclude each other: one of them is alone in a transcript of its own.
        (each.key == "connect" ? connect_early : text) += "@ " + each.key + " = " + each.value + "\n";
    }
    for (const std::string& lines :
         {recorded_settings(loaded(text), kFacts), recorded_settings(loaded(connect_early), kFacts)}) {
        std::istringstream in(lines);
        for (std::string line; std::getline(in, line);) written.insert(line.substr(2, line.find(" = ") - 2));
    }
    std::set<std::string> missing;
    for (const Printed& each : every_setting_of("backend")) {
        if (!written.contains(each.key)) missing.insert(each.key);
    }
    EXPECT_EQ(missing, (std::set<std::string>{"listen", "profile", "limits.senders",
                                              "limits.senders_per_address", "access.senders"}));
    EXPECT_EQ(written.size() + missing.size(), every_setting_of("backend").size());
}

TEST(RecordedSettings, EveryChoiceHasItsWord) {
    for (const std::string line : {
             "greeting = \"helo\"",
             "connect = \"early\"",
             "helo_name = \"other.example\"",
             "extensions.default = \"pass\"",
             "content.eight_bit = \"pass\"",
             "content.long_lines = \"reject\"",
             "quirks.null_sender = \"reject\"",
             "quirks.replies = [{ at = \"banner\", match = \"5\", say = \"450 later\" }]",
             "quirks.replies = [{ at = \"ehlo\", match = \"5\", say = \"450 later\" }]",
             "quirks.replies = [{ at = \"helo\", match = \"5\", say = \"450 later\" }]",
             "quirks.replies = [{ at = \"mail\", match = \"5\", say = \"450 later\" }]",
             "quirks.replies = [{ at = \"rcpt\", match = \"5\", say = \"450 later\" }]",
             "quirks.replies = [{ at = \"data\", match = \"5\", say = \"450 later\" }]",
         }) {
        EXPECT_EQ(recorded_settings(loaded("@ " + line), kFacts), "@ " + line);
    }
}

// A replay needs no profile beside it.
TEST(RecordedSettings, AProfileIsWrittenAsWhatItSays) {
    const Backend gateway = loaded("@ profile = \"msmail-3.0\"");
    const std::string text = recorded_settings(gateway, kFacts);
    EXPECT_EQ(text.find("profile"), std::string::npos);
    EXPECT_NE(text.find("@ quirks.replies = "), std::string::npos) << text;
    EXPECT_EQ(recorded_settings(loaded(text), kFacts), text);
}

TEST(RecordedSettings, WhoMayComeIsNotAmongThem) {
    EXPECT_EQ(recorded_settings(loaded("@ listen = [\"127.0.0.1:2525\"]\n@ limits.senders = 3\n"
                                       "@ limits.senders_per_address = 2\n"
                                       "@ access.senders = [\"192.0.2.0/24\"]"),
                                kFacts),
              "");
}

TEST(RecordedSettings, StandAboveEverythingElse) {
    RecordedSession session;
    session.facts.hostname = "other.example";
    session.backend.content.received = false;
    session.begin_message();
    session.front("\r\nHi\r\n.\r\n");
    session.back("250 taken\r\n");
    session.end();
    EXPECT_TRUE(
        session.paper.text.starts_with("@ /hostname = \"other.example\"\n@ greeting = \"helo\"\n"
                                       "@ content.received = false\nF! connect\n"))
        << session.paper.text;
    EXPECT_EQ(fault_of_recording(session.paper.text), "");
}

}  // namespace
}  // namespace heloise
