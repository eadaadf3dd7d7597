// Recorded sessions and messages that lie outside the project, as they are found in HELOISE_CORPORA.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace heloise::testing {

// One TCP segment, as captured.
struct Segment {
    bool from_client = false;
    std::string octets;
};

struct Capture {
    std::string name;  // of its file, without the suffix
    std::vector<Segment> segments;
    std::string fault;  // why the file could not be read; empty: it could
};

// HELOISE_CORPORA, or shared/corpora beside the project.
[[nodiscard]] std::filesystem::path corpora_folder();

// Reads JSON lines: {"from": "client" | "server", "data_b64": ...}; whatever else a line says is not looked
// at.
[[nodiscard]] Capture read_capture(const std::string& name, const std::string& text);

// Every *.jsonl below the folder, and every *.eml, in the order of their names.
[[nodiscard]] std::vector<Capture> all_captures();
[[nodiscard]] std::vector<std::filesystem::path> all_messages();

[[nodiscard]] std::string file_text(const std::filesystem::path& file);

}  // namespace heloise::testing
