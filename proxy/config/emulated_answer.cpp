// Reads an answer: its lines, its delay and what comes of it; see emulated_answer.h.
#include "proxy/config/emulated_answer.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "proxy/base/ascii.h"
#include "proxy/config/table_rows.h"
#include "proxy/emulate/placeholders.h"

namespace heloise {
namespace {

constexpr std::string_view kAcceptsAnswer =
    "an answer: a line like \"250 OK\", several in an array, or { say = ..., then = ..., delay = ..., also = "
    "... }";

// Replies to one command or message; three are known (fact 100).
constexpr std::size_t kMostAlso = 8;

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
                        "{{size}} {{verb}} {{sender}}",
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

bool read_also(const Value& value, Answer& into) {
    const auto values = read_list(value);
    if (!values) return false;
    if (values->size() > kMostAlso) {
        value.refuse(fmt::format("at most {} answers", kMostAlso));
        return false;
    }
    bool good = true;
    for (const Value& one : *values) {
        auto next = read_answer(one);
        if (next && !next->also.empty()) {
            one.refuse("an answer without answers of its own");
            good = false;
        } else if (next) {
            into.also.push_back(*std::move(next));
        } else {
            good = false;
        }
    }
    return good;
}

}  // namespace

std::optional<Answer> read_answer(const Value& value) {
    static constexpr std::array<Row<Answer>, 4> kRows = {
        {{"say", read_say}, {"then", read_then}, {"delay", read_delay}, {"also", read_also}}};
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

}  // namespace heloise
