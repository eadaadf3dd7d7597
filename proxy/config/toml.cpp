// toml++ comes from its shared library: header-only without NDEBUG it aborts on a stray "[", and a reload
// must never end the daemon.
#include "proxy/config/toml.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "proxy/config/toml_depth.h"

namespace heloise {

namespace {

// No configuration is as long, and the library needs many times the text's memory.
constexpr std::size_t kTextOctets = std::size_t{4} * 1024 * 1024;

Position position(const toml::source_region& region) {
    return {static_cast<int>(region.begin.line), static_cast<int>(region.begin.column)};
}

bool stands_before(const Node::Member& a, const Node::Member& b) {
    return std::tie(a.at.line, a.at.column) < std::tie(b.at.line, b.at.column);
}

Node convert(const toml::node& from);

Node::Array convert_elements(const toml::array& from) {
    Node::Array elements;
    elements.reserve(from.size());
    for (const toml::node& element : from) elements.push_back(convert(element));
    return elements;
}

Node::Table convert_members(const toml::table& from) {
    Node::Table members;
    members.reserve(from.size());
    for (const auto& [key, node] : from) {
        members.push_back({std::string(key.str()), position(key.source()), convert(node)});
    }
    // The library sorts by key; messages and tables of keywords follow the file.
    std::stable_sort(members.begin(), members.end(), stands_before);
    return members;
}

// Recursion is bounded by find_excessive_depth(). Dates and times have no place in a Node: see find_date().
Node convert(const toml::node& from) {
    Node node{{}, position(from.source())};
    if (const auto* table = from.as_table()) {
        node.value = convert_members(*table);
    } else if (const auto* array = from.as_array()) {
        node.value = convert_elements(*array);
    } else if (const auto* text = from.as_string()) {
        node.value = text->get();
    } else if (const auto* integer = from.as_integer()) {
        node.value = integer->get();
    } else if (const auto* number = from.as_floating_point()) {
        node.value = number->get();
    } else if (const auto* flag = from.as_boolean()) {
        node.value = flag->get();
    }
    return node;
}

// The first date or time of the text. No key takes one.
const toml::node* find_date(const toml::node& in) {
    if (in.is_date() || in.is_time() || in.is_date_time()) return &in;
    const toml::node* found = nullptr;
    const auto look = [&found](const toml::node& inside) {
        if (found == nullptr) found = find_date(inside);
    };
    if (const auto* table = in.as_table()) {
        for (const auto& [key, node] : *table) look(node);
    } else if (const auto* array = in.as_array()) {
        for (const toml::node& element : *array) look(element);
    }
    return found;
}

}  // namespace

std::variant<Node, TomlFault> parse_toml(std::string_view text) {
    if (text.size() > kTextOctets) {
        return TomlFault{{1, 1}, fmt::format("the file is longer than {} octets", kTextOctets)};
    }
    if (const std::optional<Position> deep = find_excessive_depth(text)) {
        return TomlFault{*deep, "keys or arrays are nested too deep"};
    }
    try {
        const toml::table table = toml::parse(text);
        if (const toml::node* date = find_date(table)) {
            return TomlFault{position(date->source()),
                             "no key takes a date or a time; put a string in quotes"};
        }
        Node root = convert(table);
        root.at = {1, 1};
        return root;
    } catch (const toml::parse_error& error) {
        return TomlFault{position(error.source()), std::string(error.description())};
    }
}

}  // namespace heloise
