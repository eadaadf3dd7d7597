// Plays a transcript against a Session, without a network or a clock, and tells where they part.
//
// A session must not care how its octets are cut; so whatever is played is played whole, octet by octet, and
// in random pieces, and must come out the same each time.
#pragma once

#include <optional>
#include <string>

#include "proxy/observe/expectations.h"
#include "proxy/observe/player.h"
#include "proxy/observe/transcript.h"
#include "proxy/policy/backend.h"

namespace heloise {

// Empty when heloise says and does what the transcript expects.
[[nodiscard]] std::optional<Difference> replay(const Transcript& transcript, const Backend& backend,
                                               const std::string& hostname, const Cutting& cutting);

// All the ways in which a transcript has to pass.
[[nodiscard]] std::vector<Cutting> all_cuttings();

}  // namespace heloise
