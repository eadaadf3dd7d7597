// Any text as a transcript: parsed or refused with its line, printed so that it reads the same, and played.
// A replay may differ in any way from what stands there, but a session's own duties, which the replay driver
// holds it to, are kept whatever the peers do.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <string>
#include <variant>

#include "proxy/base/check.h"
#include "proxy/replay/replayer.h"
#include "proxy/transcript/escapes.h"
#include "proxy/transcript/transcript.h"
#include "proxy/transcript/transcript_settings.h"
#include "tests/fuzz/fuzz_input.h"

namespace heloise {
namespace {

// What proxy/replay/replay_driver expects of the session alone; all else may be the transcript's fault.
constexpr std::array<std::string_view, 14> kDuties{
    "nothing to the front after Close",
    "whole lines to the front",
    "nothing to a back that is not there",
    "the terminator in one write with the body's last CRLF",
    "one place at a time",
    "that a place is given back once",
    "one of backend.address",
    "no call without a place",
    "one back connection at a time",
    "a spool used as it is",
    "that the place is given back in the end",
    "that a session without legs is finished",
    "a deadline that moves on when it is kept",
    "that the session comes to rest",
};

bool printable(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c == '\n' || c >= ' '; });
}

// A profile may be any file of the machine, and a body left out costs what it says it had.
bool is_bounded(const Transcript& transcript) {
    constexpr std::uint64_t kMost = 64 * 1024;
    return std::none_of(transcript.lines.begin(), transcript.lines.end(), [](const TranscriptLine& line) {
        const auto* setting = std::get_if<Setting>(&line.what);
        const auto* said = std::get_if<Said>(&line.what);
        if (said != nullptr) return said->body_octets > kMost;
        return setting != nullptr && print(line).find("profile") != std::string::npos &&
               setting->value.find_first_of("/\\.") != std::string::npos;
    });
}

void expect_dutiful(const Transcript& transcript, const Configuration& configuration,
                    const Cutting& cutting) {
    const auto difference = replay(transcript, configuration.backends[0], configuration.hostname, cutting);
    if (!difference) return;
    CHECK(difference->line >= 0 && !difference->expected.empty() && !difference->got.empty());
    const bool undutiful = std::find(kDuties.begin(), kDuties.end(), difference->expected) != kDuties.end();
    if (undutiful)
        std::fprintf(stderr, "%s: %s: %s\n", cutting.text().c_str(), difference->expected.c_str(),
                     escape(difference->got).c_str());
    CHECK(!undutiful);
}

void expect_canonical(const Transcript& transcript) {
    const std::string text = print(transcript);
    const auto again = parse_transcript(text);
    CHECK(std::holds_alternative<Transcript>(again));
    CHECK(std::get<Transcript>(again) == transcript);
    CHECK(print(std::get<Transcript>(again)) == text);
}

}  // namespace
}  // namespace heloise

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace heloise;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    CHECK(unescape(escape(text)) == text);
    const auto parsed = parse_transcript(text);
    if (const auto* error = std::get_if<TranscriptError>(&parsed)) {
        CHECK(error->line >= 1 && printable(error->text));
        return 0;
    }
    const auto& transcript = std::get<Transcript>(parsed);
    expect_canonical(transcript);
    if (!is_bounded(transcript)) return 0;
    const Loaded loaded = load_settings(transcript, "/nonexistent/fuzz.smtp");
    for (const Problem& problem : loaded.problems) CHECK(!any_control(problem.printed()));
    if (!loaded.configuration || loaded.configuration->backends.size() != 1) return 0;
    using Kind = Cutting::Kind;
    for (const Cutting& cutting : {Cutting{Kind::Whole}, Cutting{Kind::Octets}, Cutting{Kind::Random, 3}})
        expect_dutiful(transcript, *loaded.configuration, cutting);
    return 0;
}
