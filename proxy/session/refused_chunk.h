// The octets of a BDAT that is refused: they follow whatever we think of it, so they are swallowed before it
// is answered (rule 17).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "proxy/base/time.h"
#include "proxy/session/refusals.h"
#include "proxy/smtp/command.h"

namespace heloise {

class RefusedChunk {
public:
    void begin(const Bdat& bdat, const Refusal& why, Moment now) {
        left_ = bdat.octets;
        why_ = &why;
        last_ = bdat.last;
        since_ = now.steady;
    }
    // Takes of `octets` what belongs to the chunk, and says whether there was any.
    bool take(std::string_view& octets) {
        const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(left_, octets.size()));
        octets.remove_prefix(taken);
        left_ -= taken;
        return taken > 0;
    }
    // Octets of it are still to come.
    [[nodiscard]] bool under_way() const { return left_ > 0; }
    // The reply that it gets. REQUIRES: begin().
    [[nodiscard]] const Refusal& why() const { return *why_; }
    // It was BDAT LAST.
    [[nodiscard]] bool last() const { return last_; }
    [[nodiscard]] Duration since() const { return since_; }

private:
    std::uint64_t left_ = 0;
    const Refusal* why_ = nullptr;
    bool last_ = false;
    Duration since_{};
};

}  // namespace heloise
