// Once something is in the spool, all that follows is: the order is memory, then spool.
#include "proxy/session/store.h"

#include <algorithm>
#include <utility>

#include "proxy/base/limits.h"

namespace heloise {

bool Store::append(std::string_view octets) {
    if (!octets.empty()) ends_line_ = octets.ends_with("\r\n");
    if (spooled_ == 0) {
        const std::string_view fits = octets.substr(0, memory_max_ - memory_.size());
        if (octets.size() - fits.size() > spool_max_) return false;
        memory_.append(fits);
        octets.remove_prefix(fits.size());
        if (octets.empty()) return true;
    }
    if (octets.size() > spool_max_ - spooled_) return false;
    outbox_.add(SpoolWrite{SpoolFile::Message, spooled_, std::string(octets)});
    spooled_ += octets.size();
    return true;
}

std::string_view Store::next() {
    if (read_ >= memory_.size()) return {};
    const auto from = static_cast<std::size_t>(read_);
    const std::string_view octets = std::string_view(memory_).substr(from, limits::kSpoolRead);
    read_ += octets.size();
    return octets;
}

void Store::read_on() {
    if (at_end()) return;
    const std::uint64_t at = read_ - memory_.size();
    const auto octets = static_cast<std::size_t>(std::min<std::uint64_t>(spooled_ - at, limits::kSpoolRead));
    outbox_.add(SpoolRead{SpoolFile::Message, at, octets});
}

void Store::on_spooled(std::string_view octets) {
    read_ += octets.size();
}

}  // namespace heloise
