// What is played of a transcript, and held against a session.
#pragma once

#include <vector>

#include "proxy/transcript/transcript.h"

namespace heloise {

// All lines of a transcript but remarks and settings. Steps are named by their index in it.
using Script = std::vector<const TranscriptLine*>;
// The transcript must outlive it.
[[nodiscard]] Script script_of(const Transcript& transcript);
// Is this a peer's step, or time's, rather than one of heloise's?
[[nodiscard]] bool is_played(const TranscriptLine& line);
// "F! unplayable": a replay ends here, since what follows depends on what was left out.
[[nodiscard]] bool ends_play(const TranscriptLine& line);

}  // namespace heloise
