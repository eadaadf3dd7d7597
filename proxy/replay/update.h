// What a transcript would expect if heloise were right as it is today, and how far that is from what it
// expects.
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
        bool added = false;  // or taken out
        int line = 0;        // the old line, or the one before which it is added
        TranscriptLine what;
    };

    // Comments, settings and all that the peers say and do as they are; heloise's own lines as of today,
    // those that did not change where they were.
    Transcript transcript;
    // What is other than in the old one, from above.
    std::vector<Change> changes;
    // Where the two part: each output block of a leg between two of its peer's steps is compared for itself.
    std::vector<Difference> differences;
    // Why the transcript cannot be played to its end; then `transcript` is not the whole of it, and only
    // what comes before that was compared.
    std::optional<Difference> stuck;
};

// Played whole, what differs is what an operator would see; played octet by octet, each line comes as early
// as it can.
[[nodiscard]] Update update(const Transcript& transcript, const Backend& backend, const std::string& hostname,
                            const Cutting& cutting);

}  // namespace heloise
