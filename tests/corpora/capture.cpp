// Finds and reads what lies in HELOISE_CORPORA; see capture.h.
#include "tests/corpora/capture.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/support/field_reading.h"

namespace heloise::testing {
namespace {

using std::filesystem::path;

std::vector<path> files_below(const std::string& suffix) {
    std::vector<path> found;
    std::error_code error;
    std::filesystem::recursive_directory_iterator file(corpora_folder(), error);
    for (; !error && file != std::filesystem::recursive_directory_iterator(); file.increment(error)) {
        if (file->path().extension() == suffix && file->is_regular_file()) found.push_back(file->path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

Segment read_segment(const std::string& line) {
    const nlohmann::json said = nlohmann::json::parse(line);
    const std::string from = said.at("from");
    if (from != "client" && from != "server") throw std::runtime_error("from is neither client nor server");
    const std::string data = said.at("data_b64");
    return {from == "client", field_reading::decode_b(data)};
}

}  // namespace

path corpora_folder() {
    const char* named = std::getenv("HELOISE_CORPORA");
    return named != nullptr ? path(named) : path(HELOISE_SOURCE_DIR "/../shared/corpora");
}

std::string file_text(const path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

Capture read_capture(const std::string& name, const std::string& text) {
    Capture capture{name, {}, {}};
    std::istringstream lines(text);
    std::string line;
    for (int number = 1; std::getline(lines, line); ++number) {
        if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
        try {
            capture.segments.push_back(read_segment(line));
        } catch (const std::exception& error) {
            // Without what the line says: an address might stand there.
            capture.fault = "line " + std::to_string(number) + " is no segment";
            return capture;
        }
    }
    return capture;
}

std::vector<Capture> all_captures() {
    std::vector<Capture> found;
    for (const path& file : files_below(".jsonl"))
        found.push_back(read_capture(file.stem().string(), file_text(file)));
    return found;
}

std::vector<path> all_messages() {
    return files_below(".eml");
}

}  // namespace heloise::testing
