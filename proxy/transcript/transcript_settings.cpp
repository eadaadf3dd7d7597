// Settings to TOML text, and the loader's complaints back to the transcript's lines.
#include "proxy/transcript/transcript_settings.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace heloise {
namespace {

struct Default {
    std::string_view key;
    std::string_view value;
    bool top_level;
};

constexpr std::array kDefaults{
    Default{"hostname", "\"mx.example.org\"", true},
    Default{"name", "\"test\"", false},
    Default{"listen", "[\"127.0.0.1:25\"]", false},
    Default{"address", "[\"192.0.2.25:25\"]", false},
};

// A TOML text, and where each of its lines comes from.
struct Text {
    struct Origin {
        int line = 0;
        int column = 0;  // how far the line stands further right in the transcript
    };
    std::string toml;
    std::vector<Origin> origins;

    void add(std::string_view line, Origin origin) {
        toml.append(line).append("\n");
        origins.push_back(origin);
    }
};

const Setting* find(const Transcript& transcript, std::string_view key, bool top_level) {
    for (const TranscriptLine& line : transcript.lines) {
        const auto* setting = std::get_if<Setting>(&line.what);
        if (setting != nullptr && setting->top_level == top_level && setting->key == key) return setting;
    }
    return nullptr;
}

// The value of a plain string.
std::string unquoted(const Setting* setting) {
    if (setting == nullptr || setting->value.size() < 2) return {};
    return setting->value.substr(1, setting->value.size() - 2);
}

// TOML wants the top level's keys before the first table.
void add_level(const Transcript& transcript, bool top_level, Text& text) {
    for (const Default& one : kDefaults) {
        if (one.top_level == top_level && find(transcript, one.key, top_level) == nullptr) {
            text.add(fmt::format("{} = {}", one.key, one.value), {1, 0});
        }
    }
    for (const TranscriptLine& line : transcript.lines) {
        const auto* setting = std::get_if<Setting>(&line.what);
        if (setting == nullptr || setting->top_level != top_level) continue;
        text.add(fmt::format("{} = {}", setting->key, setting->value), {line.number, top_level ? 3 : 2});
    }
}

}  // namespace

Loaded load_settings(const Transcript& transcript, const std::string& file) {
    Text text;
    add_level(transcript, true, text);
    text.add("[[backend]]", {1, 0});
    add_level(transcript, false, text);
    Loaded loaded = load_text(text.toml, file, "");
    for (Problem& problem : loaded.problems) {
        if (problem.file != file || problem.at.line < 1) continue;  // of a profile
        const std::size_t index = static_cast<std::size_t>(problem.at.line) - 1;
        const Text::Origin origin = text.origins[std::min(index, text.origins.size() - 1)];
        problem.at.line = origin.line;
        problem.at.column += origin.column;
    }
    return loaded;
}

std::string backend_name(const Transcript& transcript) {
    return unquoted(find(transcript, "name", false));
}

std::string recorded_hostname(const Transcript& transcript) {
    if (const Setting* setting = find(transcript, "hostname", true)) return unquoted(setting);
    constexpr std::string_view kBefore = "220 ";
    constexpr std::string_view kBehind = " ESMTP heloise\r\n";
    for (const TranscriptLine& line : transcript.lines) {
        const auto* said = std::get_if<Said>(&line.what);
        if (said == nullptr || said->by_peer || said->leg != Side::Front) continue;
        const std::string_view banner = said->octets;
        if (!banner.starts_with(kBefore) || !banner.ends_with(kBehind)) return {};
        return std::string(banner.substr(kBefore.size(), banner.size() - kBefore.size() - kBehind.size()));
    }
    return {};
}

}  // namespace heloise
