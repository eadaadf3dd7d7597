// A backend's desk for one machine alone, which answers whatever it is asked.
#pragma once

#include <vector>

#include "proxy/backend/desk.h"
#include "proxy/session/machine.h"

namespace heloise::testing {

class AnsweringDesk {
public:
    // Carries the action out if it is for the desk; the answers wait.
    bool take(const Action& action, Moment now) {
        const auto* request = std::get_if<DeskRequest>(&action);
        if (request == nullptr) return false;
        desk_.on(kTicket, *request, now);
        return true;
    }
    // Hands in what waits; false when nothing does.
    bool answer(Machine& machine, Moment now) {
        const std::vector<DeskAnswer> answers = take_answers();
        for (const DeskAnswer& one : answers) machine.on(one, now);
        return !answers.empty();
    }
    [[nodiscard]] std::vector<DeskAnswer> take_answers() { return desk_.take_answers(kTicket); }

    // Others have learnt something.
    void learn(const AddressLesson& lesson, Moment now) { desk_.book().learn(lesson, now); }
    [[nodiscard]] BackFacts facts(Moment now) const { return desk_.book().facts(now); }
    [[nodiscard]] AddressBook& book() { return desk_.book(); }
    [[nodiscard]] Verdicts& verdicts() { return desk_.verdicts(); }

private:
    static constexpr Desk::Ticket kTicket = 1;
    Desk desk_{0, Duration{}};
};

}  // namespace heloise::testing
