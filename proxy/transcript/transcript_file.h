// Transcript files: finding and reading them, and what each is to be played against.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "proxy/policy/settings.h"
#include "proxy/transcript/transcript.h"

namespace heloise {

// A file as it is, and every *.smtp below a folder, sorted. `missing` gets those that do not exist.
[[nodiscard]] std::vector<std::string> transcript_files(const std::vector<std::string>& paths,
                                                        std::vector<std::string>& missing);

// The transcript, or what is wrong with the file, to be printed.
[[nodiscard]] std::variant<Transcript, std::string> read_transcript(const std::string& file);

// What a transcript is played against.
struct Against {
    Backend backend;
    std::string hostname;
};

// The file's own settings, or the backend of `configuration` that the file's `name` says, which may be left
// out where there is only one. With a configuration heloise keeps the name that it had in the recording: what
// it is called is no difference. Or what is wrong, to be printed.
[[nodiscard]] std::variant<Against, std::string> play_against(const std::string& file,
                                                              const Transcript& transcript,
                                                              const Configuration* configuration);

}  // namespace heloise
