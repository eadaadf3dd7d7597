// Time as the core knows it: handed in by whoever drives it, never read from a clock.
//
// So a test may let ten minutes pass in one call, and a recording replays the same at any speed.
#pragma once

#include <chrono>

namespace heloise {

using Duration = std::chrono::milliseconds;

// One moment, as the edge saw it.
struct Moment {
    Duration steady{};                // since an arbitrary start; never goes back: deadlines use it
    std::chrono::sys_seconds wall{};  // UTC, for the Received header only; it may jump

    // The moment `later` after this one, on both scales.
    [[nodiscard]] Moment plus(Duration later) const {
        return {steady + later, wall + std::chrono::floor<std::chrono::seconds>(later)};
    }
};

}  // namespace heloise
