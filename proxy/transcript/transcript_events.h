// Which events a transcript may name, a row each: a typing error in a test must not pass for silence.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "proxy/transcript/transcript.h"

namespace heloise {

// What is wrong with an event, as a message; empty when nothing is.
[[nodiscard]] std::optional<std::string> fault_of(const Event& event);

}  // namespace heloise
