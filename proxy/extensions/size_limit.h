// The figure behind SIZE, for those who enforce it.
#pragma once

#include <cstdint>
#include <string_view>

#include "proxy/extensions/extension.h"

namespace heloise {

// Octets one message may have: the smaller of limits.message_size and what the back announced. 0: no limit.
[[nodiscard]] std::uint64_t size_limit(const OfferFacts& facts);

// The number behind SIZE=, which may have 20 digits; UINT64_MAX when it does not fit. REQUIRES: digits only.
[[nodiscard]] std::uint64_t read_size(std::string_view digits);

}  // namespace heloise
