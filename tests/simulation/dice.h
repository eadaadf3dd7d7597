// Chance, from a seed: the same numbers on every machine, and a stream of their own for whoever needs one.
#pragma once

#include <cstdint>
#include <iterator>

namespace heloise::simulation {

class Dice {
public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}

    // splitmix64 (Steele, Lea and Flood, 2014): one addition and three multiplications, and any seed will do.
    std::uint64_t next() {
        std::uint64_t mixed = state_ += 0x9E3779B97F4A7C15U;
        mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
        return mixed ^ (mixed >> 31U);
    }
    // 0 to n-1. REQUIRES: n > 0.
    std::uint64_t below(std::uint64_t n) { return next() % n; }
    std::int64_t between(std::int64_t least, std::int64_t most) {
        return least + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(most - least) + 1));
    }
    // True so often in a thousand.
    bool chance(std::uint32_t per_mille) { return below(1000) < per_mille; }
    template <typename Range>
    const auto& pick(const Range& range) {
        return *(std::begin(range) + static_cast<std::ptrdiff_t>(below(std::size(range))));
    }
    // Another stream, which does not depend on how much of this one is used.
    [[nodiscard]] Dice child(std::uint64_t name) const {
        Dice mixed(state_ ^ (name * 0xD1B54A32D192ED03U));
        return Dice(mixed.next());
    }

private:
    std::uint64_t state_;
};

}  // namespace heloise::simulation
