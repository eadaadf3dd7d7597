// A whole configuration, as the operator means it: plain data, complete and checked.
//
// Key names and meanings: conf/heloise.toml. What belongs to one backend is in proxy/policy/backend.h.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "proxy/base/time.h"
#include "proxy/policy/backend.h"

namespace heloise {

enum class LogFormat : std::uint8_t { Text, Json };
enum class LogLevel : std::uint8_t { Debug, Info, Warn, Error };

struct LogSettings {
    LogFormat format = LogFormat::Text;
    LogLevel level = LogLevel::Info;
    bool operator==(const LogSettings&) const = default;
};

struct Configuration {
    std::string hostname;
    std::size_t workers = 0;
    std::string user;
    Duration drain = 60s;
    LogSettings log;
    std::vector<Backend> backends;
};

}  // namespace heloise
