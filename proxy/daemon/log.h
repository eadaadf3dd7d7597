// The log: one line per event on standard error, as text or JSON.
#pragma once

#include <memory>
#include <string_view>

#include "proxy/daemon/log_line.h"
#include "proxy/policy/settings.h"

namespace spdlog {
class logger;
}

namespace heloise {

class Log {
public:
    explicit Log(const LogSettings& settings);
    ~Log();
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;

    void set(const LogSettings& settings);
    void write(LogLevel level, const LogEvent& event);

private:
    LogSettings settings_;
    std::unique_ptr<spdlog::logger> logger_;
};

}  // namespace heloise
