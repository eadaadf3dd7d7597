// Deeds, in their order.
#include "proxy/replay/rehearsal.h"

#include <algorithm>
#include <utility>

namespace heloise {

void Rehearsal::play(std::size_t now, std::size_t until) {
    now_ = now;
    // Behind the arrival come heloise's own steps, up to the next that is played.
    after_ = until;
    while (after_ > now && !is_played(*script_[after_ - 1])) --after_;
}

void Rehearsal::said(Side leg, std::string_view octets) {
    if (!deeds_.empty()) {
        Deed& last = deeds_.back();
        if (last.leg == leg && last.after == after_ && !last.octets.empty()) {
            last.octets.append(octets);
            return;
        }
    }
    deeds_.push_back({leg, std::string(octets), after_});
}

void Rehearsal::fail(std::string expected, std::string got) {
    if (stuck_) return;
    const int line = script_.empty() ? 0 : script_[std::min(now_, script_.size() - 1)]->number;
    stuck_ = Difference{line, std::move(expected), std::move(got)};
}

}  // namespace heloise
