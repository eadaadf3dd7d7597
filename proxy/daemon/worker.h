// What all backends of one event loop share.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "proxy/daemon/arrivals.h"
#include "proxy/daemon/counters.h"
#include "proxy/daemon/desk_runner.h"
#include "proxy/daemon/lingerer.h"
#include "proxy/daemon/log.h"
#include "proxy/daemon/record_keeper.h"
#include "proxy/daemon/sender_count.h"
#include "proxy/edge/loop.h"

namespace heloise {

struct Worker {
    Worker(Loop& the_loop, Log& the_log, SenderCount::Limits the_limits);

    // Short and unique in the logs of this machine, restarts included: "t3k9x0-1a".
    [[nodiscard]] std::string session_id(std::uint64_t number) const;

    Loop& loop;
    Log& log;
    Arrivals arrivals;
    Lingerer lingerer;
    SenderCount inside;
    SenderCount::Limits limits;
    Counters counters;
    std::unique_ptr<RecordKeeper> records;  // null until sessions are to be recorded
    std::string hostname;
    std::uint64_t sessions = 0;            // numbers given out
    std::function<void()> when_one_ended;  // a session has gone
    DeskRunner::Postpones desk_postpones;  // null but in a simulation

private:
    std::string id_prefix_;
};

}  // namespace heloise
