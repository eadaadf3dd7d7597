// The table of the events that a transcript may name, so that a misspelt event in a test is an error.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "proxy/transcript/transcript.h"

namespace heloise {

// fault_of() returns an error message for an unknown event or wrong operands; empty for a valid event.
[[nodiscard]] std::optional<std::string> fault_of(const Event& event);

}  // namespace heloise
