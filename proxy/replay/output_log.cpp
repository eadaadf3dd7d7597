// Outputs, in their order.
#include "proxy/replay/output_log.h"

#include <algorithm>
#include <utility>

namespace heloise {

void OutputLog::play(std::size_t now, std::size_t until) {
    now_ = now;
    // Behind the arrival come heloise's own steps, up to the next that is played.
    after_ = until;
    while (after_ > now && !is_played(*script_[after_ - 1])) --after_;
}

void OutputLog::said(Side leg, std::string_view octets) {
    if (!outputs_.empty()) {
        Output& last = outputs_.back();
        if (last.leg == leg && last.after == after_ && !last.octets.empty()) {
            last.octets.append(octets);
            return;
        }
    }
    outputs_.push_back({leg, std::string(octets), after_});
}

void OutputLog::fail(std::string expected, std::string got) {
    if (stuck_) return;
    const int line = script_.empty() ? 0 : script_[std::min(now_, script_.size() - 1)]->number;
    stuck_ = Difference{line, std::move(expected), std::move(got)};
}

}  // namespace heloise
