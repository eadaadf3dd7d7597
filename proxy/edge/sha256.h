// SHA-256 for recordings, by OpenSSL.
#pragma once

#include <memory>

#include "proxy/base/digest.h"

namespace heloise {

[[nodiscard]] std::unique_ptr<Digest> new_sha256();

}  // namespace heloise
