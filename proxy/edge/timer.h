// A deadline on the loop. Cheap to move: as each octet of a message pushes a deadline back, the libuv timer
// is left as it is, fires early once, looks again and goes back to sleep.
#pragma once

#include <functional>
#include <optional>

#include "proxy/edge/loop.h"

namespace heloise {

class Timer {
public:
    // `when_due` may destroy the timer.
    Timer(Loop& loop, std::function<void()> when_due);

    // Calls once when the loop's clock has reached `due` (Moment::steady), in a later round even if that is
    // past already. Replaces the deadline before it; empty: none.
    void set(std::optional<Duration> due);
    // set(), counted from now.
    void set_in(Duration wait);
    [[nodiscard]] std::optional<Duration> due() const { return due_; }

private:
    static void on_timer(uv_timer_t* raw) noexcept;
    void fire();
    void start();

    Loop& loop_;
    std::function<void()> when_due_;
    std::optional<Duration> due_;
    std::optional<Duration> armed_for_;  // never later than due_, when that is set
    Handle<uv_timer_t> raw_;
};

}  // namespace heloise
