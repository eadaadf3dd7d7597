// `heloise emulate PROFILE --listen ADDR`: behaves on the wire as a legacy system does, for tests and demos.
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "proxy/commands/commands.h"
#include "proxy/config/profile.h"
#include "proxy/tools/emulator.h"

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

PreparedCommand prepare() {
    const auto options = std::make_shared<Options>();
    return {{
                {.name = "profile",
                 .summary = "the legacy system: a profile's name or file",
                 .into = &options->profile,
                 .value = "PROFILE",
                 .required = true},
                {.name = "--listen",
                 .summary = "where to listen; port 0 takes a free one and says which",
                 .into = &options->listen,
                 .value = "ADDR",
                 .required = true},
                {.name = "--store",
                 .summary = "keep each message as a file in this folder",
                 .into = &options->store,
                 .value = "DIR"},
                {.name = "--speed",
                 .summary = "delays are multiplied with it; 0 leaves them out",
                 .into = &options->speed,
                 .value = "FACTOR",
                 .range = NumberRange{0, 1000}},
                {.name = "--sessions",
                 .summary = "sessions at once, whatever the profile says; 0: no limit",
                 .into = &options->sessions,
                 .value = "N"},
            },
            [options] { return emulate(*options); }};
}

}  // namespace

const Command kEmulate{"emulate", "Behave on the wire as a legacy system does", prepare};

}  // namespace heloise
