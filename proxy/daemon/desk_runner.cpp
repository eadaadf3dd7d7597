// Answers leave the desk one at a time, since each may change what is asked.
#include "proxy/daemon/desk_runner.h"

#include <utility>

namespace heloise {
namespace {

bool is_question(const DeskRequest& request) {
    return std::holds_alternative<TakeTurn>(request) || std::holds_alternative<AskFacts>(request) ||
           std::holds_alternative<AskVerdict>(request);
}

}  // namespace

DeskRunner::DeskRunner(Loop& loop, std::size_t places, Duration gap, const Postpones& postpones)
    : loop_(loop),
      desk_(places, gap),
      next_(loop,
            [this] {
                desk_.on_time(loop_.now());
                next_.set(desk_.next_grant());
                deliver();
            }),
      postpones_(postpones) {}

void DeskRunner::ask(Desk::Ticket ticket, Guest& guest, DeskRequest request) {
    if (is_question(request)) guests_[ticket] = &guest;
    desk_.on(ticket, std::move(request), loop_.now());
    next_.set(desk_.next_grant());
}

void DeskRunner::leave(Desk::Ticket ticket) {
    if (guests_.erase(ticket) == 0) return;
    desk_.leave(ticket, loop_.now());
    next_.set(desk_.next_grant());
}

void DeskRunner::resize(std::size_t places, Duration gap) {
    desk_.resize(places, gap, loop_.now());
    next_.set(desk_.next_grant());
    deliver();
}

bool DeskRunner::postponed() {
    if (!later_ && postpones_ && postpones_()) {
        later_ = true;
        loop_.later([this] {
            later_ = false;
            deliver_all();
        });
    }
    return later_;
}

std::vector<DeskAnswer> DeskRunner::take_answers(Desk::Ticket ticket) {
    if (!desk_.has_answers() || postponed()) return {};
    return desk_.take_answers(ticket);
}

// Whoever is answered may lead to more answers: that is noticed here, and not by recursion.
void DeskRunner::deliver() {
    if (desk_.has_answers() && !delivering_ && !postponed()) deliver_all();
}

void DeskRunner::deliver_all() {
    delivering_ = true;
    while (auto answer = desk_.take_answer()) {
        const auto guest = guests_.find(answer->ticket);
        if (guest != guests_.end()) guest->second->on_answer(answer->what);
        if (later_) break;
    }
    delivering_ = false;
}

}  // namespace heloise
