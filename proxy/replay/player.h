// Plays a transcript's peers to a Session, step by step: the script's side of a replay.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>

#include "proxy/policy/backend.h"
#include "proxy/replay/replay_driver.h"
#include "proxy/replay/replay_observer.h"
#include "proxy/transcript/script.h"

namespace heloise {

// Cutting says in which pieces the session gets the peers' octets. Consecutive lines of one leg are one
// arrival, which may be cut.
struct Cutting {
    enum class Kind : std::uint8_t { Whole, Octets, Random };

    Kind kind = Kind::Whole;
    std::uint32_t seed = 0;  // of Random: the same seed cuts the same way, on every machine
    // "whole", "octet by octet", "random pieces, seed 3"
    [[nodiscard]] std::string text() const;
};

class Player {
public:
    // `script`, `observer` and `backend` must outlive this. The script may grow behind what has been played.
    Player(const Script& script, ReplayObserver& observer, const Backend& backend,
           const std::string& hostname, const Cutting& cutting)
        : observer_(observer),
          script_(script),
          driver_(backend, hostname, observer),
          kind_(cutting.kind),
          random_(cutting.seed) {}

    // Plays the whole script, to its end or the first failure.
    void play();

    // Connects the sender, for a script that never does so itself.
    void begin_with_sender();
    // Plays the arrival that begins at `step`, which must be a played step; returns the step behind it.
    std::size_t play_arrival(std::size_t step);
    [[nodiscard]] const ReplayDriver& driver() const { return driver_; }

private:
    [[nodiscard]] std::size_t next_played(std::size_t step) const;
    [[nodiscard]] bool begins_with_connect() const;
    [[nodiscard]] std::size_t run_end(std::size_t step) const;
    [[nodiscard]] std::size_t next_piece(std::size_t left);
    void end_play(std::size_t step);
    void play_step(std::size_t begin, std::size_t end);
    void play_run(Side leg, std::size_t begin, std::size_t end);
    void play_event(std::size_t step);

    ReplayObserver& observer_;
    const Script& script_;
    ReplayDriver driver_;
    Cutting::Kind kind_;
    std::mt19937 random_;  // the standard fixes its numbers, not those of distributions
};

}  // namespace heloise
