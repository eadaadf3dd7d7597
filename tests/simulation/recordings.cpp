// Playing what was recorded, and the disk under it.
#include "tests/simulation/recordings.h"

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "proxy/base/check.h"
#include "proxy/daemon/record_folder.h"
#include "proxy/replay/replayer.h"
#include "proxy/transcript/transcript_file.h"
#include "tests/simulation/machine.h"

namespace heloise::simulation {
namespace {

Recordings* the_recordings = nullptr;

// A replay costs as much as many sessions.
constexpr std::uint32_t kWorldsPerMille = 200;
// Of those that are played in one way, so many are played in all.
constexpr std::uint32_t kAllWaysPerMille = 100;

constexpr std::size_t kRoom = 1024 * 1024;  // for any message here

// Some worlds have settings that the loader of configurations, and so of transcripts, refuses.
bool can_be_configured(const Backend& backend) {
    constexpr std::size_t kLeastLookahead = 4096;
    const bool early = backend.connect == ConnectWhen::Early;
    return backend.content.lookahead >= kLeastLookahead &&
           backend.limits.spool >= backend.content.lookahead &&
           !(early && (backend.delivery == Delivery::Burst || backend.limits.sessions > 0));
}

}  // namespace

Recordings::Recordings(Dice dice) : dice_(std::move(dice)), any_(dice_.chance(kWorldsPerMille)) {
    CHECK(the_recordings == nullptr);
    the_recordings = this;
}

Recordings::~Recordings() {
    the_recordings = nullptr;
}

Recordings& Recordings::current() {
    CHECK(the_recordings != nullptr);
    return *the_recordings;
}

RecordSettings Recordings::draw(const Backend& backend) {
    RecordSettings settings;
    if (!any_ || !can_be_configured(backend) || dice_.chance(100)) return settings;
    settings.directory = "recordings";
    // A body that is made up has no dots to be taken out, so it may be too long for a limit that the real one
    // was not.
    settings.full = dice_.chance(500) || backend.limits.spool < kRoom;
    settings.session_most = dice_.chance(200) ? 1000 : 1024 * 1024;
    return settings;
}

void Recordings::on_finished(const std::string& name, const std::string& text) {
    ++finished;
    if (text.find("\nF! unplayable\n") != std::string::npos) ++cut_short;
    if (const std::string fault = fault_of(name, text); !fault.empty())
        when_broken(fmt::format("recording {} {}\n{}", name, fault, text));
}

std::string Recordings::fault_of(const std::string& name, const std::string& text) {
    const auto parsed = parse_transcript(text);
    if (const auto* fault = std::get_if<TranscriptError>(&parsed))
        return fmt::format("is no transcript, line {}: {}", fault->line, fault->text);
    const Transcript& transcript = std::get<Transcript>(parsed);
    if (print(transcript) != text) return "is not in canonical form";
    const auto against = play_against(name, transcript, nullptr);
    if (const auto* fault = std::get_if<std::string>(&against)) return "has bad settings: " + *fault;
    const auto& [backend, hostname] = std::get<Against>(against);
    for (const Cutting& cutting : all_cuttings()) {
        const auto difference = replay(transcript, backend, hostname, cutting);
        if (difference)
            return fmt::format("differs when played {}, line {}\n expected: {}\n got: {}", cutting.text(),
                               difference->line, difference->expected, difference->got);
        if (!any_cutting || !dice_.chance(kAllWaysPerMille)) break;
    }
    return {};
}

}  // namespace heloise::simulation

namespace heloise {

using simulation::Recordings;

RecordFolder::~RecordFolder() {
    while (!open_.empty()) discard(open_.begin()->first);
}

int RecordFolder::prepare(std::chrono::sys_seconds) {
    return simulation::Machine::current().disk_works() ? 0 : EROFS;
}

int RecordFolder::open(std::uint64_t number, const std::string& name) {
    if (const int error = simulation::Machine::current().open_file(); error != 0) return error;
    open_[number] = {name, simulation::Machine::current().last_file(), 0};
    return 0;
}

int RecordFolder::write(std::uint64_t number, std::string_view text) {
    const auto file = open_.find(number);
    if (file == open_.end()) return EBADF;
    const int error =
        simulation::Machine::current().write_file(file->second.descriptor, file->second.octets, text);
    file->second.octets += text.size();
    if (error != 0) discard(number);
    return error;
}

int RecordFolder::finish(std::uint64_t number, std::chrono::sys_seconds) {
    const auto file = open_.find(number);
    if (file == open_.end()) return EBADF;
    Recordings::current().on_finished(file->second.name,
                                      simulation::Machine::current().file(file->second.descriptor));
    discard(number);
    return 0;
}

void RecordFolder::discard(std::uint64_t number) {
    const auto file = open_.find(number);
    if (file == open_.end()) return;
    if (simulation::Machine::exists()) simulation::Machine::current().close_file(file->second.descriptor);
    open_.erase(file);
}

std::string record_name(std::chrono::sys_seconds, std::string_view id) {
    return fmt::format("{}.smtp", id);
}

}  // namespace heloise
