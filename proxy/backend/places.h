// Places at a back that takes only so many connections, and the queue for them (rule 28).
//
// Pure: it neither waits nor calls out. First come, first served; a place that has been given back rests
// for the session gap before the next gets it, so that a single-threaded gateway's own outbound mail runs.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <vector>

#include "proxy/base/time.h"

namespace heloise {

class Places {
public:
    using Ticket = std::uint64_t;  // the driver's name for a session; never reused while queued

    // `places` 0: no limit, every enter() is granted at once and `gap` does not apply.
    Places(std::size_t places, Duration gap) : places_(places), gap_(gap) {}

    // REQUIRES: the ticket is neither queued nor inside.
    void enter(Ticket ticket);
    // Leaves the queue, or gives the place back. Unknown tickets are ignored.
    void leave(Ticket ticket, Moment now);

    // The tickets whose turn has come, oldest first; they are inside now. Call after enter(), leave() and
    // at next_grant().
    [[nodiscard]] std::vector<Ticket> take_grants(Moment now);
    // When a resting place becomes free for somebody who waits; empty when time changes nothing.
    [[nodiscard]] std::optional<Duration> next_grant() const;

    [[nodiscard]] bool anyone_waits() const { return !queue_.empty(); }
    [[nodiscard]] std::size_t waiting() const { return queue_.size(); }
    [[nodiscard]] std::size_t inside() const { return inside_.size(); }

    // After a reload. Those inside stay.
    void resize(std::size_t places, Duration gap);

private:
    std::size_t places_;
    Duration gap_;
    std::deque<Ticket> queue_;
    std::set<Ticket> inside_;
    std::vector<Duration> resting_;  // until when, each a place given back
};

}  // namespace heloise
