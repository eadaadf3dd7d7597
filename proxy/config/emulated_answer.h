// Reads one answer of an emulated system; how it is written stands in emulation.h.
#pragma once

#include <optional>

#include "proxy/config/reader.h"
#include "proxy/emulate/emulation.h"

namespace heloise {

// Empty when anything in it is wrong; all of that has then been complained about.
[[nodiscard]] std::optional<Answer> read_answer(const Value& value);

}  // namespace heloise
