// Signals over uv_signal_t.
#include "proxy/edge/signal.h"

#include <utility>

namespace heloise {

Signal::Signal(Loop& loop, int number, std::function<void()> when_got)
    : when_got_(std::move(when_got)),
      raw_(this, [&loop](uv_signal_t* raw) { return uv_signal_init(loop.raw(), raw); }) {
    CHECK(uv_signal_start(raw_.get(), on_signal, number) == 0);
    // A loop that only waits for signals has nothing left to do.
    uv_unref(raw_.base());
}

void Signal::on_signal(uv_signal_t* raw, int) noexcept {
    owner_of<Signal>(raw)->when_got_();
}

}  // namespace heloise
