// The figure behind LIMITS RCPTMAX, for those who enforce it.
#pragma once

#include <cstddef>

#include "proxy/extensions/extension.h"

namespace heloise {

// Recipients one transaction may have: the smaller of limits.recipients and the back's RCPTMAX. 0: no limit.
[[nodiscard]] std::size_t recipient_limit(const OfferFacts& facts);

}  // namespace heloise
