// A row per key: how a backend's value of it is written as TOML.
#include "proxy/observe/recorded_settings.h"

#include <array>
#include <functional>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "proxy/config/units.h"

namespace heloise {
namespace {

std::string toml_text(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out.push_back('\\');
        out.push_back(c);
    }
    return out + '"';
}

std::string toml(const std::string& text) {
    return toml_text(text);
}
std::string toml(Duration duration) {
    return toml_text(duration_text(duration));
}
std::string toml(bool flag) {
    return flag ? "true" : "false";
}
template <class Number>
requires std::is_integral_v<Number> std::string toml(Number number) {
    return std::to_string(number);
}
std::string toml(const std::vector<std::string>& texts) {
    std::vector<std::string> all;
    for (const std::string& text : texts) all.push_back(toml_text(text));
    return fmt::format("[{}]", fmt::join(all, ", "));
}
std::string toml(const std::vector<Endpoint>& endpoints) {
    std::vector<std::string> all;
    for (const Endpoint& one : endpoints) all.push_back(one.text());
    return toml(all);
}

// The words of the choices, in the order of their enumerators (proxy/policy/backend.h).
template <class Choice>
std::string word(Choice choice, std::initializer_list<std::string_view> words) {
    return toml_text(words.begin()[static_cast<std::size_t>(choice)]);
}
std::string toml(Greeting v) {
    return word(v, {"helo", "ehlo", "auto"});
}
std::string toml(ConnectWhen v) {
    return word(v, {"late", "early"});
}
std::string toml(Delivery v) {
    return word(v, {"live", "burst"});
}
std::string toml(KeywordPolicy v) {
    return word(v, {"auto", "emulate", "pass", "strip"});
}
std::string toml(Handling v) {
    return word(v, {"convert", "reject", "pass"});
}
std::string toml(BareNewline v) {
    return word(v, {"normalise", "reject"});
}
std::string toml(NulHandling v) {
    return word(v, {"reject", "strip"});
}
std::string toml(RsetUse v) {
    return word(v, {"after-helo", "never"});
}
std::string toml(SourceRoutes v) {
    return word(v, {"strip", "pass"});
}
std::string toml(LeadingDot v) {
    return word(v, {"stuff", "encode"});
}
std::string toml(ReplyPlace v) {
    return word(v, {"banner", "ehlo", "helo", "mail", "rcpt", "data", "data-end", "rset"});
}
std::string toml(const HeloName& name) {
    if (name.kind == HeloName::Kind::Literal) return toml_text(name.literal);
    return toml_text(name.kind == HeloName::Kind::Client ? "client" : "hostname");
}
std::string toml(const NullSender& sender) {
    if (sender.kind == NullSender::Kind::Replace) return toml_text(sender.path);
    return toml_text(sender.kind == NullSender::Kind::Pass ? "pass" : "reject");
}
std::string toml(const std::vector<ReplyRule>& rules) {
    std::vector<std::string> all;
    for (const ReplyRule& rule : rules) {
        all.push_back(fmt::format("{{ at = {}, match = {}, say = {} }}", toml(rule.at), toml_text(rule.match),
                                  toml_text(rule.say)));
    }
    return fmt::format("[{}]", fmt::join(all, ", "));
}

struct Row {
    std::string key;
    std::function<std::string(const Backend&)> value;
};

template <class T>
Row row(std::string key, T Backend::*member) {
    return {std::move(key), [member](const Backend& backend) { return toml(backend.*member); }};
}
template <class Table, class T>
Row row(std::string key, Table Backend::*table, T Table::*member) {
    return {std::move(key), [=](const Backend& backend) { return toml(backend.*table.*member); }};
}

const std::vector<Row>& rows() {
    using C = ContentPolicy;
    using L = BackendLimits;
    using T = BackTimeouts;
    constexpr auto kContent = &Backend::content;
    constexpr auto kLimits = &Backend::limits;
    constexpr auto kTimeouts = &Backend::timeouts;
    constexpr auto kQuirks = &Backend::quirks;
    static const std::vector<Row> kRows{
        row("name", &Backend::name),
        row("address", &Backend::address),
        row("greeting", &Backend::greeting),
        row("helo_name", &Backend::helo_name),
        row("connect", &Backend::connect),
        row("delivery", &Backend::delivery),
        row("extensions.default", &Backend::keyword_default),
        row("content.eight_bit", kContent, &C::eight_bit),
        row("content.signed", kContent, &C::signed_parts),
        row("content.utf8", kContent, &C::utf8),
        row("content.long_lines", kContent, &C::long_lines),
        row("content.bare_newline", kContent, &C::bare_newline),
        row("content.nul", kContent, &C::nul),
        row("content.received", kContent, &C::received),
        row("content.lookahead", kContent, &C::lookahead),
        row("limits.sessions", kLimits, &L::sessions),
        row("limits.queue_timeout", kLimits, &L::queue_timeout),
        row("limits.hold", kLimits, &L::hold),
        row("limits.spool", kLimits, &L::spool),
        row("limits.messages_per_session", kLimits, &L::messages_per_session),
        row("limits.session_gap", kLimits, &L::session_gap),
        row("limits.message_size", kLimits, &L::message_size),
        row("limits.recipients", kLimits, &L::recipients),
        row("limits.command_line", kLimits, &L::command_line),
        row("limits.text_line", kLimits, &L::text_line),
        row("limits.header_field", kLimits, &L::header_field),
        row("limits.idle", kLimits, &L::idle),
        row("timeouts.setup", kTimeouts, &T::setup),
        row("timeouts.burst_start", kTimeouts, &T::burst_start),
        row("timeouts.connect", kTimeouts, &T::connect),
        row("timeouts.greeting", kTimeouts, &T::greeting),
        row("timeouts.ehlo", kTimeouts, &T::ehlo),
        row("timeouts.command", kTimeouts, &T::command),
        row("timeouts.data_start", kTimeouts, &T::data_start),
        row("timeouts.data_block", kTimeouts, &T::data_block),
        row("timeouts.data_end", kTimeouts, &T::data_end),
        row("timeouts.quit", kTimeouts, &T::quit),
        row("quirks.verbs", kQuirks, &Quirks::verbs),
        row("quirks.rset", kQuirks, &Quirks::rset),
        row("quirks.expect_hangup", kQuirks, &Quirks::expect_hangup),
        row("quirks.null_sender", kQuirks, &Quirks::null_sender),
        row("quirks.source_routes", kQuirks, &Quirks::source_routes),
        row("quirks.leading_dot", kQuirks, &Quirks::leading_dot),
        row("quirks.replies", kQuirks, &Quirks::replies),
        row("access.recipients", &Backend::access, &Access::recipients),
    };
    return kRows;
}

// What a transcript need not say (transcript_settings.h).
Backend understood() {
    Backend backend;
    backend.name = "test";
    backend.address = {{"192.0.2.25", 25}};
    return backend;
}

}  // namespace

std::string recorded_settings(const Backend& backend, const SessionFacts& facts) {
    std::string text;
    const auto add = [&text](std::string_view key, std::string_view value) {
        fmt::format_to(std::back_inserter(text), "{}@ {} = {}", text.empty() ? "" : "\n", key, value);
    };
    if (facts.hostname != "mx.example.org") add("/hostname", toml_text(facts.hostname));
    const Backend usual = understood();
    for (const Row& row : rows()) {
        const std::string value = row.value(backend);
        if (value != row.value(usual)) add(row.key, value);
    }
    for (const auto& [keyword, policy] : backend.keywords)
        add(fmt::format("extensions.{}", toml_text(keyword)), toml(policy));
    return text;
}

}  // namespace heloise
