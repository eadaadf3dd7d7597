// Whole configuration files: the shipped ones, bad ones, hostile ones.
#include "proxy/config/load.h"

#include <random>

#include <gtest/gtest.h>

#include "tests/unit/config/loading.h"

namespace heloise {
namespace {

using namespace std::string_literals;

TEST(Load, ShippedFilesAreGood) {
    for (const std::string name : {"heloise.toml", "minimal.toml"}) {
        const Loaded loaded = load_file(HELOISE_SOURCE_DIR "/conf/" + name, "");
        EXPECT_TRUE(loaded.configuration) << name;
        for (const Problem& problem : loaded.problems) ADD_FAILURE() << problem.printed();
    }
}

TEST(Load, TheMinimalFileIsWhatItSays) {
    const Loaded loaded = load_file(HELOISE_SOURCE_DIR "/conf/minimal.toml", "");
    ASSERT_TRUE(loaded.configuration);
    ASSERT_EQ(loaded.configuration->backends.size(), 1U);
    EXPECT_EQ(loaded.configuration->hostname, "mx.example.org");
    EXPECT_EQ(loaded.configuration->backends[0].access.recipients, std::vector<std::string>{"example.org"});
    EXPECT_EQ(loaded.configuration->backends[0].greeting, Greeting::Helo);
}

TEST(Load, AMissingFileIsAProblem) {
    const Loaded loaded = load_file("/nonexistent/x.toml", "");
    EXPECT_FALSE(loaded.configuration);
    ASSERT_EQ(loaded.problems.size(), 1U);
    EXPECT_EQ(loaded.problems[0].printed(),
              "/nonexistent/x.toml:1:1: cannot be read: No such file or directory");
}

TEST(Load, ASyntaxErrorIsToldAlone) {
    const std::vector<std::string> found = problems("wrokers = 1\n[[backend]]\nname = = 1\n");
    ASSERT_EQ(found.size(), 1U);
    EXPECT_TRUE(found[0].starts_with("test.toml:3:")) << found[0];
}

TEST(Load, AllProblemsAreToldTogetherInTheOrderOfTheFile) {
    const std::vector<std::string> found = problems(
        "drian = '1s'\n" +
        with_backend("greeting = 'hello'\n[backend.limits]\nsessions = 'one'\n[backend.quirks]\nx = 1"));
    ASSERT_EQ(found.size(), 4U);
    EXPECT_TRUE(found[0].starts_with("test.toml:1:1: drian: ")) << found[0];
    EXPECT_TRUE(found[1].starts_with("test.toml:7:12: backend.test.greeting: ")) << found[1];
    EXPECT_TRUE(found[2].starts_with("test.toml:9:12: backend.test.limits.sessions: ")) << found[2];
    EXPECT_TRUE(found[3].starts_with("test.toml:11:1: backend.test.quirks.x: ")) << found[3];
}

TEST(Load, AFileWithoutABackendServesNobody) {
    const std::string missing = "backend: is missing: at least one [[backend]] says which gateway is served";
    EXPECT_EQ(problem(""), missing);
    EXPECT_EQ(problem("backend = []"), missing);
    EXPECT_EQ(problem("[backend]\nname = 'x'"), "backend: must be written [[backend]], once per gateway");
    EXPECT_EQ(problem("backend = 1"), "backend: must be written [[backend]], once per gateway");
    EXPECT_EQ(problem("backend = [1]"), "backend[0]: must be a table, not 1");
}

TEST(Load, SeveralBackendsKeepTheirOrder) {
    const Loaded loaded =
        load(with_backend("") + "[[backend]]\nname = 'b'\nlisten = ['127.0.0.1:1']\naddress = ['a']\n");
    ASSERT_TRUE(loaded.configuration);
    ASSERT_EQ(loaded.configuration->backends.size(), 2U);
    EXPECT_EQ(loaded.configuration->backends[1].name, "b");
}

TEST(Load, ABackendThatWasNamedBadlyIsCalledByItsNumber) {
    EXPECT_TRUE(problem("[[backend]]\nname = 5\nlisten = ['127.0.0.1']\naddress = ['a']")
                    .starts_with("backend[0].name: "));
}

TEST(Load, NamesFromTheFileReachNoTerminalRaw) {
    for (const std::string& line :
         problems("[[backend]]\nname = \"a\\u001b[2J\"\n\"k\\u0007\" = 1\ngreeting = \"\\u001b\"")) {
        for (const char c : line) EXPECT_TRUE(static_cast<unsigned char>(c) >= ' ' && c != '\x7f') << line;
    }
}

// Wrong types everywhere: every key of the shipped files in turn gets every type of value.
TEST(Load, AnyTypeAnywhereIsAProblemAtMost) {
    for (const char* value : {"1", "-1", "1.5", "nan", "true", "''", "'x'", "[]", "[[]]", "[{}]", "{}",
                              "{ a = 1 }", "[1, 'x']", "9223372036854775807", "-9223372036854775808"}) {
        for (const char* key : {"name",
                                "listen",
                                "address",
                                "profile",
                                "greeting",
                                "helo_name",
                                "connect",
                                "delivery",
                                "proxy_protocol",
                                "tls",
                                "upstream_tls",
                                "auth",
                                "upstream_auth",
                                "extensions",
                                "content",
                                "limits",
                                "timeouts",
                                "quirks",
                                "access",
                                "quirks.replies",
                                "quirks.verbs",
                                "quirks.expect_hangup",
                                "quirks.null_sender",
                                "access.senders",
                                "access.recipients",
                                "limits.message_size",
                                "limits.spool",
                                "timeouts.burst_start"}) {
            const Loaded loaded = load("[[backend]]\n"s + key + " = " + value);
            EXPECT_FALSE(loaded.configuration);
            EXPECT_FALSE(loaded.problems.empty());
        }
        for (const char* key :
             {"hostname", "workers", "user", "drain", "log", "admin", "tls", "record", "backend"}) {
            EXPECT_FALSE(load(std::string(key) + " = " + value).configuration);
        }
    }
}

// Random damage to a good file, always the same from the same seed.
TEST(Load, DamagedFilesAreReadOrRefused) {
    const std::string good = with_backend(
        "profile = 'msmail-3.0'\n[backend.quirks]\nreplies = [{ at = 'mail', match = 'x', say "
        "= '451 x' }]\n[backend.access]\nsenders = ['10.0.0.0/8']");
    std::mt19937 random(1);
    for (int round = 0; round < 2000; ++round) {
        std::string text = good;
        for (int change = 0; change < 3; ++change) {
            const std::size_t at = random() % text.size();
            if (random() % 2 == 0) {
                text[at] = static_cast<char>(random());
            } else {
                text.erase(at, 1 + random() % 8);
            }
        }
        const Loaded loaded = load(text);
        EXPECT_TRUE(loaded.configuration.has_value() || !loaded.problems.empty());
    }
}

}  // namespace
}  // namespace heloise
