// Granting turns.
#include "proxy/edge/turns.h"

#include <utility>
#include <vector>

namespace heloise {

Turns::Turns(Loop& loop, std::size_t places, Duration gap)
    : loop_(loop), turnstile_(places, gap), next_(loop, [this] { grant(); }) {}

void Turns::take(Turnstile::Ticket ticket, Guest& guest) {
    guests_[ticket] = {&guest, false};
    turnstile_.enter(ticket);
    grant();
}

void Turns::give(Turnstile::Ticket ticket) {
    if (guests_.erase(ticket) == 0) return;
    turnstile_.leave(ticket, loop_.now());
    grant();
}

void Turns::resize(std::size_t places, Duration gap) {
    turnstile_.resize(places, gap);
    grant();
}

// Who gets a turn may give it back at once: that is noticed here and not by recursion.
void Turns::grant() {
    again_ = true;
    if (std::exchange(granting_, true)) return;
    while (std::exchange(again_, false)) {
        for (const Turnstile::Ticket ticket : turnstile_.take_grants(loop_.now())) {
            const auto entry = guests_.find(ticket);
            if (entry == guests_.end()) continue;
            const bool others_wait = turnstile_.anyone_waits();
            entry->second.inside = true;
            entry->second.told = others_wait;
            entry->second.guest->on_turn(others_wait);
        }
        tell_those_inside();
    }
    granting_ = false;
    next_.set(turnstile_.next_grant());
}

void Turns::tell_those_inside() {
    const bool anyone_waits = turnstile_.anyone_waits();
    if (std::exchange(told_, anyone_waits) == anyone_waits) return;
    std::vector<Turnstile::Ticket> news_to;
    for (auto& [ticket, entry] : guests_) {
        if (entry.inside && std::exchange(entry.told, anyone_waits) != anyone_waits)
            news_to.push_back(ticket);
    }
    // Who is told may leave.
    for (const Turnstile::Ticket ticket : news_to) {
        const auto entry = guests_.find(ticket);
        if (entry != guests_.end()) entry->second.guest->on_waiters(anyone_waits);
    }
}

}  // namespace heloise
