// The subcommands of the program, one file each.
//
// To add one: write proxy/commands/NAME.cpp with a `const Command kName`, declare it here and add it to
// the list in commands.cpp. That is all: main.cpp knows none of them by name.
#pragma once

#include <functional>
#include <span>

namespace CLI {
class App;
}

namespace heloise {

// Exit codes of every command.
inline constexpr int kGood = 0;
inline constexpr int kFailed = 1;  // the work failed
inline constexpr int kUsage = 2;   // the command line or the configuration is wrong

struct Command {
    const char* name;
    const char* summary;
    // Adds the command's options to `app` and hands back what does the work once they are read: it returns
    // the exit code. What the options are read into must live as long as the function returned (a
    // std::shared_ptr to a struct in its capture does).
    std::function<int()> (*prepare)(CLI::App& app);
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
