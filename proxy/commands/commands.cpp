// The list of subcommands, and the reading of the command line.
//
// CLI11 is a header that takes seven seconds to compile: no other file includes it.
#include "proxy/commands/commands.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <iostream>
#include <type_traits>
#include <utility>

#include "proxy/config/nearest.h"
#include "proxy/config/problem.h"

namespace heloise {

std::span<const Command* const> all_commands() {
    static constexpr std::array kAll{
        &kRun, &kCheck, &kEmulate, &kReplay, &kExtensions,
    };
    return kAll;
}

namespace {

// A word in the first place that is no command: CLI11 would only say that a command is required.
bool is_no_command(std::string_view word) {
    if (word.starts_with('-')) return false;
    std::vector<std::string_view> names;
    for (const Command* command : all_commands()) names.push_back(command->name);
    if (std::find(names.begin(), names.end(), word) != names.end()) return false;
    const std::string_view meant = nearest(word, names);
    std::cerr << "there is no command " << shown(word);
    if (!meant.empty()) std::cerr << "; did you mean " << meant << '?';
    std::cerr << "\nRun with --help for more information.\n";
    return true;
}

// What was printed to a full disk or a closed pipe was not printed.
int with_output(int code) {
    std::cout.flush();
    return code == kGood && !std::cout ? kFailed : code;
}

// Without what ties it to other options.
CLI::Option* add_alone(CLI::App& app, const CommandOption& option) {
    CLI::Option* added = std::visit(
        [&](auto* into) {
            if constexpr (std::is_same_v<decltype(into), bool*>)
                return app.add_flag(option.name, *into, option.summary);
            else
                return app.add_option(option.name, *into, option.summary);
        },
        option.into);
    if (option.required) added->required();
    if (option.default_is_shown) added->capture_default_str();
    if (option.range) added->check(CLI::Range(option.range->least, option.range->most));
    if (!option.value.empty()) added->type_name(option.value);
    return added;
}

void add_options(CLI::App& app, const std::vector<CommandOption>& options) {
    for (const CommandOption& option : options) {
        CLI::Option* added = add_alone(app, option);
        for (const std::string& other : option.needs) added->needs(app.get_option(other));
        for (const std::string& other : option.excludes) added->excludes(app.get_option(other));
    }
}

}  // namespace

int run_command_line(int argc, char** argv) {
    if (argc > 1 && is_no_command(argv[1])) return kUsage;
    CLI::App app("heloise: lets senders that speak ESMTP deliver to gateways that do not.", "heloise");
    app.set_version_flag("--version", "heloise " HELOISE_VERSION);
    app.require_subcommand(1);

    std::vector<std::pair<CLI::App*, std::function<int()>>> prepared;
    for (const Command* command : all_commands()) {
        CLI::App* sub = app.add_subcommand(command->name, command->summary);
        PreparedCommand one = command->prepare();
        add_options(*sub, one.options);
        prepared.emplace_back(sub, std::move(one.work));
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        // CLI11 has a code of its own for each mistake; --help and --version come this way too, as 0.
        return app.exit(error) == 0 ? kGood : kUsage;
    }
    for (const auto& [sub, work] : prepared) {
        if (sub->parsed()) return with_output(work());
    }
    return kUsage;
}

}  // namespace heloise
