// From a path to a transcript and its backend.
#include "proxy/transcript/transcript_file.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "proxy/transcript/transcript_settings.h"

namespace heloise {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kExtension = ".smtp";

std::optional<std::string> read_text(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(stream), {});
}

// The backend to play against, in the configuration that the operator gave.
const Backend* choose(const Configuration& configuration, const std::string& name) {
    const auto& all = configuration.backends;
    if (name.empty() && all.size() == 1) return &all.front();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Backend& one) { return one.name == name; });
    return found == all.end() ? nullptr : &*found;
}

std::variant<Against, std::string> own_settings(const std::string& file, const Transcript& transcript) {
    Loaded loaded = load_settings(transcript, file);
    if (loaded.configuration && loaded.configuration->backends.size() == 1) {
        return Against{std::move(loaded.configuration->backends[0]), loaded.configuration->hostname};
    }
    std::string problems;
    for (const Problem& problem : loaded.problems) problems.append(problem.printed()).append("\n");
    return problems;
}

}  // namespace

std::vector<std::string> transcript_files(const std::vector<std::string>& paths,
                                          std::vector<std::string>& missing) {
    std::vector<std::string> files;
    for (const std::string& path : paths) {
        std::error_code error;
        if (!fs::is_directory(path, error)) {
            (fs::exists(path, error) ? files : missing).push_back(path);
            continue;
        }
        std::vector<std::string> found;
        for (const auto& entry : fs::recursive_directory_iterator(path, error)) {
            if (entry.path().extension() == kExtension) found.push_back(entry.path().string());
        }
        std::sort(found.begin(), found.end());
        files.insert(files.end(), found.begin(), found.end());
    }
    return files;
}

std::variant<Transcript, std::string> read_transcript(const std::string& file) {
    const auto text = read_text(file);
    if (!text) return fmt::format("{}: cannot be read\n", file);
    auto parsed = parse_transcript(*text);
    if (const auto* error = std::get_if<TranscriptError>(&parsed)) {
        return fmt::format("{}:{}: {}\n", file, error->line, error->text);
    }
    return std::get<Transcript>(std::move(parsed));
}

std::variant<Against, std::string> play_against(const std::string& file, const Transcript& transcript,
                                                const Configuration* configuration) {
    if (configuration == nullptr) return own_settings(file, transcript);
    const std::string name = backend_name(transcript);
    const Backend* backend = choose(*configuration, name);
    if (backend == nullptr) return fmt::format("{}: the configuration has no backend \"{}\"\n", file, name);
    const std::string hostname = recorded_hostname(transcript);
    return Against{*backend, hostname.empty() ? configuration->hostname : hostname};
}

}  // namespace heloise
