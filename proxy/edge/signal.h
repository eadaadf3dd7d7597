// Calls back when the process gets a signal, from the loop and not from the signal handler.
#pragma once

#include <functional>

#include "proxy/edge/loop.h"

namespace heloise {

class Signal {
public:
    Signal(Loop& loop, int number, std::function<void()> when_got);

private:
    static void on_signal(uv_signal_t* raw, int number) noexcept;

    std::function<void()> when_got_;
    Handle<uv_signal_t> raw_;
};

}  // namespace heloise
