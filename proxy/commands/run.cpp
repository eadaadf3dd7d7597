// `heloise run -c FILE`: the daemon, in the foreground.
#include <memory>
#include <string>

#include "proxy/commands/commands.h"
#include "proxy/daemon/server.h"

namespace heloise {

namespace {

PreparedCommand prepare() {
    const auto file = std::make_shared<std::string>();
    const CommandOption config{.name = "-c,--config",
                               .summary = "the configuration file",
                               .into = file.get(),
                               .value = "FILE",
                               .required = true};
    return {{config}, [file] { return run_server(*file); }};
}

}  // namespace

const Command kRun{"run", "Run in the foreground: SIGTERM stops, SIGHUP reloads", prepare};

}  // namespace heloise
