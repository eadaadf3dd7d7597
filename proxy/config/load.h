// Reads a configuration file, with the profiles it names, into a Configuration.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/config/problem.h"
#include "proxy/policy/settings.h"

namespace heloise {

struct Loaded {
    // Empty when any of the problems is an error.
    std::optional<Configuration> configuration;
    // Errors and warnings, sorted; to be shown either way.
    std::vector<Problem> problems;
};

// `machine_name`: the machine's own fully qualified name, for a file without `hostname`; the caller finds
// it, because asking is a network matter. May be empty: then such a file is an error.
[[nodiscard]] Loaded load_file(const std::string& file, std::string_view machine_name);

// The same for a text. `file` is its name in messages, and profiles are looked for beside it.
[[nodiscard]] Loaded load_text(std::string_view text, const std::string& file, std::string_view machine_name);

}  // namespace heloise
