// The event loop over uv_loop_t.
#include "proxy/edge/loop.h"

#include <utility>

#include "proxy/base/check.h"
#include "proxy/base/limits.h"

namespace heloise {

Loop::Loop()
    : raw_(std::make_unique<uv_loop_t>()),
      buffer_size_(limits::kRead),
      buffer_(std::make_unique_for_overwrite<char[]>(buffer_size_)) {
    CHECK(uv_loop_init(raw_.get()) == 0);
    idle_ = std::make_unique<Handle<uv_idle_t>>(
        this, [this](uv_idle_t* raw) { return uv_idle_init(raw_.get(), raw); });
}

// Close callbacks free the handles. What still keeps the loop busy then is in libuv's thread pool. A disk
// operation ends soon and is waited for; a look-up that cannot be cancelled may take half a minute, and as
// its request needs the loop, the loop is left to the process's end.
Loop::~Loop() {
    idle_.reset();
    bool over = false;
    {
        const Handle<uv_timer_t> patience(&over,
                                          [this](uv_timer_t* raw) { return uv_timer_init(raw_.get(), raw); });
        const auto when_over = [](uv_timer_t* raw) { *owner_of<bool>(raw) = true; };
        uv_timer_start(patience.get(), when_over, static_cast<std::uint64_t>(limits::kFarewell.count()), 0);
        uv_unref(patience.base());
        while (!over && uv_loop_alive(raw_.get()) != 0) uv_run(raw_.get(), UV_RUN_ONCE);
    }
    uv_run(raw_.get(), UV_RUN_NOWAIT);
    if (uv_loop_close(raw_.get()) != 0) static_cast<void>(raw_.release());
}

void Loop::run() {
    uv_run(raw_.get(), UV_RUN_DEFAULT);
}
void Loop::stop() {
    uv_stop(raw_.get());
}
void Loop::run_once() {
    uv_run(raw_.get(), UV_RUN_ONCE);
}

Moment Loop::now() const {
    const auto steady = Duration(static_cast<Duration::rep>(uv_now(raw_.get())));
    return {steady, std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now())};
}

void Loop::later(std::function<void()> what) {
    if (delayed_.empty()) uv_idle_start(idle_->get(), on_idle);
    delayed_.push_back(std::move(what));
}

void Loop::on_idle(uv_idle_t* raw) noexcept {
    owner_of<Loop>(raw)->do_delayed();
}

void Loop::do_delayed() {
    uv_idle_stop(idle_->get());
    for (auto& what : std::exchange(delayed_, {})) what();
}

}  // namespace heloise
