// What one key of a table is: its name, its default, whether this version already does it, how a value of it
// is read into which member, and how that member is printed.
//
// One row is everything that is known about a key, so that reading, range checks, messages, "did you mean",
// the settings of a recording and the test that holds conf/heloise.toml against the code cannot drift apart.
// Defaults are not written here a second time: they are taken from a default-constructed target.
#pragma once

#include <functional>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "proxy/config/reader.h"

namespace heloise {

// A key as documentation knows it.
struct Documented {
    std::string key;        // "limits.sessions", relative to the table that is described
    std::string initial{};  // its default as TOML; empty: it has none
    bool later = false;     // this version takes only the default, or nothing
};

// A key with its value as TOML, which the loader reads as the value that was printed.
struct Printed {
    std::string key;    // "limits.sessions", relative to the table that is printed
    std::string value;  // "3"
    bool operator==(const Printed&) const = default;
};

template <class T>
struct Option {
    Documented documented;
    std::function<void(const Value&, T&)> read;
    // One entry, or one for each key of a table. Not set for a key of a later version, for which a target has
    // no member.
    std::function<std::vector<Printed>(const T&)> print{};
    std::vector<Documented> inside{};  // of a table: its keys
};

template <class T>
using Options = std::vector<Option<T>>;

// Complains about a key that is none of these, with the nearest one that is, or the table it belongs in.
void refuse_option(const Value& table, const Node::Member& member, std::span<const Documented> known);

// Whether a value is the default that `initial` writes as TOML, however it is spelt: "120s" is "2m".
[[nodiscard]] bool is_default(const Node& node, std::string_view initial);

// Of a key of a later version: complains unless the value is the default.
void refuse_unless(const Value& value, std::string_view initial);
// Of a table of a later version: complains.
void refuse_table(const Value& value);

// What `from` holds, in the order of the rows: every key that is not of a later version, at its default or
// not.
template <class T>
[[nodiscard]] std::vector<Printed> printed(const Options<T>& options, const T& from);

// The keys of a table as its owner names them: "sessions" is "limits.sessions".
[[nodiscard]] std::vector<Printed> under(std::string_view table, std::vector<Printed> keys);

// The keys as an inline table: "{ at = \"rset\", match = \"500\" }".
[[nodiscard]] std::string toml_table(std::span<const Printed> keys);

// Reads each key of a table. REQUIRES: is_table(table).
template <class T>
void read_options(const Value& table, const Options<T>& options, T& into);

// The keys of a table and of the tables in it.
template <class T>
[[nodiscard]] std::vector<Documented> documented(const Options<T>& options) {
    std::vector<Documented> all;
    for (const Option<T>& option : options) {
        if (option.inside.empty()) all.push_back(option.documented);
        for (const Documented& inside : option.inside) {
            all.push_back({option.documented.key + "." + inside.key, inside.initial, inside.later});
        }
    }
    return all;
}

template <class T>
std::vector<Printed> printed(const Options<T>& options, const T& from) {
    std::vector<Printed> all;
    for (const Option<T>& option : options) {
        if (!option.print) continue;
        std::vector<Printed> keys = option.print(from);
        std::move(keys.begin(), keys.end(), std::back_inserter(all));
    }
    return all;
}

template <class T>
void read_options(const Value& table, const Options<T>& options, T& into) {
    for (const Node::Member& member : std::get<Node::Table>(table.node().value)) {
        const Option<T>* found = nullptr;
        for (const Option<T>& option : options) {
            if (option.documented.key == member.key) found = &option;
        }
        if (found == nullptr) {
            refuse_option(table, member, documented(options));
        } else {
            found->read(table.member(member), into);
        }
    }
}

}  // namespace heloise
