// Who reads what heloise logs in a simulation.
#pragma once

#include "proxy/daemon/log_line.h"

namespace heloise::simulation {

class LogReader {
public:
    virtual void on_event(const LogEvent& event) = 0;
    // The one that there is.
    [[nodiscard]] static LogReader& current();

protected:
    LogReader();
    ~LogReader();
};

}  // namespace heloise::simulation
