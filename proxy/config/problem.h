// What is wrong with a configuration, and where.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "proxy/config/node.h"

namespace heloise {

struct Problem {
    std::string file;
    Position at;
    std::string text;      // "backend.msmail.limits.sessions: must be ..."
    bool warning = false;  // it works, but the operator should know

    // "FILE:LINE:COLUMN: text", with "warning: " before the text of a warning.
    [[nodiscard]] std::string printed() const;
};

// All problems of one load; an operator wants to hear of them together.
class Problems {
public:
    void error(std::string_view file, Position at, std::string text);
    void warning(std::string_view file, Position at, std::string text);

    // Warnings do not count.
    [[nodiscard]] bool any_error() const;
    // By file in the order in which they first turned up, in each by line and column.
    [[nodiscard]] std::vector<Problem> sorted() const;

private:
    std::vector<Problem> all_;
};

// A value of the file as a message may show it: in quotes, without controls, not too long.
[[nodiscard]] std::string shown(std::string_view text);
// The same without the quotes, for a key.
[[nodiscard]] std::string shown_key(std::string_view key);

}  // namespace heloise
