// The list of subcommands, and the reading of the command line.
#include "proxy/commands/commands.h"

#include <CLI/CLI.hpp>
#include <array>
#include <iostream>
#include <vector>

namespace heloise {

std::span<const Command* const> all_commands() {
    static constexpr std::array kAll{
        &kRun,
        &kCheck,
        &kEmulate,
        &kReplay,
        &kExtensions,
    };
    return kAll;
}

int run_command_line(int argc, char** argv) {
    CLI::App app("heloise: lets senders that speak ESMTP deliver to gateways that do not.", "heloise");
    app.set_version_flag("--version", "heloise " HELOISE_VERSION);
    app.require_subcommand(1);

    std::vector<std::pair<CLI::App*, std::function<int()>>> prepared;
    for (const Command* command : all_commands()) {
        CLI::App* sub = app.add_subcommand(command->name, command->summary);
        prepared.emplace_back(sub, command->prepare(*sub));
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        // CLI11 has a code of its own for each mistake; --help and --version come this way too, as 0.
        return app.exit(error) == 0 ? kGood : kUsage;
    }
    for (const auto& [sub, work] : prepared) {
        if (sub->parsed()) return work();
    }
    return kUsage;
}

}  // namespace heloise
