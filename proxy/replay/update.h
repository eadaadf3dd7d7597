// Rewrites a transcript to what heloise does today, and lists where that differs from the old one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "proxy/policy/backend.h"
#include "proxy/replay/expectations.h"
#include "proxy/replay/player.h"
#include "proxy/transcript/transcript.h"

namespace heloise {

struct Update {
    struct Change {
        bool added = false;  // false: removed
        int line = 0;        // the old line, or the one before which it is added
        TranscriptLine what;
    };

    // Comments, settings and the peers' lines are the old ones. heloise's lines are today's; those that did
    // not change keep their places.
    Transcript transcript;
    // Lines added and removed, in order.
    std::vector<Change> changes;
    // Holds a difference for each output block that differs, and for each kind of note.
    std::vector<Difference> differences;
    // Set when the transcript cannot be played to its end: why. Then `transcript` is incomplete, and only
    // the lines before that point were compared.
    std::optional<Difference> stuck;
};

// update() with Cutting::Kind::Whole differs where an operator sees a difference; with Octets every line
// comes as early as it can.
[[nodiscard]] Update update(const Transcript& transcript, const Backend& backend, const std::string& hostname,
                            const Cutting& cutting);

}  // namespace heloise
