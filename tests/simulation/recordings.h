// The recordings that a simulated heloise makes, each played again as soon as it is complete.
//
// The folder that they go to is the machine's, so its disk fails them too (recordings.cpp has the members of
// RecordFolder). What was recorded of a session in a world where everything fails must be the same session in
// a replay.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "proxy/policy/backend.h"
#include "proxy/policy/settings.h"
#include "tests/simulation/dice.h"

namespace heloise::simulation {

class Recordings {
public:
    explicit Recordings(Dice dice);
    ~Recordings();
    Recordings(const Recordings&) = delete;
    Recordings& operator=(const Recordings&) = delete;
    // The ones that there are.
    [[nodiscard]] static Recordings& current();

    // What a daemon that starts or reloads now is told to record.
    [[nodiscard]] RecordSettings draw(const Backend& backend);
    void on_finished(const std::string& name, const std::string& text);

    std::function<void(const std::string& what)> when_broken = [](const std::string&) {};
    // No gateway speaks unasked here: then it does not matter how what it says is cut.
    bool any_cutting = false;
    std::uint64_t finished = 0;
    std::uint64_t cut_short = 0;  // of these, by "F! unplayable"
    std::uint64_t failures = 0;   // of the disk, as heloise told them

private:
    [[nodiscard]] std::string fault_of(const std::string& name, const std::string& text);

    Dice dice_;
    bool any_ = false;  // in this world
};

}  // namespace heloise::simulation
