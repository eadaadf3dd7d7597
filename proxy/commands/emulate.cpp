// `heloise emulate PROFILE --listen ADDR`: behaves on the wire as a legacy system does, for tests and demos.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "proxy/commands/commands.h"
#include "proxy/config/profile.h"
#include "proxy/edge/emulator.h"

namespace heloise {

namespace {

struct Options {
    std::string profile;
    std::string listen;
    std::string store;
    double speed = 1;
    std::optional<std::size_t> sessions;
};

int complain(std::string_view what) {
    std::cerr << "heloise emulate: " << what << '\n';
    return kUsage;
}

int emulate(const Options& options) {
    // A path is relative to where the command is given, as on any command line.
    const auto found = find_profile(options.profile, "./heloise.toml");
    if (const auto* why = std::get_if<std::string>(&found)) return complain(options.profile + ": " + *why);
    Problems problems;
    const auto profile = read_profile(std::get<ProfileText>(found), problems);
    for (const Problem& problem : problems.sorted()) std::cerr << problem.printed() << '\n';
    if (!profile || problems.any_error()) return kUsage;
    if (!profile->emulation) return complain(profile->file + ": has no [emulate] table");

    const auto address = SocketAddress::parse(options.listen);
    if (!address) return complain("--listen: must be an address with a port, like \"127.0.0.1:2525\"");
    Emulator::Settings settings{*profile->emulation, options.profile, options.store};
    settings.how.speed = options.speed;
    if (options.sessions) settings.how.limits.sessions = *options.sessions;
    return run_emulator(std::move(settings), *address);
}

std::function<int()> prepare(CLI::App& app) {
    const auto options = std::make_shared<Options>();
    app.add_option("profile", options->profile, "the legacy system: a profile's name or file")
        ->required()
        ->type_name("PROFILE");
    app.add_option("--listen", options->listen, "where to listen; port 0 takes a free one and says which")
        ->required()
        ->type_name("ADDR");
    app.add_option("--store", options->store, "keep each message as a file in this folder")->type_name("DIR");
    app.add_option("--speed", options->speed, "delays are multiplied with it; 0 leaves them out")
        ->check(CLI::Range(0.0, 1000.0))
        ->type_name("FACTOR");
    app.add_option("--sessions", options->sessions,
                   "sessions at once, whatever the profile says; 0: no limit")
        ->type_name("N");
    return [options] { return emulate(*options); };
}

}  // namespace

const Command kEmulate{"emulate", "Behave on the wire as a legacy system does", prepare};

}  // namespace heloise
