// The kinds of rows: a flag, a number, a size, a duration, a word of a table of choices, a table, and what
// needs more than one line to read.
#pragma once

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "proxy/base/check.h"
#include "proxy/config/option.h"
#include "proxy/config/toml_text.h"
#include "proxy/config/units.h"

namespace heloise {

// Puts a value into its member, or complains about it.
template <class T>
using Read = std::function<void(const Value&, T&)>;
// The value of one key as TOML.
template <class T>
using Print = std::function<std::string(const T&)>;

// A key whose default is not that of a default-constructed target, or none: `initial` says it.
template <class T>
[[nodiscard]] Option<T> special(std::string key, std::string initial, Read<T> read, Print<T> print) {
    return {{key, std::move(initial)}, std::move(read), [key, print = std::move(print)](const T& from) {
                return std::vector<Printed>{{key, print(from)}};
            }};
}

// A key whose default a default-constructed target holds.
template <class T>
[[nodiscard]] Option<T> plain(std::string key, Read<T> read, Print<T> print) {
    std::string initial = print(T{});
    return special<T>(std::move(key), std::move(initial), std::move(read), std::move(print));
}

template <class T, class Owner>
[[nodiscard]] Option<T> flag(std::string key, bool Owner::*member) {
    return plain<T>(
        std::move(key),
        [member](const Value& value, T& into) {
            if (const auto read = read_bool(value)) into.*member = *read;
        },
        [member](const T& from) { return toml_bool(from.*member); });
}

template <class T>
[[nodiscard]] Option<T> whole(std::string key, std::size_t T::*member, std::size_t least, std::size_t most) {
    return plain<T>(
        std::move(key),
        [=](const Value& value, T& into) {
            if (const auto read = read_whole(value, least, most)) into.*member = *read;
        },
        [member](const T& from) { return toml_whole(from.*member); });
}

// Printed without a unit.
template <class T, class Number>
[[nodiscard]] Option<T> octets(std::string key, Number T::*member, std::uint64_t least, std::uint64_t most) {
    return plain<T>(
        std::move(key),
        [=](const Value& value, T& into) {
            if (const auto read = read_octets(value, least, most)) into.*member = static_cast<Number>(*read);
        },
        [member](const T& from) { return toml_whole(from.*member); });
}

template <class T>
[[nodiscard]] Option<T> duration(std::string key, Duration T::*member, Duration least, Duration most) {
    return plain<T>(
        std::move(key),
        [=](const Value& value, T& into) {
            if (const auto read = read_duration(value, least, most)) into.*member = *read;
        },
        [member](const T& from) { return toml_string(duration_text(from.*member)); });
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

// REQUIRES: the table has a name for `value`.
template <class E, std::size_t N>
[[nodiscard]] std::string toml_choice(E value, const std::array<Choice<E>, N>& choices) {
    const auto found = std::find_if(choices.begin(), choices.end(),
                                    [value](const Choice<E>& each) { return each.value == value; });
    CHECK(found != choices.end());
    return toml_string(found->name);
}

template <class T, class E, std::size_t N>
[[nodiscard]] Option<T> choice(std::string key, E T::*member, const std::array<Choice<E>, N>& choices) {
    return plain<T>(
        std::move(key),
        [member, choices](const Value& value, T& into) {
            if (const auto read = read_choice(value, choices)) into.*member = *read;
        },
        [member, choices](const T& from) { return toml_choice(from.*member, choices); });
}

// A table whose keys fill a member of the target.
template <class T, class Inner>
[[nodiscard]] Option<T> table(std::string key, Inner T::*member, const Options<Inner>& options) {
    return {{key, ""},
            [member, &options](const Value& value, T& into) {
                if (is_table(value)) read_options(value, options, into.*member);
            },
            [key, member, &options](const T& from) { return under(key, printed(options, from.*member)); },
            documented(options)};
}

// A key of a later version, whose default may stand there.
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
            nullptr,
            documented(options)};
}

// A table of a later version whose very presence would switch something on.
template <class T>
[[nodiscard]] Option<T> refused_table(std::string key, std::vector<Documented> keys) {
    for (Documented& each : keys) each.later = true;
    return {{std::move(key), "", true},
            [](const Value& value, T&) { refuse_table(value); },
            nullptr,
            std::move(keys)};
}

}  // namespace heloise
