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

// How the octets that the peers say are handed in. Consecutive lines of one leg count as one arrival.
struct Cutting {
    enum class Kind : std::uint8_t { Whole, Octets, Random };

    Kind kind = Kind::Whole;
    std::uint32_t seed = 0;  // of Random: the same seed cuts the same way, on every machine
    // "whole", "octet by octet", "random pieces, seed 3"
    [[nodiscard]] std::string text() const;
};

class Player {
public:
    // All but the hostname and the cutting must outlive this. The script may grow behind what has been
    // played.
    Player(const Script& script, ReplayObserver& observer, const Backend& backend,
           const std::string& hostname, const Cutting& cutting)
        : observer_(observer),
          script_(script),
          driver_(backend, hostname, observer),
          kind_(cutting.kind),
          random_(cutting.seed) {}

    // The whole script, to its end or the first failure.
    void play();

    // A transcript that never says how its sender came begins with the sender there.
    void begin_with_sender();
    // Plays the arrival that begins at `step`, a step that is played, and hands back where it ends.
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
    std::mt19937 random_;  // its numbers are those of the standard everywhere; distributions' are not
};

}  // namespace heloise
