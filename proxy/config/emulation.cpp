// Reads [emulate], one row per key; see emulation.h.
#include "proxy/config/emulation.h"

#include <algorithm>
#include <array>
#include <limits>
#include <span>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "proxy/base/ascii.h"
#include "proxy/emulate/placeholders.h"

namespace heloise {
namespace {

constexpr std::uint64_t kMost = std::numeric_limits<std::uint32_t>::max();
constexpr std::string_view kAcceptsAnswer =
    "an answer: a line like \"250 OK\", several in an array, or { say = ..., then = ..., delay = ... }";

// A row of a table: a key, and what reads its value into the struct of that table. The reader says
// false when it has complained.
template <typename Table>
struct Row {
    std::string_view key;
    bool (*read)(const Value& value, Table& into);
};

template <typename Table>
bool read_table(const Value& table, std::span<const Row<Table>> rows, Table& into) {
    if (!is_table(table)) return false;
    std::vector<std::string_view> known;
    for (const Row<Table>& row : rows) known.push_back(row.key);
    bool good = true;
    for (const Node::Member& member : std::get<Node::Table>(table.node().value)) {
        const auto row = std::find_if(rows.begin(), rows.end(), [&](const Row<Table>& candidate) {
            return candidate.key == member.key;
        });
        if (row == rows.end()) {
            table.refuse_key(member, known);
            good = false;
        } else {
            good = row->read(table.member(member), into) && good;
        }
    }
    return good;
}

template <typename Out, typename In>
bool put(Out& out, std::optional<In> in) {
    if (!in) return false;
    out = *std::move(in);
    return true;
}

bool is_line(std::string_view line) {
    return std::none_of(line.begin(), line.end(), is_control);
}

bool check_line(const Value& value, std::string_view line) {
    if (!is_line(line)) {
        value.refuse("a line without line end or other controls");
        return false;
    }
    if (const std::string_view word = unknown_placeholder(line); !word.empty()) {
        value.error(
            fmt::format("{{{}}} is no placeholder; there are {{hostname}} {{date}} {{operand}} {{path}} "
                        "{{size}} {{verb}}",
                        shown_key(word)));
        return false;
    }
    return true;
}

// One line, or an array of them. An empty string is no line: nothing is said.
std::optional<std::vector<std::string>> read_lines(const Value& value) {
    const auto values = read_list(value);
    if (!values) return std::nullopt;
    std::vector<std::string> lines;
    bool good = true;
    for (const Value& one : *values) {
        auto line = read_string(one);
        if (!line || !check_line(one, *line))
            good = false;
        else if (!line->empty() || values->size() > 1)
            lines.push_back(*std::move(line));
    }
    if (!good) return std::nullopt;
    return lines;
}

bool read_say(const Value& value, Answer& into) {
    return put(into.lines, read_lines(value));
}

bool read_then(const Value& value, Answer& into) {
    static constexpr std::array<std::string_view, 4> kNames = {"stay", "close", "reset", "silence"};
    static constexpr std::array kThens = {Then::Stay, Then::Close, Then::Reset, Then::Silence};
    const auto index = read_choice(value, kNames);
    if (index) into.then = kThens[*index];
    return index.has_value();
}

bool read_delay(const Value& value, Answer& into) {
    return put(into.delay, read_duration(value, 0ms, 1h));
}

std::optional<Answer> read_answer(const Value& value) {
    static constexpr std::array<Row<Answer>, 3> kRows = {
        {{"say", read_say}, {"then", read_then}, {"delay", read_delay}}};
    const auto& node = value.node().value;
    Answer answer;
    if (std::holds_alternative<Node::Table>(node)) {
        if (!read_table<Answer>(value, kRows, answer)) return std::nullopt;
        return answer;
    }
    if (!std::holds_alternative<std::string>(node) && !std::holds_alternative<Node::Array>(node)) {
        value.refuse(kAcceptsAnswer);
        return std::nullopt;
    }
    if (!read_say(value, answer)) return std::nullopt;
    return answer;
}

// Readers for the rows below: the member is known when the table is written, so each is a plain function.
template <auto Member, typename Table>
bool answer(const Value& value, Table& into) {
    return put(into.*Member, read_answer(value));
}
template <auto Member, typename Table>
bool text(const Value& value, Table& into) {
    return put(into.*Member, read_text(value));
}
template <auto Member, typename Table>
bool flag(const Value& value, Table& into) {
    return put(into.*Member, read_bool(value));
}
template <auto Member, typename Table>
bool words(const Value& value, Table& into) {
    return put(into.*Member, read_strings(value));
}
template <auto Member, typename Table>
bool number(const Value& value, Table& into) {
    const auto read = read_whole(value, 0, kMost);
    if (read) into.*Member = static_cast<std::remove_reference_t<decltype(into.*Member)>>(*read);
    return read.has_value();
}
template <auto Member, typename Table>
bool octets(const Value& value, Table& into) {
    return put(into.*Member, read_octets(value, 0, kMost));
}
template <auto Member, typename Table>
bool choice(const Value& value, Table& into, std::span<const std::string_view> names) {
    const auto read = read_choice(value, names);
    using Kind = std::remove_reference_t<decltype(into.*Member)>;
    if (read) into.*Member = static_cast<Kind>(*read);
    return read.has_value();
}

bool read_brackets(const Value& value, EmulatedSyntax& into) {
    static constexpr std::array<std::string_view, 2> kNames = {"required", "optional"};
    return choice<&EmulatedSyntax::brackets>(value, into, kNames);
}
bool read_blanks(const Value& value, EmulatedSyntax& into) {
    static constexpr std::array<std::string_view, 2> kNames = {"refused", "accepted"};
    return choice<&EmulatedSyntax::blanks>(value, into, kNames);
}
bool read_parameters(const Value& value, EmulatedSyntax& into) {
    static constexpr std::array<std::string_view, 3> kNames = {"refused", "ignored", "after-ehlo"};
    return choice<&EmulatedSyntax::parameters>(value, into, kNames);
}
bool read_idle(const Value& value, EmulatedLimits& into) {
    return put(into.idle, read_duration(value, 0ms, 24h));
}

bool read_aliases(const Value& value, EmulatedSyntax& into) {
    if (!is_table(value)) return false;
    bool good = true;
    for (const Node::Member& member : std::get<Node::Table>(value.node().value))
        good = put(into.aliases[upper(member.key)], read_text(value.member(member))) && good;
    return good;
}

bool read_verbs(const Value& value, Emulation& into) {
    if (!is_table(value)) return false;
    bool good = true;
    for (const Node::Member& member : std::get<Node::Table>(value.node().value))
        good = put(into.verbs[upper(member.key)], read_answer(value.member(member))) && good;
    return good;
}

constexpr std::array<Row<EmulatedSyntax>, 6> kSyntax = {{
    {"brackets", read_brackets},
    {"blanks", read_blanks},
    {"parameters", read_parameters},
    {"needs_hello", words<&EmulatedSyntax::needs_hello>},
    {"aliases", read_aliases},
    {"masks_unknown", flag<&EmulatedSyntax::masks_unknown>},
}};

constexpr std::array<Row<EmulatedLimits>, 8> kLimits = {{
    {"sessions", number<&EmulatedLimits::sessions>},
    {"local_part", number<&EmulatedLimits::local_part>},
    {"recipients", number<&EmulatedLimits::recipients>},
    {"message_size", octets<&EmulatedLimits::message_size>},
    {"command_line", number<&EmulatedLimits::command_line>},
    {"data_line", number<&EmulatedLimits::data_line>},
    {"errors", number<&EmulatedLimits::errors>},
    {"idle", read_idle},
}};

constexpr std::array<Row<EmulatedMessage>, 7> kMessage = {{
    {"accepted", answer<&EmulatedMessage::accepted>},
    {"bare_lf_ends_line", flag<&EmulatedMessage::bare_lf_ends_line>},
    {"bare_lf_ends_message", flag<&EmulatedMessage::bare_lf_ends_message>},
    {"split_end_lost", flag<&EmulatedMessage::split_end_lost>},
    {"seven_bit", flag<&EmulatedMessage::seven_bit>},
    {"early_after", octets<&EmulatedMessage::early_after>},
    {"early", answer<&EmulatedMessage::early>},
}};

constexpr std::array<Row<EmulatedRecipients>, 2> kRecipients = {{
    {"refused", words<&EmulatedRecipients::refused>},
    {"undeliverable", words<&EmulatedRecipients::undeliverable>},
}};

constexpr std::array<Row<EmulatedErrors>, 16> kErrors = {{
    {"unknown", answer<&EmulatedErrors::unknown>},
    {"sequence", answer<&EmulatedErrors::sequence>},
    {"syntax", answer<&EmulatedErrors::syntax>},
    {"parameters", answer<&EmulatedErrors::parameters>},
    {"hello_operand", answer<&EmulatedErrors::hello_operand>},
    {"hello_again", answer<&EmulatedErrors::hello_again>},
    {"bare_lf", answer<&EmulatedErrors::bare_lf>},
    {"command_line", answer<&EmulatedErrors::command_line>},
    {"recipient", answer<&EmulatedErrors::recipient>},
    {"recipients", answer<&EmulatedErrors::recipients>},
    {"message_size", answer<&EmulatedErrors::message_size>},
    {"data_line", answer<&EmulatedErrors::data_line>},
    {"delivery", answer<&EmulatedErrors::delivery>},
    {"store", answer<&EmulatedErrors::store>},
    {"errors", answer<&EmulatedErrors::errors>},
    {"idle", answer<&EmulatedErrors::idle>},
}};

template <auto Member, const auto& Rows>
bool table(const Value& value, Emulation& into) {
    using Table = std::remove_reference_t<decltype(into.*Member)>;
    return read_table<Table>(value, Rows, into.*Member);
}

constexpr std::array<Row<Emulation>, 10> kEmulation = {{
    {"hostname", text<&Emulation::hostname>},
    {"date", text<&Emulation::date>},
    {"banner", answer<&Emulation::banner>},
    {"banner_keeps", text<&Emulation::banner_keeps>},
    {"verbs", read_verbs},
    {"syntax", table<&Emulation::syntax, kSyntax>},
    {"limits", table<&Emulation::limits, kLimits>},
    {"message", table<&Emulation::message, kMessage>},
    {"recipients", table<&Emulation::recipients, kRecipients>},
    {"errors", table<&Emulation::errors, kErrors>},
}};

}  // namespace

std::optional<Emulation> read_emulation(const Value& value) {
    Emulation emulation;
    if (!read_table<Emulation>(value, kEmulation, emulation)) return std::nullopt;
    if (emulation.verbs.empty()) {
        value.error("must have a table verbs with an answer for each command the system knows");
        return std::nullopt;
    }
    return emulation;
}

}  // namespace heloise
