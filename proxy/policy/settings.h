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

// [record]
struct RecordSettings {
    std::string directory;                    // empty: nothing is recorded
    bool full = false;                        // bodies too
    std::uint64_t keep = 1024 * 1024 * 1024;  // octets of all recordings; the oldest go first
    Duration keep_for = 168h;
    std::uint64_t session_most = 16 * 1024 * 1024;  // octets of one
    bool operator==(const RecordSettings&) const = default;
};

struct Configuration {
    std::string hostname;
    std::size_t workers = 0;
    std::string user;
    Duration drain = 60s;
    LogSettings log;
    RecordSettings record;
    std::vector<Backend> backends;
    bool operator==(const Configuration&) const = default;
};

}  // namespace heloise
