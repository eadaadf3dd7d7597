// `heloise check -c FILE`: says everything that is wrong with a configuration, without running it.
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

PreparedCommand prepare() {
    const auto file = std::make_shared<std::string>();
    const CommandOption config{.name = "-c,--config",
                               .summary = "the configuration file",
                               .into = file.get(),
                               .value = "FILE",
                               .required = true};
    return {{config}, [file] { return check(*file); }};
}

}  // namespace

const Command kCheck{"check", "Validate a configuration and all that it names", prepare};

}  // namespace heloise
