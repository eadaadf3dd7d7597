// Rules that tie several keys or backends together.
#include <gtest/gtest.h>

#include "tests/unit/config/loading.h"

namespace heloise {
namespace {

TEST(CrossChecks, WhatIsRequiredIsToldAtTheStanza) {
    EXPECT_EQ(problems("[[backend]]"),
              (std::vector<std::string>{
                  "test.toml:1:1: backend[0].name: is missing: a word to know this backend by, like name = "
                  "\"msmail\"",
                  "test.toml:1:1: backend[0].listen: is missing: where senders connect, like listen = "
                  "[\"0.0.0.0:25\"]",
                  "test.toml:1:1: backend[0].address: is missing: where the gateway is, like address = "
                  "[\"10.0.0.5:25\"]"}));
}

TEST(CrossChecks, AnEmptyListIsAsGoodAsNone) {
    const std::vector<std::string> found = problems("[[backend]]\nname = 'test'\nlisten = []\naddress = []");
    ASSERT_EQ(found.size(), 2U);
    EXPECT_TRUE(found[0].starts_with("test.toml:3:10: backend.test.listen: is empty")) << found[0];
    EXPECT_TRUE(found[1].starts_with("test.toml:4:11: backend.test.address: is empty")) << found[1];
}

TEST(CrossChecks, ABadListIsNotCalledEmptyToo) {
    EXPECT_EQ(load("[[backend]]\nname = 'test'\nlisten = ['?']\naddress = ['gate']").problems.size(), 1U);
}

TEST(CrossChecks, NamesAreUnique) {
    const std::vector<std::string> found = problems(with_backend("") +
                                                    "[[backend]]\nname = 'test'\nlisten = ['127.0.0.1:1']\n"
                                                    "address = ['a']");
    EXPECT_EQ(found, (std::vector<std::string>{
                         "test.toml:8:8: backend.test.name: another backend is called \"test\", too"}));
}

TEST(CrossChecks, EarlyDoesNotGoWithALimitOfSessions) {
    EXPECT_EQ(problem(with_backend("connect = 'early'")), "none");
    EXPECT_EQ(
        problems(with_backend("connect = 'early'\n[backend.limits]\nsessions = 1")),
        (std::vector<std::string>{"test.toml:6:11: backend.test.connect: \"early\" cannot go with "
                                  "limits.sessions = 1: a sender that only "
                                  "connects would keep the others waiting; \"late\" would be accepted"}));
}

TEST(CrossChecks, EarlyDoesNotGoWithAProfilesLimitEither) {
    EXPECT_TRUE(problem(with_backend("connect = 'early'\nprofile = 'msmail-3.0'"))
                    .starts_with("backend.test.connect: \"early\""));
    EXPECT_EQ(problem(with_backend("connect = 'early'\nprofile = 'msmail-3.0'\nlimits.sessions = 0")),
              "none");
}

TEST(CrossChecks, AGapNeedsALimitOfSessions) {
    EXPECT_EQ(problem(with_backend("limits.session_gap = '1s'")),
              "warning: backend.test.limits.session_gap: does nothing without limits.sessions");
    EXPECT_EQ(problem(with_backend("limits.session_gap = '1s'\nlimits.sessions = 1")), "none");
}

TEST(CrossChecks, EarlyDoesNotGoWithBurst) {
    EXPECT_EQ(problem(with_backend("delivery = 'burst'")), "none");
    EXPECT_EQ(
        problem(with_backend("connect = 'early'\ndelivery = 'burst'")),
        "backend.test.connect: \"early\" cannot go with delivery = \"burst\", which calls the gateway only "
        "when a message is complete; \"late\" would be accepted");
}

TEST(CrossChecks, ASpoolIsNoneOrLargerThanMemory) {
    EXPECT_EQ(problem(with_backend("limits.spool = 0")), "none");
    EXPECT_EQ(problem(with_backend("limits.spool = '256KiB'")), "none");
    EXPECT_EQ(
        problem(with_backend("limits.spool = '255KiB'")),
        "backend.test.limits.spool: must be 0 or at least content.lookahead, which is 256KiB, not 255KiB");
    EXPECT_EQ(problem(with_backend("limits.spool = '255KiB'\ncontent.lookahead = '64KiB'")), "none");
}

TEST(CrossChecks, BurstNeedsRoomForWhatSizePromises) {
    EXPECT_EQ(problem(with_backend("limits.message_size = '100MiB'")), "none");
    EXPECT_EQ(problem(with_backend("delivery = 'burst'\nlimits.message_size = '64MiB'")), "none");
    EXPECT_EQ(
        problem(with_backend("delivery = 'burst'\nlimits.message_size = '100MiB'")),
        "warning: backend.test.limits.message_size: promises 100MiB, while delivery = \"burst\" has room for "
        "64MiB; larger messages are refused (limits.spool)");
    EXPECT_TRUE(
        problem(with_backend("delivery = 'burst'\nlimits.message_size = '1MiB'\nlimits.spool = 0"))
            .starts_with(
                "warning: backend.test.limits.message_size: promises 1MiB, while delivery = \"burst\" "
                "has room for 256KiB"));
}

TEST(CrossChecks, EmulateThatDoesNothingIsWarnedOf) {
    const std::string emulate = "extensions.8BITMIME = 'emulate'\n";
    EXPECT_EQ(problem(with_backend(emulate)), "none");
    EXPECT_EQ(
        problem(with_backend(emulate + "content.eight_bit = 'reject'")),
        "warning: backend.test.extensions.8BITMIME: \"emulate\" does nothing with the other keys of this "
        "backend: it is emulated where content.eight_bit = \"convert\": 8-bit parts are encoded");
    EXPECT_TRUE(problem(with_backend("extensions = { 8BITMIME = 'strip', smtputf8 = 'emulate' }"))
                    .starts_with("warning: backend.test.extensions.SMTPUTF8: \"emulate\" does nothing"));
}

}  // namespace
}  // namespace heloise
