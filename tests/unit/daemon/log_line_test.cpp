// What a line of the log looks like.
#include "proxy/daemon/log_line.h"

#include <gtest/gtest.h>

#include "proxy/session/note_keys.h"

namespace heloise {
namespace {

std::string accepted(LogFormat format) {
    const Fields fields{Field(keys::kFrom, "<a@b>"),
                        Field(keys::kTo, std::vector<std::string>{"<c@d>", "<e@f>"}),
                        Field(keys::kReply, "250 2.0.0 OK"), Field(keys::kOctets, 12)};
    return log_line(
        format,
        {.event = "message_accepted", .session = "t3-1", .backend = "msmail", .front = {}, .fields = fields});
}

TEST(LogLine, TextSaysWhichSessionAndBackend) {
    EXPECT_EQ(accepted(LogFormat::Text),
              R"(message_accepted session=t3-1 backend=msmail from="<a@b>" to="<c@d>,<e@f>")"
              R"( reply="250 2.0.0 OK" octets=12)");
}

TEST(LogLine, JsonHasAMemberPerKey) {
    EXPECT_EQ(accepted(LogFormat::Json),
              R"("event":"message_accepted","session":"t3-1","backend":"msmail","from":"<a@b>",)"
              R"("to":["<c@d>","<e@f>"],"reply":"250 2.0.0 OK","octets":12)");
}

TEST(LogLine, WhatIsAboutNoSessionSaysNone) {
    EXPECT_EQ(log_line(LogFormat::Text, {.event = "x"}), "x");
    EXPECT_EQ(log_line(LogFormat::Json, {.event = "x"}), R"("event":"x")");
    EXPECT_EQ(log_line(LogFormat::Text, {.event = "x", .front = "192.0.2.1"}), "x front=192.0.2.1");
}

TEST(LogLine, NothingAPeerSaidBeginsALineOrAFieldOfItsOwn) {
    const Fields fields{Field(keys::kWhy, "b\" evil=1\r\nevil=1")};
    EXPECT_EQ(log_line(LogFormat::Text, {.event = "x", .fields = fields}),
              R"(x why="b\" evil=1\x0D\x0Aevil=1")");
    EXPECT_EQ(log_line(LogFormat::Json, {.event = "x", .fields = fields}),
              R"("event":"x","why":"b\" evil=1\u000d\u000aevil=1")");
}

TEST(LogLine, WhatNeedsALookUnaskedIsAWarning) {
    EXPECT_EQ(level_of(NoteKind::OutcomeUnknown), LogLevel::Warn);
    EXPECT_EQ(level_of(NoteKind::MessageAccepted), LogLevel::Info);
    EXPECT_EQ(level_of(NoteKind::FrontHello), LogLevel::Debug);
}

}  // namespace
}  // namespace heloise
