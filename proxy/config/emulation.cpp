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
#include "proxy/config/emulated_answer.h"
#include "proxy/config/table_rows.h"

namespace heloise {
namespace {

constexpr std::uint64_t kMost = std::numeric_limits<std::uint32_t>::max();
// A system's buffer for a line: the longest known is of 2,500 octets (fact 100).
constexpr std::uint64_t kMostBuffer = 4000;
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

template <auto Member, typename Table>
bool buffer(const Value& value, Table& into) {
    return put(into.*Member, read_whole(value, 0, kMostBuffer));
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
bool read_dots(const Value& value, EmulatedMessage& into) {
    static constexpr std::array<std::string_view, 3> kNames = {"all", "doubled", "alone"};
    return choice<&EmulatedMessage::dots>(value, into, kNames);
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

constexpr std::array<Row<EmulatedReading>, 8> kReading = {{
    {"command", buffer<&EmulatedReading::command>},
    {"line", buffer<&EmulatedReading::line>},
    {"delivered", buffer<&EmulatedReading::delivered>},
    {"text_mode", flag<&EmulatedReading::text_mode>},
    {"cr_ends_line", flag<&EmulatedReading::cr_ends_line>},
    {"nul_ends_line", flag<&EmulatedReading::nul_ends_line>},
    {"seven_bit", flag<&EmulatedReading::seven_bit>},
    {"lower_case", flag<&EmulatedReading::lower_case>},
}};

constexpr std::array<Row<EmulatedSyntax>, 9> kSyntax = {{
    {"brackets", read_brackets},
    {"blanks", read_blanks},
    {"parameters", read_parameters},
    {"needs_hello", words<&EmulatedSyntax::needs_hello>},
    {"aliases", read_aliases},
    {"masks_unknown", flag<&EmulatedSyntax::masks_unknown>},
    {"keeps_sender", flag<&EmulatedSyntax::keeps_sender>},
    {"early_recipients", flag<&EmulatedSyntax::early_recipients>},
    {"forks", flag<&EmulatedSyntax::forks>},
}};

constexpr std::array<Row<EmulatedLimits>, 9> kLimits = {{
    {"sessions", number<&EmulatedLimits::sessions>},
    {"local_part", number<&EmulatedLimits::local_part>},
    {"recipients", number<&EmulatedLimits::recipients>},
    {"message_size", octets<&EmulatedLimits::message_size>},
    {"command_line", number<&EmulatedLimits::command_line>},
    {"data_line", number<&EmulatedLimits::data_line>},
    {"header_field", number<&EmulatedLimits::header_field>},
    {"errors", number<&EmulatedLimits::errors>},
    {"idle", read_idle},
}};

constexpr std::array<Row<EmulatedMessage>, 8> kMessage = {{
    {"accepted", answer<&EmulatedMessage::accepted>},
    {"bare_lf_ends_line", flag<&EmulatedMessage::bare_lf_ends_line>},
    {"bare_lf_ends_message", flag<&EmulatedMessage::bare_lf_ends_message>},
    {"split_end_lost", flag<&EmulatedMessage::split_end_lost>},
    {"seven_bit", flag<&EmulatedMessage::seven_bit>},
    {"dots", read_dots},
    {"early_after", octets<&EmulatedMessage::early_after>},
    {"early", answer<&EmulatedMessage::early>},
}};

constexpr std::array<Row<EmulatedRecipients>, 3> kRecipients = {{
    {"refused", words<&EmulatedRecipients::refused>},
    {"undeliverable", words<&EmulatedRecipients::undeliverable>},
    {"failing", words<&EmulatedRecipients::failing>},
}};

constexpr std::array<Row<EmulatedErrors>, 22> kErrors = {{
    {"unknown", answer<&EmulatedErrors::unknown>},
    {"sequence", answer<&EmulatedErrors::sequence>},
    {"syntax", answer<&EmulatedErrors::syntax>},
    {"parameters", answer<&EmulatedErrors::parameters>},
    {"hello_operand", answer<&EmulatedErrors::hello_operand>},
    {"hello_again", answer<&EmulatedErrors::hello_again>},
    {"own_name", answer<&EmulatedErrors::own_name>},
    {"mail_again", answer<&EmulatedErrors::mail_again>},
    {"no_mail", answer<&EmulatedErrors::no_mail>},
    {"no_recipients", answer<&EmulatedErrors::no_recipients>},
    {"bare_lf", answer<&EmulatedErrors::bare_lf>},
    {"command_line", answer<&EmulatedErrors::command_line>},
    {"recipient", answer<&EmulatedErrors::recipient>},
    {"recipients", answer<&EmulatedErrors::recipients>},
    {"message_size", answer<&EmulatedErrors::message_size>},
    {"data_line", answer<&EmulatedErrors::data_line>},
    {"delivery", answer<&EmulatedErrors::delivery>},
    {"failing", answer<&EmulatedErrors::failing>},
    {"header_field", answer<&EmulatedErrors::header_field>},
    {"store", answer<&EmulatedErrors::store>},
    {"errors", answer<&EmulatedErrors::errors>},
    {"idle", answer<&EmulatedErrors::idle>},
}};

template <auto Member, const auto& Rows>
bool table(const Value& value, Emulation& into) {
    using Table = std::remove_reference_t<decltype(into.*Member)>;
    return read_table<Table>(value, Rows, into.*Member);
}

constexpr std::array<Row<Emulation>, 11> kEmulation = {{
    {"hostname", text<&Emulation::hostname>},
    {"date", text<&Emulation::date>},
    {"banner", answer<&Emulation::banner>},
    {"banner_keeps", text<&Emulation::banner_keeps>},
    {"verbs", read_verbs},
    {"reading", table<&Emulation::reading, kReading>},
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
