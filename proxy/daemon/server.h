// The daemon: all backends on one event loop, from the configuration file to the last session's end.
#pragma once

#include <string>

namespace heloise {

// What `heloise run -c FILE` does. Returns its exit code: 0 after SIGTERM or SIGINT, 1 when it could not
// start (an address is taken), 2 when the file is refused; its problems are then on standard error.
[[nodiscard]] int run_server(const std::string& file);

}  // namespace heloise
