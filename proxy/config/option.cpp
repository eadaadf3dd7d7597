// What rows share, whatever they fill: complaints about keys, their names in print, and the comparison with a
// default.
#include "proxy/config/option.h"

#include <fmt/format.h>

#include "proxy/config/nearest.h"
#include "proxy/config/options.h"
#include "proxy/config/toml.h"
#include "proxy/config/units.h"

namespace heloise {

namespace {

std::optional<Node> parse_value(std::string_view toml) {
    std::variant<Node, TomlFault> parsed = parse_toml(fmt::format("value = {}", toml));
    const Node* root = std::get_if<Node>(&parsed);
    if (root == nullptr) return std::nullopt;
    return *root->find("value");
}

std::optional<std::uint64_t> octets_of(const Node& node) {
    if (const auto* number = std::get_if<std::int64_t>(&node.value))
        return static_cast<std::uint64_t>(*number);
    const auto* text = std::get_if<std::string>(&node.value);
    return text == nullptr ? std::nullopt : parse_octets(*text);
}

std::optional<Duration> duration_of(const Node& node) {
    const auto* text = std::get_if<std::string>(&node.value);
    return text == nullptr ? std::nullopt : parse_duration(*text);
}

// One value may have two spellings: "5m" and "300s", "64MiB" and 67108864.
std::string_view last_part(std::string_view key) {
    return key.substr(key.rfind('.') + 1);
}

bool same(const Node& a, const Node& b) {
    if (const auto octets = octets_of(a)) return octets == octets_of(b);
    if (const auto duration = duration_of(a)) return duration == duration_of(b);
    const auto* elements_of_a = std::get_if<Node::Array>(&a.value);
    const auto* elements_of_b = std::get_if<Node::Array>(&b.value);
    if (elements_of_a != nullptr && elements_of_b != nullptr)
        return elements_of_a->empty() && elements_of_b->empty();
    const auto* text_of_a = std::get_if<std::string>(&a.value);
    const auto* text_of_b = std::get_if<std::string>(&b.value);
    if (text_of_a != nullptr && text_of_b != nullptr) return *text_of_a == *text_of_b;
    const auto* flag_of_a = std::get_if<bool>(&a.value);
    const auto* flag_of_b = std::get_if<bool>(&b.value);
    return flag_of_a != nullptr && flag_of_b != nullptr && *flag_of_a == *flag_of_b;
}

}  // namespace

void refuse_option(const Value& table, const Node::Member& member, std::span<const Documented> known) {
    std::vector<std::string_view> names;
    for (const Documented& each : known) {
        const std::string_view key = each.key;
        // "sessions" straight under [[backend]] belongs in [backend.limits].
        if (last_part(key) == member.key) return table.refuse_key(member, joined(table.path(), key));
        names.push_back(key.substr(0, key.find('.')));
    }
    const std::string_view near = nearest(member.key, names);
    if (!near.empty()) return table.refuse_key(member, joined(table.path(), near));
    // In TOML a key behind [backend.access] is the access table's, however it was meant.
    for (const Documented& each : all_keys()) {
        if (last_part(each.key) == member.key) return table.refuse_key(member, each.key);
    }
    table.refuse_key(member, "");
}

std::vector<Printed> under(std::string_view table, std::vector<Printed> keys) {
    for (Printed& each : keys) each.key = joined(table, each.key);
    return keys;
}

std::string toml_table(std::span<const Printed> keys) {
    std::string out = "{";
    for (const Printed& each : keys) {
        out += fmt::format("{} {} = {}", &each == keys.data() ? "" : ",", each.key, each.value);
    }
    return out + " }";
}

bool is_default(const Node& node, std::string_view initial) {
    const std::optional<Node> expected = parse_value(initial);
    return expected && same(*expected, node);
}

void refuse_unless(const Value& value, std::string_view initial) {
    if (initial.empty()) return value.error("this version of heloise does not support it yet; leave it out");
    if (is_default(value.node(), initial)) return;
    value.error(fmt::format(
        "this version of heloise does not support it yet; only the default, {}, is accepted", initial));
}

void refuse_table(const Value& value) {
    value.error("this version of heloise does not support it yet; leave the table out");
}

}  // namespace heloise
