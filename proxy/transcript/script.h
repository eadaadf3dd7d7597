// The steps of a transcript: the lines that a replay plays, or compares with what a session does.
#pragma once

#include <vector>

#include "proxy/transcript/transcript.h"

namespace heloise {

// Script holds all lines of a transcript except remarks and settings. A step is named by its index in it.
using Script = std::vector<const TranscriptLine*>;
// The transcript must outlive the Script.
[[nodiscard]] Script script_of(const Transcript& transcript);
// True for what a replay plays: octets and events of a peer, and pauses. False for heloise's own steps.
[[nodiscard]] bool is_played(const TranscriptLine& line);
// "F! unplayable": a replay ends here, since what follows depends on what was left out.
[[nodiscard]] bool ends_play(const TranscriptLine& line);

}  // namespace heloise
