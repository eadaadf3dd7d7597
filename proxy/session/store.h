// A whole message, kept until the back may have it (delivery = "burst"): in memory first, then in the
// session's spool. It can be read more than once, because the next address may have to have it from the
// beginning.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "proxy/session/outbox.h"

namespace heloise {

class Store {
public:
    // Holds `memory_max` octets in here and `spool_max` more in SpoolFile::Message. `outbox` must outlive it.
    Store(std::size_t memory_max, std::uint64_t spool_max, Outbox& outbox)
        : memory_max_(memory_max), spool_max_(spool_max), outbox_(outbox) {}

    // False when there is no more room; then nothing of `octets` is kept.
    [[nodiscard]] bool append(std::string_view octets);

    // Begins to read from the first octet.
    void rewind() { read_ = 0; }
    // The next octets as far as they are in memory; empty at the end, or when they have to come from the
    // spool: then read_on() asks for them and on_spooled() counts them.
    [[nodiscard]] std::string_view next();
    void read_on();
    void on_spooled(std::string_view octets);
    [[nodiscard]] std::uint64_t size() const { return memory_.size() + spooled_; }
    // The last append() ended a line, or there was none.
    [[nodiscard]] bool ends_line() const { return ends_line_; }
    [[nodiscard]] bool used_spool() const { return spooled_ > 0; }
    [[nodiscard]] bool at_end() const { return read_ == size(); }

private:
    std::size_t memory_max_;
    std::uint64_t spool_max_;
    Outbox& outbox_;
    std::string memory_;
    std::uint64_t spooled_ = 0;
    std::uint64_t read_ = 0;
    bool ends_line_ = true;
};

}  // namespace heloise
