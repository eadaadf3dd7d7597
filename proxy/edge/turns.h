// The queue for a backend's places, with the clock and the calls that the pure Turnstile leaves out.
#pragma once

#include <unordered_map>

#include "proxy/backend/turnstile.h"
#include "proxy/edge/timer.h"

namespace heloise {

class Turns {
public:
    // Who wants a place. Calls may come from inside take() and give(), one's own or another guest's.
    class Guest {
    public:
        virtual void on_turn(bool others_wait) = 0;
        virtual void on_waiters(bool others_wait) = 0;

    protected:
        ~Guest() = default;
    };

    Turns(Loop& loop, std::size_t places, Duration gap);

    // REQUIRES: the guest neither waits nor has a place.
    void take(Turnstile::Ticket ticket, Guest& guest);
    // Gives the place back or leaves the queue; nothing if it was in neither.
    void give(Turnstile::Ticket ticket);
    void resize(std::size_t places, Duration gap);

private:
    struct Entry {
        Guest* guest = nullptr;
        bool inside = false;
        bool told = false;  // that others wait
    };
    void grant();
    void tell_those_inside();

    Loop& loop_;
    Turnstile turnstile_;
    Timer next_;
    std::unordered_map<Turnstile::Ticket, Entry> guests_;
    bool granting_ = false;
    bool again_ = false;
    bool told_ = false;  // that others wait: those inside
};

}  // namespace heloise
