// The configuration that matters to a session, as the first lines of its recording.
#pragma once

#include <string>

#include "proxy/policy/backend.h"
#include "proxy/session/session.h"

namespace heloise {

// recorded_settings() returns "@ key = value" for every key that is not at its default, those of a profile
// included; no newline at the end. Keys that only decide which senders may connect (listen, senders) are
// left out.
[[nodiscard]] std::string recorded_settings(const Backend& backend, const SessionFacts& facts);

}  // namespace heloise
