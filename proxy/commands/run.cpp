// `heloise run -c FILE`: the daemon, in the foreground.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "proxy/commands/commands.h"
#include "proxy/edge/server.h"

namespace heloise {

namespace {

std::function<int()> prepare(CLI::App& app) {
    const auto file = std::make_shared<std::string>();
    app.add_option("-c,--config", *file, "the configuration file")->required()->type_name("FILE");
    return [file] { return run_server(*file); };
}

}  // namespace

const Command kRun{"run", "Run in the foreground: SIGTERM stops, SIGHUP reloads", prepare};

}  // namespace heloise
