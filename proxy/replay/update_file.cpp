// Play, rewrite, play again, replace.
#include "proxy/replay/update_file.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>
#include <utility>
#include <variant>

#include <fmt/format.h>
#include <unistd.h>

#include "proxy/replay/replay_file.h"
#include "proxy/replay/replayer.h"
#include "proxy/replay/update.h"
#include "proxy/transcript/transcript_file.h"

namespace heloise {
namespace {

namespace fs = std::filesystem;

Updated left_alone(const std::string& file, std::string_view why) {
    return {Updated::Kind::LeftAlone,
            fmt::format("{}: left alone: {}{}", file, why, why.ends_with('\n') ? "" : "\n")};
}

std::optional<std::pair<Cutting, Difference>> first_difference(const Transcript& transcript,
                                                               const Against& against) {
    for (const Cutting& cutting : all_cuttings()) {
        if (auto difference = replay(transcript, against.backend, against.hostname, cutting))
            return std::pair{cutting, *std::move(difference)};
    }
    return std::nullopt;
}

std::string told_of(const std::string& what, const std::string& how, const Transcript& transcript,
                    const Difference& difference) {
    return told(what, how, difference, rule_for(place_of(script_of(transcript), difference)));
}

// What was changed, as a diff is read; the numbers are those of the old lines.
std::string shown(const std::string& file, const Update& update) {
    std::string text = fmt::format("--- {}\n", file);
    int last = 0;
    for (const Update::Change& change : update.changes) {
        if (last == 0 || change.line > last + 1)
            fmt::format_to(std::back_inserter(text), "@@ {}\n", change.line);
        last = change.line;
        fmt::format_to(std::back_inserter(text), "{}{}\n", change.added ? '+' : '-', print(change.what));
    }
    return text;
}

bool write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::fsync(descriptor) == 0;
}

// Empty when it was written; else why not.
std::string replace(const std::string& file, std::string_view text) {
    std::error_code error;
    const fs::path target = fs::canonical(file, error);  // a link stays one
    const auto permissions = fs::status(target, error).permissions();
    std::string temporary = (target.parent_path() / ".replay-XXXXXX").string();
    const int descriptor = ::mkstemp(temporary.data());
    if (descriptor < 0) return fmt::format("{}: {}", temporary, std::strerror(errno));
    bool good = write_all(descriptor, text);
    good = ::close(descriptor) == 0 && good;
    if (good) fs::permissions(temporary, permissions, error);
    if (good && !error && ::rename(temporary.c_str(), target.c_str()) == 0) return {};
    const std::string why = error ? error.message() : std::strerror(errno);
    ::unlink(temporary.c_str());
    return why;
}

// Why it must not take the old one's place; empty when it may.
std::string why_not(const Update& today, const Against& against) {
    if (today.stuck)
        return "it cannot be played to its end\n" +
               told_of("line", "played whole", today.transcript, *today.stuck);
    const auto again = parse_transcript(print(today.transcript));
    if (const auto* error = std::get_if<TranscriptError>(&again))
        return fmt::format("what heloise says cannot be written down: {}", error->text);
    const auto different = first_difference(std::get<Transcript>(again), against);
    if (!different) return {};
    return "written anew it would still differ\n" + told_of("line", "played " + different->first.text(),
                                                            std::get<Transcript>(again), different->second);
}

}  // namespace

Updated update_file(const std::string& file) {
    const auto read = read_transcript(file);
    if (const auto* fault = std::get_if<std::string>(&read)) return {Updated::Kind::LeftAlone, *fault};
    const auto& transcript = std::get<Transcript>(read);
    const auto found = play_against(file, transcript, nullptr);
    if (const auto* fault = std::get_if<std::string>(&found)) return {Updated::Kind::LeftAlone, *fault};
    const auto& against = std::get<Against>(found);
    if (!first_difference(transcript, against)) return {};

    std::string why;
    for (const Cutting& cutting : {Cutting{}, Cutting{Cutting::Kind::Octets, 0}}) {
        const Update today = update(transcript, against.backend, against.hostname, cutting);
        why = why_not(today, against);
        if (!why.empty()) continue;
        why = replace(file, print(today.transcript));
        if (!why.empty()) break;
        return {Updated::Kind::Written, shown(file, today)};
    }
    return left_alone(file, why);
}

}  // namespace heloise
