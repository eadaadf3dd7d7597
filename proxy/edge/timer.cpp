// A deadline over uv_timer_t.
#include "proxy/edge/timer.h"

#include <algorithm>
#include <utility>

namespace heloise {

Timer::Timer(Loop& loop, std::function<void()> when_due)
    : loop_(loop),
      when_due_(std::move(when_due)),
      raw_(this, [&loop](uv_timer_t* raw) { return uv_timer_init(loop.raw(), raw); }) {}

void Timer::set(std::optional<Duration> due) {
    due_ = due;
    if (due_ && (!armed_for_ || *due_ < *armed_for_)) start();
}

void Timer::set_in(Duration wait) {
    set(loop_.now().steady + wait);
}

void Timer::on_timer(uv_timer_t* raw) noexcept {
    owner_of<Timer>(raw)->fire();
}

void Timer::start() {
    armed_for_ = due_;
    const Duration wait = std::max(Duration::zero(), *due_ - loop_.now().steady);
    uv_timer_start(raw_.get(), on_timer, static_cast<std::uint64_t>(wait.count()), 0);
}

void Timer::fire() {
    armed_for_.reset();
    if (!due_) return;
    if (loop_.now().steady < *due_) {
        start();
        return;
    }
    due_.reset();
    when_due_();
}

}  // namespace heloise
