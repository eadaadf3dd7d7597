// The driver of one probe.
#include "proxy/edge/prober.h"

#include <utility>

namespace heloise {

Prober::Prober(Loop& loop, Host& host, std::shared_ptr<const Backend> backend, AddressBook& book,
               const std::string& hostname, std::uint64_t id)
    : Carrier(loop, std::move(backend), book, hostname), host_(host), id_(id) {}

// Mail goes first: a place is not kept for a question.
void Prober::on_turn(bool others_wait) {
    if (others_wait) return on_waiters(true);
    tell(&BackProbe::on_turn);
}

void Prober::on_waiters(bool others_wait) {
    if (others_wait) tell(&BackProbe::abandon);
}

void Prober::settle() {
    if (finished_) return;
    timer_.set(machine_.deadline());
    if (!machine_.finished()) return;
    finished_ = true;
    back_.close();
    host_.on_finished(*this);
}

}  // namespace heloise
