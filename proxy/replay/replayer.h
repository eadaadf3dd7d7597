// Plays a transcript against a Session, without a network or a clock, and tells where they part.
//
// A session must not care how its octets are cut; so whatever is played is played whole, octet by octet, and
// in random pieces, and must come out the same each time.
#pragma once

#include <optional>
#include <string>

#include "proxy/policy/backend.h"
#include "proxy/replay/expectations.h"
#include "proxy/replay/player.h"
#include "proxy/transcript/transcript.h"

namespace heloise {

// Empty when heloise says and does what the transcript expects.
[[nodiscard]] std::optional<Difference> replay(const Transcript& transcript, const Backend& backend,
                                               const std::string& hostname, const Cutting& cutting);

// All the ways in which a transcript has to pass.
[[nodiscard]] std::vector<Cutting> all_cuttings();

}  // namespace heloise
