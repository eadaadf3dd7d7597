// From a path to a verdict.
#include "proxy/observe/replay_file.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <variant>

#include <fmt/format.h>

#include "proxy/observe/replayer.h"
#include "proxy/observe/transcript.h"
#include "proxy/observe/transcript_settings.h"

namespace heloise {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kExtension = ".smtp";

std::optional<std::string> read_text(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(stream), {});
}

// Every line of `text` behind a label, as a diff is read.
std::string labelled(std::string_view label, std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        out.append(label).append(text.substr(0, end)).append("\n");
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

std::string printed(const std::string& file, const Cutting& cutting, const Difference& difference) {
    return fmt::format("{}:{}: played {}:\n{}{}", file, difference.line, cutting.text(),
                       labelled("  expected  ", difference.expected),
                       labelled("  got       ", difference.got));
}

// The backend to play against, in the configuration that the operator gave.
const Backend* choose(const Configuration& configuration, const std::string& name) {
    const auto& all = configuration.backends;
    if (name.empty() && all.size() == 1) return &all.front();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Backend& one) { return one.name == name; });
    return found == all.end() ? nullptr : &*found;
}

std::optional<std::string> play_all(const std::string& file, const Transcript& transcript,
                                    const Backend& backend, const std::string& hostname) {
    for (const Cutting& cutting : all_cuttings()) {
        const auto difference = replay(transcript, backend, hostname, cutting);
        if (difference) return printed(file, cutting, *difference);
    }
    return std::nullopt;
}

std::optional<std::string> play_with_own_settings(const std::string& file, const Transcript& transcript) {
    const Loaded loaded = load_settings(transcript, file);
    if (loaded.configuration && loaded.configuration->backends.size() == 1) {
        return play_all(file, transcript, loaded.configuration->backends[0], loaded.configuration->hostname);
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

std::optional<std::string> replay_file(const std::string& file, const Configuration* configuration) {
    const auto text = read_text(file);
    if (!text) return fmt::format("{}: cannot be read\n", file);
    const auto parsed = parse_transcript(*text);
    if (const auto* error = std::get_if<TranscriptError>(&parsed)) {
        return fmt::format("{}:{}: {}\n", file, error->line, error->text);
    }
    const auto& transcript = std::get<Transcript>(parsed);
    if (configuration == nullptr) return play_with_own_settings(file, transcript);
    const std::string name = backend_name(transcript);
    const Backend* backend = choose(*configuration, name);
    if (backend == nullptr) return fmt::format("{}: the configuration has no backend \"{}\"\n", file, name);
    return play_all(file, transcript, *backend, configuration->hostname);
}

}  // namespace heloise
