// A parsed configuration file as a plain tree in which every value knows where it stands.
//
// The loader works on this and not on toml++: so one file knows that library (see toml.cpp for why
// that matters), and a test can build a tree by hand.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace heloise {

// 1-based, as editors count.
struct Position {
    int line = 0;
    int column = 0;
};

struct Node {
    struct Member;
    using Array = std::vector<Node>;
    using Table = std::vector<Member>;  // in the file's order, keys unique

    std::variant<bool, std::int64_t, double, std::string, Array, Table> value;
    Position at{};

    // "a boolean", "an integer", "a string", "an array", "a table": for messages.
    [[nodiscard]] const char* type_name() const;
    // The member of that name, or null; null also when this is no table.
    [[nodiscard]] const Node* find(std::string_view key) const;
};

struct Node::Member {
    std::string key;
    Position at{};  // of the key; Node::at is where the value stands
    Node node;
};

}  // namespace heloise
