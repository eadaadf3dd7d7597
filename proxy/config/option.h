// What one key of a table is: its name, its default, whether this version already does it, and how a value of
// it is read into which member.
//
// One row is everything that is known about a key, so that reading, range checks, messages, "did you mean"
// and the test that holds conf/heloise.toml against the code cannot drift apart. Defaults are not written
// here a second time: they are taken from a default-constructed target.
#pragma once

#include <array>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "proxy/config/reader.h"
#include "proxy/config/units.h"

namespace heloise {

// A key as documentation knows it.
struct Documented {
    std::string key;        // "limits.sessions", relative to the table that is described
    std::string initial{};  // its default as TOML; empty: it has none
    bool later = false;     // this version takes only the default, or nothing
};

template <class T>
struct Option {
    Documented documented;
    std::function<void(const Value&, T&)> read;
    std::vector<Documented> inside{};  // of a table: its keys
};

template <class T>
using Options = std::vector<Option<T>>;

// Complains about a key that is none of these, with the nearest one that is, or the table it belongs in.
void refuse_option(const Value& table, const Node::Member& member, std::span<const Documented> known);

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

// The kinds of rows.

template <class T, class Owner>
[[nodiscard]] Option<T> flag(std::string key, bool Owner::*member) {
    return {{std::move(key), T{}.*member ? "true" : "false"}, [member](const Value& value, T& into) {
                if (const auto read = read_bool(value)) into.*member = *read;
            }};
}

template <class T>
[[nodiscard]] Option<T> whole(std::string key, std::size_t T::*member, std::size_t least, std::size_t most) {
    return {{std::move(key), std::to_string(T{}.*member)}, [=](const Value& value, T& into) {
                if (const auto read = read_whole(value, least, most)) into.*member = *read;
            }};
}

template <class T, class Number>
[[nodiscard]] Option<T> octets(std::string key, Number T::*member, std::uint64_t least, std::uint64_t most) {
    return {{std::move(key), "\"" + octets_text(T{}.*member) + "\""}, [=](const Value& value, T& into) {
                if (const auto read = read_octets(value, least, most))
                    into.*member = static_cast<Number>(*read);
            }};
}

template <class T>
[[nodiscard]] Option<T> duration(std::string key, Duration T::*member, Duration least, Duration most) {
    return {{std::move(key), "\"" + duration_text(T{}.*member) + "\""}, [=](const Value& value, T& into) {
                if (const auto read = read_duration(value, least, most)) into.*member = *read;
            }};
}

template <class E>
struct Choice {
    std::string_view name;
    E value;
};
template <class E>
Choice(std::string_view, E) -> Choice<E>;

// Reads one of a table of names; empty, and complained about, if it is none.
template <class E, std::size_t N>
[[nodiscard]] std::optional<E> read_choice(const Value& value, const std::array<Choice<E>, N>& choices) {
    std::array<std::string_view, N> names;
    for (std::size_t i = 0; i < N; ++i) names[i] = choices[i].name;
    const std::optional<std::size_t> index = read_choice(value, std::span<const std::string_view>(names));
    if (!index) return std::nullopt;
    return choices[*index].value;
}

template <class T, class E, std::size_t N>
[[nodiscard]] Option<T> choice(std::string key, E T::*member, const std::array<Choice<E>, N>& choices) {
    std::string initial;
    for (const Choice<E>& each : choices) {
        if (each.value == T{}.*member) initial = "\"" + std::string(each.name) + "\"";
    }
    return {{std::move(key), std::move(initial)}, [member, choices](const Value& value, T& into) {
                if (const auto read = read_choice(value, choices)) into.*member = *read;
            }};
}

// A key that needs more than one line to read.
template <class T>
[[nodiscard]] Option<T> special(std::string key, std::string initial,
                                std::function<void(const Value&, T&)> read) {
    return {{std::move(key), std::move(initial)}, std::move(read)};
}

// A table whose keys fill a member of the target.
template <class T, class Inner>
[[nodiscard]] Option<T> table(std::string key, Inner T::*member, const Options<Inner>& options) {
    return {{std::move(key), ""},
            [member, &options](const Value& value, T& into) {
                if (is_table(value)) read_options(value, options, into.*member);
            },
            documented(options)};
}

// Whether a value is the default that `initial` writes as TOML, however it is spelt: "120s" is "2m".
[[nodiscard]] bool is_default(const Node& node, std::string_view initial);

// A key of a later version: complains unless the value is the default.
void refuse_unless(const Value& value, std::string_view initial);

template <class T>
[[nodiscard]] Option<T> later(std::string key, std::string initial) {
    return {{std::move(key), initial, true},
            [initial](const Value& value, T&) { refuse_unless(value, initial); }};
}

// A table of a later version whose keys may stand there at their defaults.
template <class T>
[[nodiscard]] Option<T> later_table(std::string key, const Options<T>& options) {
    return {{std::move(key), "", true},
            [options](const Value& value, T& into) {
                if (is_table(value)) read_options(value, options, into);
            },
            documented(options)};
}

// A table of a later version whose very presence would switch something on.
void refuse_table(const Value& value);

template <class T>
[[nodiscard]] Option<T> refused_table(std::string key, std::vector<Documented> keys) {
    for (Documented& each : keys) each.later = true;
    return {{std::move(key), "", true}, [](const Value& value, T&) { refuse_table(value); }, std::move(keys)};
}

}  // namespace heloise
