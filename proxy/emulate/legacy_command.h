// A command line as an old server reads it: by eye, not by grammar.
//
// proxy/smtp/command.h reads what senders write, with today's rules. Here the rules are data, because
// each system has its own and being wrong in the right way is the point.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "proxy/emulate/emulation.h"

namespace heloise {

struct LegacyCommand {
    std::string verb;           // upper case, aliases resolved
    std::string_view argument;  // what follows, trimmed; of the line
};

// REQUIRES: `line` without its line end.
[[nodiscard]] LegacyCommand read_legacy_command(std::string_view line, const EmulatedSyntax& syntax);

// The argument of MAIL or RCPT.
struct LegacyPath {
    std::string path;        // "<a@b>": as written, with brackets even where they missed
    std::string parameters;  // what follows the path, trimmed

    // What stands left of the last "@", without a source route; everything where there is no "@".
    [[nodiscard]] std::string_view local_part() const;
    // The value of "SIZE=", or empty.
    [[nodiscard]] std::optional<std::uint64_t> size() const;
};

// Reads "FROM:<a@b> SIZE=1000" where `word` is "FROM". Empty when this system would not understand it.
[[nodiscard]] std::optional<LegacyPath> read_legacy_path(std::string_view argument, std::string_view word,
                                                         const EmulatedSyntax& syntax);

}  // namespace heloise
