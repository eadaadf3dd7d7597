// Counting senders.
#include "proxy/daemon/sender_count.h"

#include <algorithm>
#include <string_view>

#include "proxy/base/check.h"
#include "proxy/base/limits.h"

namespace heloise {

bool SenderCount::enter(const IpAddress& address, const Limits& limits) {
    if (limits.in_all > 0 && size_ >= limits.in_all) return false;
    if (limits.per_address > 0) {
        const auto known = by_address_.find(address);
        if (known != by_address_.end() && known->second >= limits.per_address) return false;
    }
    ++by_address_[address];
    ++size_;
    return true;
}

void SenderCount::leave(const IpAddress& address) {
    const auto known = by_address_.find(address);
    CHECK(known != by_address_.end());
    if (--known->second == 0) by_address_.erase(known);
    --size_;
}

std::size_t SenderCount::Hash::operator()(const IpAddress& address) const {
    return std::hash<std::string_view>{}({reinterpret_cast<const char*>(address.data()), address.size()});
}

SenderCount::Limits limits_from_descriptors(std::uint64_t descriptors) {
    constexpr std::uint64_t kOthers = limits::kDescriptorsReserved + limits::kLingering;
    const std::uint64_t room = descriptors > kOthers ? descriptors - kOthers : descriptors / 4;
    const auto sessions =
        static_cast<std::size_t>(std::clamp<std::uint64_t>(room / limits::kSessionDescriptors, 1, 1'000'000));
    // One sender may be the relay for everybody, but it must not be able to shut out all others.
    return {sessions, std::max<std::size_t>(1, sessions / 2)};
}

}  // namespace heloise
