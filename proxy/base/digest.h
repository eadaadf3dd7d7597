// A running SHA-256, made elsewhere: only the edge knows the library that computes it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace heloise {

class Digest {
public:
    virtual ~Digest() = default;
    virtual void update(std::string_view octets) = 0;
    // Of all so far, as 64 lower-case hexadecimal digits; the last call.
    [[nodiscard]] virtual std::string hex() = 0;
};

using NewDigest = std::function<std::unique_ptr<Digest>()>;

}  // namespace heloise
