// The simulator: worlds from seeds, one after the other, until so many sessions have been or a promise is
// broken.
//
// simulate [--seed N] [--sessions N] [--jobs N] [--trace]
#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstdlib>
#include <iostream>
#include <random>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

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
    line("sides ended by senders that read on", sums.half_closed);
    line("  who heard the answer to all they had said", sums.answered_half_closed);
    line("answers that gateways gave once more, later", sums.said_again);
    line("reloads", sums.reloads);
    line("restarts", sums.restarts);
    line("freezes", sums.freezes);
    line("disk failures", sums.disk_faults);
    line("recordings, each played again", sums.recordings);
    line("  of which not to their end", sums.cut_short);
    line("  given up for the disk", sums.record_failures);
    line("events", sums.events);
}

struct Wish {
    std::uint64_t seed = 0;
    std::uint64_t sessions = 1'000'000;
    std::uint64_t jobs = 1;
    bool tracing = false;
};

// What one process has to tell: plain data, for a pipe.
struct Outcome {
    Books::Sums sums;
    std::uint64_t last_seed = 0;
    bool broken = false;
};

// Every `wish.jobs`th seed, so that together the processes run them all.
Outcome run_worlds(const Wish& wish, std::uint64_t first) {
    Outcome outcome;
    const std::uint64_t share = (wish.sessions + wish.jobs - 1) / wish.jobs;
    for (std::uint64_t seed = wish.seed + first; outcome.sums.sessions < share; seed += wish.jobs) {
        World world(seed, wish.tracing);
        const std::string broken = world.run();
        outcome.sums.add(world.books().sums);
        outcome.last_seed = seed;
        if (broken.empty()) continue;
        std::cout << fmt::format(
                         "BROKEN in {}\n  {}\nagain: scripts/simulate --seed {} --sessions 1 --trace\n",
                         world.description(), broken, seed)
                  << std::flush;
        outcome.broken = true;
        break;
    }
    return outcome;
}

// A process each: there is one simulated machine in a process, as there is one kernel.
std::vector<int> start_others(const Wish& wish) {
    std::vector<int> pipes;
    for (std::uint64_t job = 1; job < wish.jobs; ++job) {
        std::array<int, 2> ends{};
        if (pipe(ends.data()) != 0) break;
        if (fork() == 0) {
            const Outcome outcome = run_worlds(wish, job);
            const bool told = write(ends[1], &outcome, sizeof outcome) == sizeof outcome;
            std::_Exit(told ? 0 : 1);
        }
        ::close(ends[1]);
        pipes.push_back(ends[0]);
    }
    return pipes;
}

int simulate(const Wish& wish) {
    std::cout << fmt::format("seed {}\n", wish.seed) << std::flush;
    const std::vector<int> others = start_others(wish);
    Outcome all = run_worlds(wish, 0);
    for (const int other : others) {
        Outcome one;
        // A process that died said nothing, and that is as bad as a broken promise.
        const bool told = read(other, &one, sizeof one) == sizeof one;
        if (!told) std::cout << "a process of the simulator ended without a word: it crashed\n";
        all.broken |= !told || one.broken;
        all.sums.add(one.sums);
        all.last_seed = std::max(all.last_seed, one.last_seed);
    }
    print(all.sums);
    if (all.broken || others.size() + 1 != wish.jobs) return 1;
    std::cout << fmt::format("every promise kept; seeds {} to {}\n", wish.seed, all.last_seed);
    return 0;
}

}  // namespace
}  // namespace heloise::simulation

int main(int argc, char** argv) {
    CLI::App app("Many simulated worlds, each from a seed, in which everything fails but the promises.",
                 "simulate");
    heloise::simulation::Wish wish;
    wish.seed = std::random_device()();
    app.add_option("--seed", wish.seed,
                   "the first world's seed, each next one is one more; by chance if not given")
        ->type_name("N");
    app.add_option("--sessions", wish.sessions, "stop after so many sessions, at the end of a world; 1000000")
        ->type_name("N")
        ->check(CLI::PositiveNumber);
    app.add_option("--jobs", wish.jobs, "processes at once; 1")->type_name("N")->check(CLI::Range(1, 256));
    app.add_flag("--trace", wish.tracing, "print everything that happens");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    return heloise::simulation::simulate(wish);
}
