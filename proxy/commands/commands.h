// The subcommands of the program, one file each, as plain values; commands.cpp alone knows the library that
// reads a command line.
//
// To add one: write proxy/commands/NAME.cpp with a `const Command kName`, declare it here and add it to
// the list in commands.cpp. That is all: main.cpp knows none of them by name.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace heloise {

// Exit codes of every command.
inline constexpr int kGood = 0;
inline constexpr int kFailed = 1;  // the work failed
inline constexpr int kUsage = 2;   // the command line or the configuration is wrong

// Where the value of an option is put; it stays as it is when the option is not given. A bool is a switch,
// without a value; a list takes each value that is given.
using OptionTarget =
    std::variant<bool*, std::string*, std::vector<std::string>*, double*, std::optional<std::size_t>*>;

struct NumberRange {
    double least;
    double most;
};

// One option of a command. Options are named by their long name, "--config", or by that of the positional,
// "paths".
struct CommandOption {
    std::string name;  // "-c,--config"; without hyphens: a positional
    std::string summary;
    OptionTarget into;
    std::string value{};  // what --help calls the value: "FILE"; empty for a switch
    bool required = false;
    bool default_is_shown = false;
    std::optional<NumberRange> range{};
    std::vector<std::string> needs{};     // only together with these
    std::vector<std::string> excludes{};  // not together with these, which stand above it
};

// A command that is about to be read: its options, and the work to do once they are read, which returns the
// exit code.
struct PreparedCommand {
    std::vector<CommandOption> options;
    // Keeps alive what the options are read into: a std::shared_ptr to a struct in its capture does.
    std::function<int()> work;
};

struct Command {
    const char* name;
    const char* summary;
    PreparedCommand (*prepare)();
};

// In the order of --help.
[[nodiscard]] std::span<const Command* const> all_commands();

// Reads the command line and does what it says.
[[nodiscard]] int run_command_line(int argc, char** argv);

extern const Command kRun;
extern const Command kCheck;
extern const Command kEmulate;
extern const Command kReplay;
extern const Command kExtensions;

}  // namespace heloise
