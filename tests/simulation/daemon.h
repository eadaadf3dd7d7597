// heloise as a process in a simulated world: the real proxy/daemon and proxy/edge, from the listener inwards.
//
// It is what proxy/daemon/server is, without a file to read and without signals.
#pragma once

#include <memory>
#include <string>

#include "proxy/daemon/backend_runner.h"
#include "proxy/daemon/log.h"
#include "proxy/daemon/worker.h"
#include "proxy/edge/listener.h"
#include "proxy/edge/loop.h"
#include "proxy/edge/timer.h"

namespace heloise::simulation {

class Daemon {
public:
    // `desk_postpones`: see DeskRunner.
    Daemon(const Backend& backend, const std::string& listen, std::size_t senders_most,
           DeskRunner::Postpones desk_postpones);

    // What is recorded changes too (recordings.h).
    void reload(const Backend& backend);
    // SIGTERM, and what a second one does.
    void stop(Duration drain);
    void stop_now();
    // Everything has ended by itself; it may be destroyed.
    [[nodiscard]] bool done() const;
    [[nodiscard]] bool stopping() const { return stopping_; }

private:
    void set_records(const Backend& backend);

    Loop loop_;
    Log log_;
    Worker worker_;
    std::unique_ptr<BackendRunner> runner_;
    std::unique_ptr<Listener> listener_;
    Timer drain_;
    bool stopping_ = false;
};

}  // namespace heloise::simulation
