// A place is inside, resting or free; only the queue's head may take a free one.
#include "proxy/backend/places.h"

#include <algorithm>

#include "proxy/base/check.h"

namespace heloise {

void Places::enter(Ticket ticket) {
    CHECK(!inside_.contains(ticket));
    queue_.push_back(ticket);
}

void Places::leave(Ticket ticket, Moment now) {
    if (inside_.erase(ticket) > 0) {
        if (places_ > 0 && gap_.count() > 0) resting_.push_back(now.steady + gap_);
        return;
    }
    const auto waiting = std::find(queue_.begin(), queue_.end(), ticket);
    if (waiting != queue_.end()) queue_.erase(waiting);
}

std::vector<Places::Ticket> Places::take_grants(Moment now) {
    std::erase_if(resting_, [&](Duration until) { return until <= now.steady; });
    std::vector<Ticket> granted;
    while (!queue_.empty() && (places_ == 0 || inside_.size() + resting_.size() < places_)) {
        granted.push_back(queue_.front());
        inside_.insert(queue_.front());
        queue_.pop_front();
    }
    return granted;
}

std::optional<Duration> Places::next_grant() const {
    if (queue_.empty() || resting_.empty()) return std::nullopt;
    return *std::min_element(resting_.begin(), resting_.end());
}

void Places::resize(std::size_t places, Duration gap) {
    places_ = places;
    gap_ = gap;
    if (places == 0) resting_.clear();
}

}  // namespace heloise
