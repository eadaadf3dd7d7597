// A backend's desk, with the clock and the calls that the pure Desk leaves out.
#pragma once

#include <cstdint>
#include <functional>
#include <unordered_map>
#include <vector>

#include "proxy/backend/desk.h"
#include "proxy/edge/timer.h"

namespace heloise {

class DeskRunner {
public:
    // Who asks. It may ask, and leave, while it is answered.
    class Guest {
    public:
        virtual void on_answer(const DeskAnswer& answer) = 0;

    protected:
        ~Guest() = default;
    };
    // Asked before answers are handed out: true: not now, but in a later round of the loop, as if the desk
    // were on another loop. Null: never.
    using Postpones = std::function<bool()>;

    DeskRunner(Loop& loop, std::size_t places, Duration gap, const Postpones& postpones);

    // Nobody is answered in here.
    void ask(Desk::Ticket ticket, Guest& guest, DeskRequest request);
    // The guest has gone.
    void leave(Desk::Ticket ticket);
    void resize(std::size_t places, Duration gap);

    // What this guest is answered; it hands that in itself.
    [[nodiscard]] std::vector<DeskAnswer> take_answers(Desk::Ticket ticket);
    // Hands all others what they are answered.
    void deliver();

    // What the backend could do when it was greeted last; null: nobody knows.
    [[nodiscard]] const std::shared_ptr<const Capabilities>& offer() const { return desk_.book().offer(); }

private:
    [[nodiscard]] bool postponed();
    void deliver_all();

    Loop& loop_;
    Desk desk_;
    Timer next_;
    const Postpones& postpones_;
    std::unordered_map<Desk::Ticket, Guest*> guests_;
    bool delivering_ = false;
    bool later_ = false;  // a round of the loop is asked for
};

}  // namespace heloise
