// A table of a profile as a table of code: a row for each key.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "proxy/config/reader.h"

namespace heloise {

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

}  // namespace heloise
