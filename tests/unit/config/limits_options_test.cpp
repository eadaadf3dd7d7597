// The keys of [backend.limits] and [backend.timeouts].
#include <gtest/gtest.h>

#include "tests/unit/config/loading.h"

namespace heloise {
namespace {

std::string said(std::string_view keys) {
    return problem(with_backend(keys));
}

TEST(LimitsOptions, AreRead) {
    const BackendLimits limits =
        backend(
            with_backend(
                "[backend.limits]\nsessions = 1\nqueue_timeout = '10m'\nhold = '5s'\n"
                "messages_per_session = 6\nsession_gap = '250ms'\nmessage_size = '512KiB'\nrecipients = 100\n"
                "command_line = 510\ntext_line = 256\nheader_field = 2500\nsenders = 7\nsenders_per_address "
                "= 3\nidle = '170s'\n"
                "spool = '1GiB'"))
            .limits;
    EXPECT_EQ(limits.spool, 1073741824U);
    EXPECT_EQ(limits.sessions, 1U);
    EXPECT_EQ(limits.queue_timeout, 10min);
    EXPECT_EQ(limits.hold, 5s);
    EXPECT_EQ(limits.messages_per_session, 6U);
    EXPECT_EQ(limits.session_gap, 250ms);
    EXPECT_EQ(limits.message_size, 524288U);
    EXPECT_EQ(limits.recipients, 100U);
    EXPECT_EQ(limits.command_line, 510U);
    EXPECT_EQ(limits.text_line, 256U);
    EXPECT_EQ(limits.header_field, 2500U);
    EXPECT_EQ(limits.senders, 7U);
    EXPECT_EQ(limits.senders_per_address, 3U);
    EXPECT_EQ(limits.idle, 170s);
}

TEST(LimitsOptions, HaveRanges) {
    EXPECT_EQ(said("[backend.limits]\nsessions = -1"),
              "backend.test.limits.sessions: must be a whole number from 0 to 1000000, not -1");
    EXPECT_NE(said("[backend.limits]\ncommand_line = 63"), "none");
    EXPECT_NE(said("[backend.limits]\ntext_line = 77"), "none");
    EXPECT_NE(said("[backend.limits]\nidle = '0s'"), "none");
    EXPECT_NE(said("[backend.limits]\nqueue_timeout = '25h'"), "none");
    EXPECT_NE(said("[backend.limits]\nmessage_size = '10MB'"), "none");
    EXPECT_EQ(said("[backend.limits]\nqueue_timeout = '0s'"), "none");
}

TEST(LimitsOptions, LaterOnesTakeTheirDefaultInAnySpelling) {
    EXPECT_EQ(said("[backend.limits]\nreuse = 0"), "none");
    EXPECT_EQ(said("[backend.limits]\nreuse = '0'"), "none");
    EXPECT_NE(said("[backend.limits]\nreuse = 1"), "none");
}

TEST(TimeoutsOptions, AreRead) {
    const BackTimeouts timeouts =
        backend(with_backend(
                    "[backend.timeouts]\nsetup = '1s'\nconnect = '2s'\ngreeting = '3s'\nehlo = '4s'\n"
                    "command = '5s'\ndata_start = '6s'\ndata_block = '7s'\ndata_end = '8s'\nquit = '9s'\n"
                    "burst_start = '10s'"))
            .timeouts;
    EXPECT_EQ(timeouts.burst_start, 10s);
    EXPECT_EQ(timeouts.setup, 1s);
    EXPECT_EQ(timeouts.connect, 2s);
    EXPECT_EQ(timeouts.greeting, 3s);
    EXPECT_EQ(timeouts.ehlo, 4s);
    EXPECT_EQ(timeouts.command, 5s);
    EXPECT_EQ(timeouts.data_start, 6s);
    EXPECT_EQ(timeouts.data_block, 7s);
    EXPECT_EQ(timeouts.data_end, 8s);
    EXPECT_EQ(timeouts.quit, 9s);
}

TEST(TimeoutsOptions, NoTimeAtAllIsNoTimeout) {
    for (const std::string key : {"setup", "connect", "greeting", "ehlo", "command", "data_start",
                                  "data_block", "data_end", "quit", "burst_start"}) {
        EXPECT_NE(said("[backend.timeouts]\n" + key + " = '0s'"), "none") << key;
    }
}

}  // namespace
}  // namespace heloise
