// The keys of the whole daemon.
#include <gtest/gtest.h>

#include "tests/unit/config/loading.h"

namespace heloise {
namespace {

std::string with_top(std::string_view keys) {
    return std::string(keys) +
           "\n[[backend]]\nname = \"test\"\nlisten = [\"127.0.0.1:2525\"]\naddress = [\"127.0.0.1\"]\n";
}

TEST(TopOptions, AreRead) {
    const Loaded loaded =
        load(with_top("hostname = 'mx.example.org'\nworkers = 1\nuser = ''\ndrain = '5s'\n"
                      "[log]\nformat = 'json'\nlevel = 'debug'"));
    ASSERT_TRUE(loaded.configuration);
    EXPECT_EQ(loaded.configuration->hostname, "mx.example.org");
    EXPECT_EQ(loaded.configuration->workers, 1U);
    EXPECT_EQ(loaded.configuration->drain, 5s);
    EXPECT_EQ(loaded.configuration->log, (LogSettings{LogFormat::Json, LogLevel::Debug}));
}

TEST(TopOptions, TheMachinesNameIsTheDefault) {
    EXPECT_EQ(load(with_top("")).configuration->hostname, "machine.example.org");
}

TEST(TopOptions, AMachineWithoutANameNeedsTheKey) {
    const Loaded loaded = load_text(with_top(""), "f", "bad name");
    ASSERT_EQ(loaded.problems.size(), 1U);
    EXPECT_EQ(loaded.problems[0].printed(),
              "f:1:1: hostname: is missing, and the machine has no usable name of its own");
    EXPECT_FALSE(loaded.configuration);
}

TEST(TopOptions, AHostNameIsADomain) {
    for (const char* text : {"hostname = 'a b'", "hostname = ''", "hostname = '[10.0.0.1]'", "hostname = 5",
                             "hostname = 'a\xc3\xa4'"}) {
        EXPECT_NE(problem(with_top(text)).find("hostname: must be a host name"), std::string::npos) << text;
    }
}

TEST(TopOptions, MoreThanOneLoopIsNotYet) {
    EXPECT_EQ(problem(with_top("workers = 0")), "none");
    EXPECT_EQ(problem(with_top("workers = 2")),
              "workers: this version of heloise runs one event loop; only 0 and 1 are accepted");
    EXPECT_EQ(problem(with_top("user = 'mail'")),
              "user: this version of heloise does not support it yet; only the default, \"\", is accepted");
}

TEST(TopOptions, TablesOfLaterVersionsAreRefusedWhole) {
    for (const std::string table : {"admin", "tls"}) {
        const std::string refused =
            table + ": this version of heloise does not support it yet; leave the table out";
        EXPECT_EQ(problem(with_top("[" + table + "]")), refused);
        EXPECT_EQ(problem(with_top("[" + table + "]\nlisten = 1\nx = 2")), refused);
    }
}

TEST(TopOptions, AnUnknownKeyNamesTheNearest) {
    EXPECT_EQ(problem(with_top("hostnam = 'a'")), "hostnam: there is no such key; did you mean hostname?");
    EXPECT_EQ(problem(with_top("format = 'json'")), "format: there is no such key; did you mean log.format?");
    EXPECT_EQ(problem(with_top("[log]\nlevle = 'info'")),
              "log.levle: there is no such key; did you mean log.level?");
    EXPECT_EQ(problem(with_top("log = 1")), "log: must be a table, not 1");
}

TEST(TopOptions, RecordsAreReadWithTheirDefaults) {
    const Loaded loaded = load(with_top("[record]\ndirectory = '/tmp'"));
    ASSERT_TRUE(loaded.configuration);
    EXPECT_TRUE(loaded.problems.empty());
    RecordSettings expected;
    expected.directory = "/tmp";
    EXPECT_EQ(loaded.configuration->record, expected);
    EXPECT_EQ(load(with_top("")).configuration->record, RecordSettings{});
}

TEST(TopOptions, RecordsAreRead) {
    const Loaded loaded =
        load(with_top("[record]\ndirectory = '/tmp'\nfull = true\nkeep = '10MiB'\nkeep_for = "
                      "'2h'\nsession_most = '64KiB'"));
    ASSERT_TRUE(loaded.configuration);
    EXPECT_EQ(loaded.configuration->record, (RecordSettings{"/tmp", true, 10 * 1024 * 1024, 2h, 64 * 1024}));
}

TEST(TopOptions, TheFolderOfRecordsIsBesideTheFileThatNamesIt) {
    const Loaded loaded =
        load_text(with_top("[record]\ndirectory = 'passwd.d'"), "/tmp/heloise.toml", "machine.example.org");
    ASSERT_TRUE(loaded.configuration);
    EXPECT_EQ(loaded.configuration->record.directory, "/tmp/passwd.d");
}

TEST(TopOptions, RecordsNeedAFolder) {
    EXPECT_EQ(problem(with_top("[record]")), "record: directory is missing: it says where recordings go");
    EXPECT_EQ(problem(with_top("[record]\ndirectory = ''")),
              "record.directory: must be a string of printable ASCII, not empty, not \"\"");
    EXPECT_NE(problem(with_top("[record]\ndirectory = 5")), "none");
    EXPECT_EQ(problem(with_top("record = 1")), "record: must be a table, not 1");
}

// It costs recordings, never the start.
TEST(TopOptions, AFolderOfRecordsThatDoesNotWorkIsAWarning) {
    const std::string text = with_top("[record]\ndirectory = '/dev/null'");
    EXPECT_EQ(problem(text),
              "warning: record.directory: /dev/null is no directory; until that changes nothing is recorded");
    EXPECT_TRUE(load(text).configuration);
}

TEST(TopOptions, SizesAndAgesOfRecordsHaveBounds) {
    for (const char* key : {"keep = '63KiB'", "session_most = '63KiB'", "keep_for = '999ms'",
                            "keep_for = '100000h'", "full = 'yes'", "kep = '1GiB'"}) {
        EXPECT_NE(problem(with_top(std::string("[record]\ndirectory = '/tmp'\n") + key)), "none") << key;
    }
}

}  // namespace
}  // namespace heloise
