// Who is inside, in all and from each address: what limits.senders and the descriptor limit count.
//
// Pure counting; what an address over the limit is told is the caller's business.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>

#include "proxy/policy/network.h"

namespace heloise {

class SenderCount {
public:
    struct Limits {
        std::size_t in_all = 0;       // 0: no limit
        std::size_t per_address = 0;  // 0: no limit
    };

    // Counts one more from there and says true, or says false because a limit is reached.
    [[nodiscard]] bool enter(const IpAddress& address, const Limits& limits);
    // REQUIRES: one from there is inside.
    void leave(const IpAddress& address);
    [[nodiscard]] std::size_t size() const { return size_; }

private:
    struct Hash {
        std::size_t operator()(const IpAddress& address) const;
    };
    std::unordered_map<IpAddress, std::size_t, Hash> by_address_;
    std::size_t size_ = 0;
};

// How many sessions fit into `descriptors` with all that each may need, beside everything else. At least one.
[[nodiscard]] SenderCount::Limits limits_from_descriptors(std::uint64_t descriptors);

}  // namespace heloise
