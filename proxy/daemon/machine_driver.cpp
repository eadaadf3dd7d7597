// The rounds of one machine.
#include "proxy/daemon/machine_driver.h"

#include <variant>

namespace heloise {

MachineDriver::MachineDriver(Loop& loop, std::shared_ptr<const Backend> backend, DeskRunner& desk,
                             std::uint64_t id, Machine& machine)
    : loop_(loop),
      backend_(std::move(backend)),
      desk_(desk),
      id_(id),
      machine_(machine),
      back_(loop, *this),
      timer_(loop, [this] { tell(TimePassed{}); }) {}

void MachineDriver::tell(const Input& input) {
    if (recorder_) recorder_->told(input, loop_.now());
    machine_.on(input, loop_.now());
    carry_out();
}

void MachineDriver::carry_out() {
    if (std::exchange(carrying_out_, true)) return;
    act();
    for (auto answers = desk_.take_answers(id_); !answers.empty(); answers = desk_.take_answers(id_)) {
        for (const DeskAnswer& answer : answers) tell(answer);
        act();
    }
    flush();
    carrying_out_ = false;
    if (recorder_ && !recorder_->done()) recorder_.reset();
    settle();
    desk_.deliver();
}

void MachineDriver::act() {
    for (auto actions = machine_.take_actions(); !actions.empty(); actions = machine_.take_actions()) {
        for (Action& action : actions) {
            if (recorder_) recorder_->did(action);
            std::visit([this](auto& what) { perform(what); }, action);
        }
        back_.flush();
        if (recorder_) recorder_->flushed();
    }
}

}  // namespace heloise
