// The configuration that matters to a session, as the first lines of its recording.
#pragma once

#include <string>

#include "proxy/policy/backend.h"
#include "proxy/session/session.h"

namespace heloise {

// "@ key = value" for every key that is not at its default, with what a profile said; no newline at the end.
// What only decides who may come (listen, senders) is not among them.
[[nodiscard]] std::string recorded_settings(const Backend& backend, const SessionFacts& facts);

}  // namespace heloise
