// The log, over spdlog.
#include "proxy/daemon/log.h"

#include <memory>

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace heloise {
namespace {

spdlog::level::level_enum to_spdlog(LogLevel level) {
    switch (level) {
        case LogLevel::Debug: return spdlog::level::debug;
        case LogLevel::Info: return spdlog::level::info;
        case LogLevel::Warn: return spdlog::level::warn;
        case LogLevel::Error: break;
    }
    return spdlog::level::err;
}

const char* pattern(LogFormat format) {
    return format == LogFormat::Json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})"
                                     : "%Y-%m-%dT%H:%M:%S.%eZ %l %v";
}

}  // namespace

Log::Log(const LogSettings& settings)
    : logger_(
          std::make_unique<spdlog::logger>("heloise", std::make_shared<spdlog::sinks::stderr_sink_st>())) {
    set(settings);
}

Log::~Log() = default;

void Log::set(const LogSettings& settings) {
    settings_ = settings;
    logger_->set_level(to_spdlog(settings.level));
    logger_->set_pattern(pattern(settings.format), spdlog::pattern_time_type::utc);
}

void Log::write(LogLevel level, const LogEvent& event) {
    const auto spdlog_level = to_spdlog(level);
    if (logger_->should_log(spdlog_level)) logger_->log(spdlog_level, log_line(settings_.format, event));
}

}  // namespace heloise
