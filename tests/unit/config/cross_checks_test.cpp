// Rules that tie several keys or backends together.
#include <gtest/gtest.h>

#include "tests/unit/config/loading.h"

namespace heloise {
namespace {

std::string listening(std::string_view address, std::string_view more = "") {
    return "[[backend]]\nname = 'test'\naddress = ['gate']\nlisten = ['" + std::string(address) + "']\n" +
           std::string(more);
}

std::string two(std::string_view first, std::string_view second) {
    return "[[backend]]\nname = 'a'\naddress = ['gate']\nlisten = ['" + std::string(first) +
           "']\naccess.recipients = ['example.org']\n[[backend]]\nname = 'b'\naddress = ['gate']\nlisten = "
           "['" +
           std::string(second) + "']\naccess.recipients = ['example.org']\n";
}

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

TEST(CrossChecks, AListenerIsTakenOnce) {
    EXPECT_EQ(problem(two("127.0.0.1:25", "127.0.0.1:25")),
              "backend.b.listen: 127.0.0.1:25 is taken by backend.a (127.0.0.1:25)");
    EXPECT_EQ(problem(two("0.0.0.0:25", "127.0.0.1:25")),
              "backend.b.listen: 127.0.0.1:25 is taken by backend.a (0.0.0.0:25)");
    EXPECT_EQ(problem(two("127.0.0.1:25", ":25")),
              "backend.b.listen: 0.0.0.0:25 is taken by backend.a (127.0.0.1:25)");
    EXPECT_EQ(problem(two("[::]:25", "[::1]:25")),
              "backend.b.listen: [::1]:25 is taken by backend.a ([::]:25)");
    EXPECT_EQ(problem(two("127.0.0.1:25", "127.0.0.1:26")), "none");
    EXPECT_EQ(problem(two("127.0.0.1:25", "127.0.0.2:25")), "none");
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

TEST(CrossChecks, AGatewayIsNotHeloiseItself) {
    const auto loops = [](const std::string& address, const std::string& listen) {
        return problem("[[backend]]\nname = 'test'\naddress = ['" + address + "']\nlisten = ['" + listen +
                       "']\naccess.recipients = ['example.org']\n");
    };
    const auto here = [](const std::string& address) {
        return "backend.test.address: " + address +
               " is where this backend listens: mail would go round in a circle";
    };
    EXPECT_EQ(loops("127.0.0.1:25", "127.0.0.1:25"), here("127.0.0.1:25"));
    EXPECT_EQ(loops("127.0.0.1:25", ":25"), here("127.0.0.1:25"));
    EXPECT_EQ(loops("localhost:25", ":25"), here("localhost:25"));
    EXPECT_EQ(loops("localhost:25", "[::1]:25"), here("localhost:25"));
    EXPECT_EQ(loops("127.0.0.2:25", "[::]:25"), here("127.0.0.2:25"));
    EXPECT_EQ(loops("[::1]:25", "[::]:25"), here("[::1]:25"));
    EXPECT_EQ(loops("Gate.example.org:25", "gate.example.org:25"), here("Gate.example.org:25"));
    EXPECT_EQ(loops("127.0.0.1:26", "127.0.0.1:25"), "none");
    EXPECT_EQ(loops("127.0.0.2:25", "127.0.0.1:25"), "none");
    EXPECT_EQ(loops("10.0.0.5:25", ":25"), "none") << "who knows whose address that is";
    EXPECT_EQ(loops("[::1]:25", ":25"), "none");
}

TEST(CrossChecks, AGatewayThatIsAnotherBackendIsWarnedOf) {
    EXPECT_EQ(
        problem(with_backend("") +
                "[[backend]]\nname = 'b'\nlisten = ['127.0.0.1:1']\naddress = ['127.0.0.1:2525']\n"),
        "warning: backend.b.address: 127.0.0.1:2525 is where backend.test listens: mail would pass heloise "
        "twice");
}

TEST(CrossChecks, AnOpenListenerIsWarnedOf) {
    for (const char* address :
         {"0.0.0.0:25", "[::]:25", ":25", "8.8.8.8:25", "[2001:4860::1]:25", "mail.example.org"}) {
        const Loaded loaded = load(listening(address));
        ASSERT_EQ(loaded.problems.size(), 1U) << address;
        EXPECT_TRUE(loaded.problems[0].warning);
        EXPECT_TRUE(loaded.problems[0].text.starts_with("backend.test.access.recipients: is empty"))
            << address;
        EXPECT_TRUE(loaded.configuration) << "a warning is no error";
    }
}

TEST(CrossChecks, APrivateListenerIsNotWarnedOf) {
    for (const char* address :
         {"127.0.0.1:25", "[::1]:25", "10.1.2.3:25", "192.168.0.1:25", "172.16.0.1:25", "[fd00::1]:25"}) {
        EXPECT_EQ(problem(listening(address)), "none") << address;
    }
}

TEST(CrossChecks, AnAccessListSilencesTheWarning) {
    EXPECT_EQ(problem(listening("0.0.0.0:25", "access.recipients = ['example.org']")), "none");
    EXPECT_EQ(problem(listening("0.0.0.0:25", "access.senders = ['10.0.0.0/8']")), "none");
}

TEST(CrossChecks, AMistakeInTheAccessListIsOneProblem) {
    EXPECT_TRUE(problem(listening("0.0.0.0:25", "access.senders = ['ten']"))
                    .starts_with("backend.test.access.senders[0]"));
}

}  // namespace
}  // namespace heloise
