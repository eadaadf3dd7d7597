// What a line of the log looks like.
#include "proxy/edge/log_line.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

constexpr LogEvent kAccepted{.event = "message_accepted",
                             .session = "t3-1",
                             .backend = "msmail",
                             .text = R"(from=<a@b> reply=250 2.0.0 OK octets=12)"};

TEST(LogLine, TextSaysWhichSessionAndBackend) {
    EXPECT_EQ(log_line(LogFormat::Text, kAccepted),
              "message_accepted session=t3-1 backend=msmail from=<a@b> reply=250 2.0.0 OK octets=12");
}

TEST(LogLine, JsonHasAMemberPerKey) {
    EXPECT_EQ(log_line(LogFormat::Json, kAccepted),
              R"("event":"message_accepted","session":"t3-1","backend":"msmail","from":"<a@b>",)"
              R"("reply":"250 2.0.0 OK","octets":"12")");
}

TEST(LogLine, JsonQuotesWhatNeedsIt) {
    EXPECT_EQ(log_line(LogFormat::Json, {.event = "x", .text = "why=a\"b\\c\x01"}),
              "\"event\":\"x\",\"why\":\"a\\\"b\\\\c\\u0001\"");
}

TEST(LogLine, AValueInQuotesIsOneValueInJson) {
    EXPECT_EQ(log_line(LogFormat::Json, {.event = "x", .text = R"(state=mail what="no key=here" left=1)"}),
              R"("event":"x","state":"mail","what":"no key=here","left":"1")");
}

TEST(LogLine, TextWithoutAKeyIsKept) {
    EXPECT_EQ(log_line(LogFormat::Json, {.event = "x", .text = "just words"}),
              R"("event":"x","text":"just words")");
    EXPECT_EQ(log_line(LogFormat::Text, {.event = "x"}), "x");
}

TEST(LogLine, NothingAPeerSaidBeginsALineOfItsOwn) {
    EXPECT_EQ(log_line(LogFormat::Text, {.event = "x", .text = "a=b\r\nevil=1\x7f\xff"}),
              R"(x a=b\x0d\x0aevil=1\x7f\xff)");
}

TEST(LogLine, WhatNeedsALookUnaskedIsAWarning) {
    EXPECT_EQ(level_of(NoteKind::OutcomeUnknown), LogLevel::Warn);
    EXPECT_EQ(level_of(NoteKind::MessageAccepted), LogLevel::Info);
    EXPECT_EQ(level_of(NoteKind::FrontHello), LogLevel::Debug);
}

}  // namespace
}  // namespace heloise
