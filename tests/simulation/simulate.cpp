// The simulator: worlds from seeds, one after the other, until so many sessions have been or a promise is
// broken.
//
// simulate [--seed N] [--sessions N] [--trace]
#include <CLI/CLI.hpp>
#include <iostream>

#include <fmt/format.h>

#include "tests/simulation/world.h"

namespace heloise::simulation {
namespace {

void print(const Books::Sums& sums) {
    const auto line = [](std::string_view name, std::uint64_t value) {
        std::cout << fmt::format("  {:<44} {}\n", name, value);
    };
    line("worlds", sums.worlds);
    line("sessions", sums.sessions);
    line("attempts to give a message", sums.attempts);
    line("  accepted", sums.accepted);
    line("  refused for good", sums.refused);
    line("  refused for now", sums.not_now);
    line("  given up before its end", sums.unanswered);
    line("  complete, but no reply was heard", sums.unheard);
    line("kept by gateways", sums.kept);
    line("outcome_unknown", sums.unknown);
    line("sender_did_not_hear", sums.not_heard);
    line("messages that gateways have more than once", sums.twice);
    line("reloads", sums.reloads);
    line("restarts", sums.restarts);
    line("freezes", sums.freezes);
    line("disk failures", sums.disk_faults);
    line("events", sums.events);
}

int simulate(std::uint64_t seed, std::uint64_t sessions, bool tracing) {
    Books::Sums sums;
    std::cout << fmt::format("seed {}\n", seed);
    do {
        World world(seed, tracing);
        const std::string broken = world.run();
        sums.add(world.books().sums);
        if (!broken.empty()) {
            std::cout << fmt::format(
                "BROKEN in {}\n  {}\nagain: scripts/simulate --seed {} --sessions 1 --trace\n",
                world.description(), broken, seed);
            return 1;
        }
        ++seed;
    } while (sums.sessions < sessions);
    print(sums);
    std::cout << fmt::format("every promise kept; seeds up to {}\n", seed - 1);
    return 0;
}

}  // namespace
}  // namespace heloise::simulation

int main(int argc, char** argv) {
    CLI::App app("Many simulated worlds, each from a seed, in which everything fails but the promises.",
                 "simulate");
    std::uint64_t seed = 1;
    std::uint64_t sessions = 1'000'000;
    bool tracing = false;
    app.add_option("--seed", seed, "the first world's seed; each next one is one more")->type_name("N");
    app.add_option("--sessions", sessions, "stop after so many sessions, and the end of a world")
        ->type_name("N");
    app.add_flag("--trace", tracing, "print everything that happens");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    return heloise::simulation::simulate(seed, sessions, tracing);
}
