// A script that grows.
#include "proxy/replay/interactive_replay.h"

#include <utility>

#include <fmt/format.h>

#include "proxy/replay/output_block.h"

namespace heloise {

std::variant<InteractiveReplay::Ready, std::string> InteractiveReplay::begin(std::string_view settings) {
    const auto parsed = parse_transcript(settings);
    if (const auto* error = std::get_if<TranscriptError>(&parsed))
        return fmt::format("{}: {}\n", error->line, error->text);
    auto against = play_against("settings", std::get<Transcript>(parsed), nullptr);
    if (auto* fault = std::get_if<std::string>(&against)) return std::move(*fault);
    return Ready{std::get<Against>(std::move(against))};
}

InteractiveReplay::InteractiveReplay(Ready ready)
    : against_(std::move(ready.against)),
      output_log_(script_),
      // So that what heloise says stands as early as it may ever come.
      player_(script_, output_log_, against_.backend, against_.hostname, {Cutting::Kind::Octets, 0}) {}

std::variant<InteractiveReplay::Played, std::string> InteractiveReplay::play(std::string_view lines) {
    auto parsed = parse_transcript(lines);
    if (const auto* error = std::get_if<TranscriptError>(&parsed))
        return fmt::format("{}: {}\n", error->line, error->text);
    std::size_t step = script_.size();
    for (TranscriptLine& line : std::get<Transcript>(parsed).lines) {
        const bool plays = !std::holds_alternative<Remark>(line.what);
        if (plays && (std::holds_alternative<Setting>(line.what) || !is_played(line)))
            return fmt::format("{}: only what the peers say and do can be played\n", print(line));
        line.number = static_cast<int>(lines_.size()) + 1;
        lines_.push_back(std::move(line));
        if (plays) script_.push_back(&lines_.back());
    }
    std::string text;
    while (step < script_.size() && !output_log_.failed()) {
        const std::size_t output = output_log_.outputs().size();
        step = player_.play_arrival(step);
        text.append(lines_until(static_cast<std::size_t>(script_[step - 1]->number)));
        text.append(told_since(output));
    }
    if (const auto& stuck = output_log_.stuck())
        return fmt::format("it cannot be played: expected {}, got {}\n", stuck->expected, stuck->got);
    return Played{text.append(lines_until(lines_.size()))};
}

std::string InteractiveReplay::lines_until(std::size_t end) {
    std::string text;
    for (; printed_ < end; ++printed_) text.append(print(lines_[printed_])).append("\n");
    return text;
}

// A body that was left out of what the front said is left out again.
std::string InteractiveReplay::told_since(std::size_t output) const {
    std::string text;
    for (; output < output_log_.outputs().size(); ++output) {
        const OutputLog::Output& one = output_log_.outputs()[output];
        OutputBlock block;
        block.leg = one.leg;
        block.came.push_back({one.octets, 0});
        for (const TranscriptLine* line : script_) {
            const auto* said = std::get_if<Said>(&line->what);
            if (said == nullptr || said->omitted != Said::Omitted::Body) continue;
            Said body = *said;
            body.leg = one.leg;
            body.by_peer = false;
            block.expected.push_back({{0, std::move(body)}, 0});
        }
        for (const Placed& placed : block.as_lines()) text.append(print(placed.line)).append("\n");
    }
    return text;
}

}  // namespace heloise
