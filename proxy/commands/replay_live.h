// `heloise replay --against HOST:PORT`: the senders' side of transcripts against a live server.
#pragma once

#include <string>
#include <vector>

namespace heloise {

struct LiveOptions {
    std::string server;
    std::string timeout = "30s";
    double speed = 0;
    bool strict = false;
};

// The exit code.
[[nodiscard]] int play_live(const std::vector<std::string>& files, const LiveOptions& options);

}  // namespace heloise
