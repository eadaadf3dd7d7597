// The readers say what would be accepted before they say what stands there: the first is what helps.
#include "proxy/config/reader.h"

#include <algorithm>

#include <fmt/format.h>

#include "proxy/base/ascii.h"
#include "proxy/config/nearest.h"
#include "proxy/config/units.h"

namespace heloise {

namespace {

// What stands in the file, as a message shows it.
std::string found(const Node& node) {
    if (const auto* text = std::get_if<std::string>(&node.value)) return shown(*text);
    if (const auto* number = std::get_if<std::int64_t>(&node.value)) return std::to_string(*number);
    if (const auto* flag = std::get_if<bool>(&node.value)) return *flag ? "true" : "false";
    return node.type_name();
}

// A number counts as the same digits in quotes; "" for anything else.
std::string text_or_number(const Node& node) {
    if (const auto* text = std::get_if<std::string>(&node.value)) return *text;
    const auto* number = std::get_if<std::int64_t>(&node.value);
    return number == nullptr ? std::string() : std::to_string(*number);
}

bool is_between(std::uint64_t number, std::uint64_t least, std::uint64_t most) {
    return number >= least && number <= most;
}

}  // namespace

std::string joined(std::string_view path, std::string_view key) {
    return path.empty() ? std::string(key) : fmt::format("{}.{}", path, key);
}

void Value::error(std::string_view text) const {
    file_->problems.error(file_->name, node_->at, fmt::format("{}: {}", path_, text));
}

void Value::warning(std::string_view text) const {
    file_->problems.warning(file_->name, node_->at, fmt::format("{}: {}", path_, text));
}

void Value::refuse(std::string_view accepts, std::string_view meant) const {
    error(fmt::format("must be {}, not {}{}", accepts, found(*node_),
                      meant.empty() ? "" : fmt::format("; did you mean \"{}\"?", meant)));
}

Value Value::member(const Node::Member& member) const {
    return {member.node, joined(path_, member.key), *file_};
}

std::optional<Value> Value::member(std::string_view key) const {
    const Node* node = node_->find(key);
    if (node == nullptr) return std::nullopt;
    return Value(*node, joined(path_, key), *file_);
}

Value Value::element(std::size_t index) const {
    return {std::get<Node::Array>(node_->value).at(index), fmt::format("{}[{}]", path_, index), *file_};
}

void Value::refuse_key(const Node::Member& member, std::span<const std::string_view> known) const {
    const std::string_view near = nearest(member.key, known);
    refuse_key(member, near.empty() ? "" : joined(path_, near));
}

void Value::refuse_key(const Node::Member& member, std::string_view meant) const {
    std::string text = fmt::format("{}: there is no such key", joined(path_, shown_key(member.key)));
    if (!meant.empty()) text += fmt::format("; did you mean {}?", meant);
    file_->problems.error(file_->name, member.at, std::move(text));
}

std::optional<bool> read_bool(const Value& value) {
    if (const auto* flag = std::get_if<bool>(&value.node().value)) return *flag;
    value.refuse("true or false");
    return std::nullopt;
}

std::optional<std::string> read_string(const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value.node().value)) return *text;
    value.refuse("a string");
    return std::nullopt;
}

std::optional<std::string> read_text(const Value& value) {
    const auto* text = std::get_if<std::string>(&value.node().value);
    if (text != nullptr && !text->empty() && std::all_of(text->begin(), text->end(), is_printable))
        return *text;
    value.refuse("a string of printable ASCII, not empty");
    return std::nullopt;
}

std::optional<std::uint64_t> read_whole(const Value& value, std::uint64_t least, std::uint64_t most) {
    const auto* number = std::get_if<std::int64_t>(&value.node().value);
    if (number != nullptr && *number >= 0 && is_between(static_cast<std::uint64_t>(*number), least, most)) {
        return static_cast<std::uint64_t>(*number);
    }
    value.refuse(accepts_whole(least, most));
    return std::nullopt;
}

std::optional<Duration> read_duration(const Value& value, Duration least, Duration most) {
    const auto fits = [&](std::optional<Duration> duration) {
        return duration && *duration >= least && *duration <= most;
    };
    const std::string written = text_or_number(value.node());
    const std::optional<Duration> duration = parse_duration(written);
    if (fits(duration)) return duration;
    const std::string meant = meant_duration(written);
    value.refuse(accepts_duration(least, most), fits(parse_duration(meant)) ? meant : "");
    return std::nullopt;
}

std::optional<std::uint64_t> read_octets(const Value& value, std::uint64_t least, std::uint64_t most) {
    const auto fits = [&](std::optional<std::uint64_t> octets) {
        return octets && is_between(*octets, least, most);
    };
    const std::string written = text_or_number(value.node());
    const std::optional<std::uint64_t> octets = parse_octets(written);
    if (fits(octets)) return octets;
    const std::string meant = meant_octets(written);
    value.refuse(accepts_octets(least, most), fits(parse_octets(meant)) ? meant : "");
    return std::nullopt;
}

std::optional<std::size_t> read_choice(const Value& value, std::span<const std::string_view> names) {
    const auto* text = std::get_if<std::string>(&value.node().value);
    if (text == nullptr) {
        value.refuse(accepts_choice(names));
        return std::nullopt;
    }
    const auto name = std::find(names.begin(), names.end(), *text);
    if (name != names.end()) return static_cast<std::size_t>(name - names.begin());
    value.refuse(accepts_choice(names), nearest(*text, names));
    return std::nullopt;
}

std::optional<std::vector<Value>> read_array(const Value& value) {
    const auto* array = std::get_if<Node::Array>(&value.node().value);
    if (array == nullptr) {
        value.refuse("an array");
        return std::nullopt;
    }
    std::vector<Value> elements;
    for (std::size_t i = 0; i < array->size(); ++i) elements.push_back(value.element(i));
    return elements;
}

std::optional<std::vector<Value>> read_list(const Value& value) {
    if (std::holds_alternative<Node::Array>(value.node().value)) return read_array(value);
    if (!std::holds_alternative<Node::Table>(value.node().value)) return std::vector<Value>{value};
    value.refuse("a value or an array of them");
    return std::nullopt;
}

std::optional<std::vector<std::string>> read_strings(const Value& value) {
    const std::optional<std::vector<Value>> elements = read_array(value);
    if (!elements) return std::nullopt;
    std::vector<std::string> strings;
    for (const Value& element : *elements) {
        if (std::optional<std::string> text = read_string(element)) strings.push_back(std::move(*text));
    }
    if (strings.size() != elements->size()) return std::nullopt;
    return strings;
}

bool is_table(const Value& value) {
    if (std::holds_alternative<Node::Table>(value.node().value)) return true;
    value.refuse("a table");
    return false;
}

void refuse_unknown_keys(const Value& table, std::span<const std::string_view> known) {
    for (const Node::Member& member : std::get<Node::Table>(table.node().value)) {
        if (std::find(known.begin(), known.end(), member.key) == known.end()) table.refuse_key(member, known);
    }
}

std::string accepts_whole(std::uint64_t least, std::uint64_t most) {
    return fmt::format("a whole number from {} to {}", least, most);
}

std::string accepts_duration(Duration least, Duration most) {
    return fmt::format("a duration from {} to {}, like \"250ms\", \"30s\", \"5m\" or \"1h\"",
                       duration_text(least), duration_text(most));
}

std::string accepts_octets(std::uint64_t least, std::uint64_t most) {
    return fmt::format("a size from {} to {}, like \"512KiB\", \"10MiB\" or a number of octets",
                       octets_text(least), octets_text(most));
}

std::string accepts_choice(std::span<const std::string_view> names) {
    std::string out;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0) out += i + 1 == names.size() ? " or " : ", ";
        out += fmt::format("\"{}\"", names[i]);
    }
    return out;
}

}  // namespace heloise
