// A value for every key of a configuration that this version takes, none of them the default.
//
// A key that is new in the tables of proxy/config and not here makes the tests fail that read this: so nobody
// forgets to see it printed and read again.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "proxy/config/options.h"

namespace heloise {

// "backend." in front of a backend's keys, as in all_keys(). The value is as Printed has it.
inline const std::vector<Printed>& every_setting() {
    static const std::vector<Printed> kAll{
        {"hostname", R"("mx.example.org")"},
        {"workers", "1"},
        {"drain", R"("61s")"},
        {"log.format", R"("json")"},
        {"log.level", R"("warn")"},
        {"record.directory", R"("/nonexistent")"},
        {"record.full", "true"},
        {"record.keep", "1048576"},
        {"record.keep_for", R"("25h")"},
        {"record.session_most", "131072"},
        {"backend.name", R"("gw")"},
        {"backend.listen", R"(["0.0.0.0:2525", "[::1]:2526"])"},
        {"backend.address", R"(["gw.example:2525", "[::1]:25"])"},
        {"backend.profile", R"("msmail-3.0")"},
        {"backend.greeting", R"("ehlo")"},
        {"backend.helo_name", R"("other.example")"},
        {"backend.connect", R"("early")"},
        {"backend.delivery", R"("burst")"},
        {"backend.extensions.default", R"("strip")"},
        {R"(backend.extensions."DSN")", R"("strip")"},
        {R"(backend.extensions."SIZE")", R"("emulate")"},
        {"backend.content.eight_bit", R"("reject")"},
        {"backend.content.signed", R"("reject")"},
        {"backend.content.utf8", R"("reject")"},
        {"backend.content.long_lines", R"("pass")"},
        {"backend.content.bare_newline", R"("reject")"},
        {"backend.content.nul", R"("strip")"},
        {"backend.content.received", "false"},
        {"backend.content.lookahead", "8192"},
        {"backend.limits.sessions", "3"},
        {"backend.limits.queue_timeout", R"("11s")"},
        {"backend.limits.hold", R"("12s")"},
        {"backend.limits.spool", "1048576"},
        {"backend.limits.messages_per_session", "4"},
        {"backend.limits.session_gap", R"("1500ms")"},
        {"backend.limits.message_size", "99999"},
        {"backend.limits.recipients", "5"},
        {"backend.limits.command_line", "600"},
        {"backend.limits.text_line", "900"},
        {"backend.limits.header_field", "2500"},
        {"backend.limits.senders", "6"},
        {"backend.limits.senders_per_address", "2"},
        {"backend.limits.idle", R"("7m")"},
        {"backend.timeouts.setup", R"("121s")"},
        {"backend.timeouts.burst_start", R"("3m")"},
        {"backend.timeouts.connect", R"("21s")"},
        {"backend.timeouts.greeting", R"("22s")"},
        {"backend.timeouts.ehlo", R"("23s")"},
        {"backend.timeouts.command", R"("24s")"},
        {"backend.timeouts.data_start", R"("25s")"},
        {"backend.timeouts.data_block", R"("26s")"},
        {"backend.timeouts.data_end", R"("27s")"},
        {"backend.timeouts.quit", R"("28s")"},
        {"backend.quirks.verbs", R"(["HELO", "MAIL", "RCPT", "DATA", "QUIT"])"},
        {"backend.quirks.rset", R"("never")"},
        {"backend.quirks.expect_hangup", R"(["Huh?", "a \"quote\" \\"])"},
        {"backend.quirks.null_sender", R"("<postmaster@a.example>")"},
        {"backend.quirks.source_routes", R"("pass")"},
        {"backend.quirks.leading_dot", R"("encode")"},
        {"backend.quirks.replies", R"([{ at = "data-end", match = "552 Error", say = "451 4.3.0 Error" }, )"
                                   R"({ at = "rset", match = "500", say = "450 later" }])"},
        {"backend.access.senders", R"(["10.0.0.0/8", "192.0.2.7", "2001:db8::/32"])"},
        {"backend.access.recipients", R"(["example.org", ".example.net"])"},
    };
    return kAll;
}

// The keys straight under `table`, "backend" or "" for the top level, relative to it.
inline std::vector<Printed> every_setting_of(std::string_view table) {
    constexpr std::string_view kBackend = "backend.";
    std::vector<Printed> keys;
    for (const Printed& each : every_setting()) {
        const bool of_backend = each.key.starts_with(kBackend);
        if (of_backend != (table == "backend")) continue;
        keys.push_back({of_backend ? each.key.substr(kBackend.size()) : each.key, each.value});
    }
    return keys;
}

}  // namespace heloise
