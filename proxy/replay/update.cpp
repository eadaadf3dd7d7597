// A transcript cut into output blocks, and put together again with what came in the place of some.
#include "proxy/replay/update.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "proxy/base/check.h"
#include "proxy/replay/output_block.h"
#include "proxy/replay/output_log.h"

namespace heloise {
namespace {

// A line of heloise's that has its place on a leg.
std::optional<Side> owed_on(const TranscriptLine& line) {
    const auto* said = std::get_if<Said>(&line.what);
    if (said != nullptr && !said->by_peer) return said->leg;
    const auto* event = std::get_if<Event>(&line.what);
    if (event != nullptr && !event->by_peer && event->name == "close") return event->leg;
    return std::nullopt;
}

// Does the leg have to be settled when this step is played?
bool settles(const TranscriptLine& line, Side leg) {
    if (const auto* said = std::get_if<Said>(&line.what)) return said->by_peer && said->leg == leg;
    if (const auto* event = std::get_if<Event>(&line.what)) return event->by_peer && event->leg == leg;
    return std::holds_alternative<Pause>(line.what);
}

class Updater {
public:
    explicit Updater(const Transcript& transcript) : transcript_(transcript), script_(script_of(transcript)) {
        for (const Side leg : {Side::Front, Side::Back}) cut(leg);
    }

    Update run(const Backend& backend, const std::string& hostname, const Cutting& cutting);

private:
    void cut(Side leg);
    void take(const OutputLog& output_log);
    [[nodiscard]] std::size_t index_of(std::size_t step) const;
    [[nodiscard]] std::size_t place_behind(std::size_t step) const;
    [[nodiscard]] std::vector<std::size_t> lines_of_note(NoteKind kind) const;
    void renew_blocks();
    void renew_notes(const OutputLog& output_log, Update& update);
    void put_together(Update& update) const;

    const Transcript& transcript_;
    Script script_;
    std::vector<OutputBlock> blocks_;
    std::multimap<std::size_t, TranscriptLine> added_;  // before the line of that index
    std::set<std::size_t> dropped_;
};

void Updater::cut(Side leg) {
    OutputBlock block;
    block.leg = leg;
    for (std::size_t i = 0; i < transcript_.lines.size(); ++i) {
        const TranscriptLine& line = transcript_.lines[i];
        if (owed_on(line) == leg) block.expected.push_back({line, i});
        if (!settles(line, leg)) continue;
        block.to = i;
        blocks_.push_back(std::exchange(block, {}));
        block.leg = leg;
        block.from = i + 1;
    }
    block.to = transcript_.lines.size();
    blocks_.push_back(std::move(block));
}

std::size_t Updater::index_of(std::size_t step) const {
    return static_cast<std::size_t>(script_[step] - transcript_.lines.data());
}

// Where a line goes that came when the steps before this one had been played.
std::size_t Updater::place_behind(std::size_t step) const {
    if (step > 0) return index_of(step - 1) + 1;
    return script_.empty() ? transcript_.lines.size() : index_of(0);
}

void Updater::take(const OutputLog& output_log) {
    for (const OutputLog::Output& output : output_log.outputs()) {
        const std::size_t at = place_behind(output.after);
        const auto found = std::find_if(blocks_.begin(), blocks_.end(), [&](const OutputBlock& one) {
            return one.leg == output.leg && at >= one.from && at <= one.to;
        });
        CHECK(found != blocks_.end());
        found->came.push_back({output.octets, at});
    }
}

// Old lines where they are, but for those of an output block that came otherwise.
void Updater::renew_blocks() {
    for (const OutputBlock& block : blocks_) {
        if (block.is_as_expected()) continue;
        for (const Placed& old : block.expected) dropped_.insert(old.at);
        for (Placed& placed : block.as_lines()) {
            const bool stays =
                dropped_.contains(placed.at) && transcript_.lines[placed.at].what == placed.line.what;
            if (stays) {
                dropped_.erase(placed.at);
            } else {
                added_.emplace(placed.at, std::move(placed.line));
            }
        }
    }
}

// A kind that is named must come exactly so often; the others come as they like.
void Updater::renew_notes(const OutputLog& output_log, Update& update) {
    for (std::size_t i = 0; i < kNoteKinds; ++i) {
        const auto lines = lines_of_note(static_cast<NoteKind>(i));
        const auto today = static_cast<std::size_t>(output_log.notes().at(i));
        if (lines.empty() || lines.size() == today) continue;
        const TranscriptLine& last = transcript_.lines[lines.back()];
        update.differences.push_back({last.number, fmt::format("{}, {} in all", print(last), lines.size()),
                                      fmt::format("{} in all", today)});
        for (std::size_t more = today; more < lines.size(); ++more) dropped_.insert(lines[more]);
        for (std::size_t more = lines.size(); more < today; ++more) added_.emplace(lines.back() + 1, last);
    }
}

void Updater::put_together(Update& update) const {
    auto& lines = update.transcript.lines;
    for (std::size_t i = 0; i <= transcript_.lines.size(); ++i) {
        const int number = static_cast<int>(i) + 1;
        const auto [first, last] = added_.equal_range(i);
        const bool drop = dropped_.contains(i);
        if (drop) update.changes.push_back({false, number, transcript_.lines[i]});
        for (auto one = first; one != last; ++one) {
            lines.push_back(one->second);
            update.changes.push_back({true, number, one->second});
        }
        if (i < transcript_.lines.size() && !drop) lines.push_back(transcript_.lines[i]);
    }
    int number = 0;
    for (TranscriptLine& line : lines) line.number = ++number;
}

std::vector<std::size_t> Updater::lines_of_note(NoteKind kind) const {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < transcript_.lines.size(); ++i) {
        const auto* event = std::get_if<Event>(&transcript_.lines[i].what);
        if (event != nullptr && event->name == "note" && event->operands[0] == name(kind)) found.push_back(i);
    }
    return found;
}

Update Updater::run(const Backend& backend, const std::string& hostname, const Cutting& cutting) {
    OutputLog output_log(script_);
    Player(script_, output_log, backend, hostname, cutting).play();
    take(output_log);
    Update update;
    update.stuck = output_log.stuck();
    const std::size_t compared =
        update.stuck && !script_.empty() ? index_of(output_log.stuck_at()) : transcript_.lines.size();
    for (const OutputBlock& block : blocks_) {
        if (block.to <= compared && !block.is_as_expected())
            update.differences.push_back(block.difference(transcript_));
    }
    if (!update.stuck) renew_notes(output_log, update);
    std::stable_sort(update.differences.begin(), update.differences.end(),
                     [](const Difference& a, const Difference& b) { return a.line < b.line; });
    renew_blocks();
    put_together(update);
    return update;
}

}  // namespace

Update update(const Transcript& transcript, const Backend& backend, const std::string& hostname,
              const Cutting& cutting) {
    return Updater(transcript).run(backend, hostname, cutting);
}

}  // namespace heloise
