// Readers of single values: each hands back what the file says, or complains and hands back nothing.
//
// They are what every table of the configuration and of a profile is read with, so that all messages
// have one form: the key's full name, what would be accepted, what stands there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/base/time.h"
#include "proxy/config/node.h"
#include "proxy/config/problem.h"

namespace heloise {

// "backend.msmail" and "limits": "backend.msmail.limits".
[[nodiscard]] std::string joined(std::string_view path, std::string_view key);

// The file that is being read and where its problems go.
struct ReadingFile {
    std::string name;  // as messages name it
    Problems& problems;
};

// One value of a file, with what a message about it must say. Refers to the node and the file, which must
// outlive it; cheap to copy.
class Value {
public:
    Value(const Node& node, std::string path, ReadingFile& file)
        : node_(&node), path_(std::move(path)), file_(&file) {}

    [[nodiscard]] const Node& node() const { return *node_; }
    // "backend.msmail.limits.sessions"; empty for the file itself
    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] ReadingFile& file() const { return *file_; }

    // Complain at the value's own place. `text` follows the path and a colon: "must be ...".
    void error(std::string_view text) const;
    void warning(std::string_view text) const;
    // "must be {accepts}, not {what stands there}"; `meant`: '; did you mean "{meant}"?', unless empty.
    void refuse(std::string_view accepts, std::string_view meant = {}) const;

    // The value of a key in this table; of an element, "path[0]", of this array.
    [[nodiscard]] Value member(const Node::Member& member) const;
    [[nodiscard]] std::optional<Value> member(std::string_view key) const;
    // REQUIRES: the node is an array with that many elements.
    [[nodiscard]] Value element(std::size_t index) const;

    // Complains at a key of this table: there is no such key; did you mean the nearest of `known`, if any is
    // near?
    void refuse_key(const Node::Member& member, std::span<const std::string_view> known) const;
    // The same with the full name that is meant, or "".
    void refuse_key(const Node::Member& member, std::string_view meant) const;

private:
    const Node* node_;
    std::string path_;
    ReadingFile* file_;
};

[[nodiscard]] std::optional<bool> read_bool(const Value& value);
[[nodiscard]] std::optional<std::string> read_string(const Value& value);
// A string of printable ASCII, at least one octet.
[[nodiscard]] std::optional<std::string> read_text(const Value& value);
[[nodiscard]] std::optional<std::uint64_t> read_whole(const Value& value, std::uint64_t least,
                                                      std::uint64_t most);
[[nodiscard]] std::optional<Duration> read_duration(const Value& value, Duration least, Duration most);
// A string with or without unit, or an integer.
[[nodiscard]] std::optional<std::uint64_t> read_octets(const Value& value, std::uint64_t least,
                                                       std::uint64_t most);
// One of `names`: its index.
[[nodiscard]] std::optional<std::size_t> read_choice(const Value& value,
                                                     std::span<const std::string_view> names);
// An array, or one value that stands for an array of one. Complains if it is a table.
[[nodiscard]] std::optional<std::vector<Value>> read_list(const Value& value);
[[nodiscard]] std::optional<std::vector<Value>> read_array(const Value& value);
// As read_array, each element a string; empty when any is not.
[[nodiscard]] std::optional<std::vector<std::string>> read_strings(const Value& value);
// True for a table; complains about anything else.
[[nodiscard]] bool is_table(const Value& value);
// Complains about each key of this table that is not among `known`.
void refuse_unknown_keys(const Value& table, std::span<const std::string_view> known);

// What the readers accept, for messages: "a whole number from 0 to 10", "a duration from 1ms to 24h, like
// ...".
[[nodiscard]] std::string accepts_whole(std::uint64_t least, std::uint64_t most);
[[nodiscard]] std::string accepts_duration(Duration least, Duration most);
[[nodiscard]] std::string accepts_octets(std::uint64_t least, std::uint64_t most);
// "\"auto\", \"helo\" or \"ehlo\""
[[nodiscard]] std::string accepts_choice(std::span<const std::string_view> names);

}  // namespace heloise
