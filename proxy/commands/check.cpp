// `heloise check -c FILE`: says everything that is wrong with a configuration, without running it.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "proxy/commands/commands.h"
#include "proxy/config/load.h"
#include "proxy/edge/lookup.h"

namespace heloise {

namespace {

int check(const std::string& file) {
    const Loaded loaded = load_file(file, machine_name());
    for (const Problem& problem : loaded.problems) std::cout << problem.printed() << '\n';
    if (!loaded.configuration) return kUsage;
    std::cout << file << ": good\n";
    return kGood;
}

std::function<int()> prepare(CLI::App& app) {
    const auto file = std::make_shared<std::string>();
    app.add_option("-c,--config", *file, "the configuration file")->required()->type_name("FILE");
    return [file] { return check(*file); };
}

}  // namespace

const Command kCheck{"check", "Validate a configuration and all that it names", prepare};

}  // namespace heloise
