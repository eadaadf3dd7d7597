// Rules that tie several keys, or several backends, together.
#pragma once

#include <vector>

#include "proxy/config/reader.h"
#include "proxy/policy/backend.h"

namespace heloise {

// `stanzas`: where each of the backends was read from, in the same order.
void check_backends(const std::vector<Backend>& backends, const std::vector<Value>& stanzas);

}  // namespace heloise
