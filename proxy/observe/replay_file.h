// Transcript files: finding, reading, configuring and playing them, and telling what came of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "proxy/config/configuration.h"

namespace heloise {

// A file as it is, and every *.smtp below a folder, sorted. `missing` gets those that do not exist.
[[nodiscard]] std::vector<std::string> transcript_files(const std::vector<std::string>& paths,
                                                        std::vector<std::string>& missing);

// Plays a file in every way (replayer.h). Empty when heloise says what it expects; otherwise what was wrong,
// to be printed: the file and line, what was expected and what came instead, or what the file itself has
// wrong. With `configuration` the file's own settings count for nothing but its `name`, which says which
// backend it is of; it may be left out where there is only one.
[[nodiscard]] std::optional<std::string> replay_file(const std::string& file,
                                                     const Configuration* configuration = nullptr);

}  // namespace heloise
