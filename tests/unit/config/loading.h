// What the tests of proxy/config share: loads a text and tells what was found wrong with it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "proxy/config/load.h"

namespace heloise {

inline Loaded load(std::string_view text) {
    return load_text(text, "test.toml", "machine.example.org");
}

// A file with one good backend, into which `keys` are put: those of [[backend]] first, then its tables.
inline std::string with_backend(std::string_view keys) {
    return "hostname = \"mx.example.org\"\n"
           "[[backend]]\n"
           "name = \"test\"\n"
           "listen = [\"127.0.0.1:2525\"]\n"
           "address = [\"127.0.0.1:25\"]\n" +
           std::string(keys) + "\n";
}

// The first line of what with_backend() was given.
inline constexpr int kFirstLine = 6;

// Each problem as it is printed.
inline std::vector<std::string> problems(std::string_view text) {
    std::vector<std::string> printed;
    for (const Problem& problem : load(text).problems) printed.push_back(problem.printed());
    return printed;
}

// The one problem there is, without its place; what else there is when it is not one.
inline std::string problem(std::string_view text) {
    const Loaded loaded = load(text);
    if (loaded.problems.empty()) return "none";
    if (loaded.problems.size() > 1)
        return "several: " + loaded.problems[0].text + " | " + loaded.problems[1].text;
    return (loaded.problems[0].warning ? "warning: " : "") + loaded.problems[0].text;
}

// The backend of a text that must be good; a default one, and a failed test, when it is not.
inline Backend backend(std::string_view text) {
    Loaded loaded = load(text);
    if (!loaded.configuration || loaded.configuration->backends.empty()) return {};
    return loaded.configuration->backends.front();
}

}  // namespace heloise
