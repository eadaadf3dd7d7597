// Lines that mean something to a session.
#include "proxy/transcript/script.h"

#include <variant>

namespace heloise {

Script script_of(const Transcript& transcript) {
    Script script;
    for (const TranscriptLine& line : transcript.lines) {
        const bool plays = !std::holds_alternative<Remark>(line.what);
        if (plays && !std::holds_alternative<Setting>(line.what)) script.push_back(&line);
    }
    return script;
}

bool is_played(const TranscriptLine& line) {
    if (const auto* said = std::get_if<Said>(&line.what)) return said->by_peer;
    if (const auto* event = std::get_if<Event>(&line.what)) return event->by_peer;
    return true;
}

bool ends_play(const TranscriptLine& line) {
    const auto* event = std::get_if<Event>(&line.what);
    return event != nullptr && event->name == "unplayable";
}

}  // namespace heloise
