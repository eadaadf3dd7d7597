// Finds and reads transcript files, and chooses the backend that each is played against.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "proxy/policy/settings.h"
#include "proxy/transcript/transcript.h"

namespace heloise {

// transcript_files() returns files as they are given, and for a folder every *.smtp below it, sorted. Paths
// that do not exist are added to `missing`.
[[nodiscard]] std::vector<std::string> transcript_files(const std::vector<std::string>& paths,
                                                        std::vector<std::string>& missing);

// read_transcript() returns the transcript, or an error that is ready to print.
[[nodiscard]] std::variant<Transcript, std::string> read_transcript(const std::string& file);

// Against is the backend, and heloise's host name, for a replay.
struct Against {
    Backend backend;
    std::string hostname;
};

// play_against() uses the file's own settings when `configuration` is null. Otherwise the file's `name`
// selects the backend of `configuration`, and may be left out where there is only one; the host name stays
// that of the recording, so that a new name is no difference. On failure it returns an error that is ready
// to print.
[[nodiscard]] std::variant<Against, std::string> play_against(const std::string& file,
                                                              const Transcript& transcript,
                                                              const Configuration* configuration);

}  // namespace heloise
