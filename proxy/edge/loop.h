// The event loop: one per thread, owner of the clock and of the read buffer all its connections share.
//
// Whatever lives on a loop (timers, listeners, connections) must be destroyed before it.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include <uv.h>

#include "proxy/base/time.h"
#include "proxy/edge/handle.h"

namespace heloise {

class Loop {
public:
    Loop();
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    // Runs until stop(), or until nothing is left that could happen.
    void run();
    void stop();
    // run_once() is one round: waits for an event, at most until the next timer, and handles it. For tests.
    void run_once();

    // The time of this round; libuv reads its clock once per round, and all timers count from that.
    [[nodiscard]] Moment now() const;

    // Calls `what` in the next round. For what must not be done from inside a callback, such as destroying
    // the object it was called on.
    void later(std::function<void()> what);

    // limits::kRead octets, valid until the next read: who reads takes what it needs before it returns. So a
    // connection that says nothing costs no buffer.
    [[nodiscard]] std::span<char> read_buffer() { return {buffer_.get(), buffer_size_}; }
    [[nodiscard]] uv_loop_t* raw() { return raw_.get(); }

private:
    static void on_idle(uv_idle_t* raw) noexcept;
    void do_delayed();

    std::unique_ptr<uv_loop_t> raw_;
    std::unique_ptr<Handle<uv_idle_t>> idle_;  // active only while something is delayed
    std::vector<std::function<void()>> delayed_;
    std::size_t buffer_size_;
    std::unique_ptr<char[]> buffer_;
};

}  // namespace heloise
