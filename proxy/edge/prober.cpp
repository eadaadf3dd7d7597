// The driver of one probe.
#include "proxy/edge/prober.h"

#include <utility>
#include <variant>

namespace heloise {

Prober::Prober(Loop& loop, Host& host, std::shared_ptr<const Backend> backend, AddressBook& book,
               const std::string& hostname, std::uint64_t id)
    : loop_(loop),
      host_(host),
      backend_(std::move(backend)),
      id_(id),
      probe_(*backend_, book, hostname, loop.now()),
      back_(loop, *this),
      timer_(loop, [this] { on_timer(); }) {}

Prober::~Prober() = default;

// Mail goes first: a place is not kept for a question.
void Prober::on_turn(bool others_wait) {
    if (others_wait) return on_waiters(true);
    probe_.on_turn(loop_.now());
    carry_out();
}

void Prober::on_waiters(bool others_wait) {
    if (!others_wait) return;
    probe_.abandon(loop_.now());
    carry_out();
}

void Prober::on_addresses(const std::vector<std::string>& addresses) {
    probe_.on_addresses(addresses, loop_.now());
    carry_out();
}

void Prober::on_back_connected() {
    probe_.on_back_connected(loop_.now());
    carry_out();
}

void Prober::on_back_failed(std::string_view why) {
    probe_.on_back_failed(why, loop_.now());
    carry_out();
}

void Prober::on_back_octets(std::string_view octets) {
    probe_.on_back_octets(octets, loop_.now());
    carry_out();
}

void Prober::on_back_closed() {
    probe_.on_back_closed(loop_.now());
    carry_out();
}

void Prober::on_back_sent() {
    probe_.on_back_sent(loop_.now());
    carry_out();
}

void Prober::on_timer() {
    probe_.on_time(loop_.now());
    carry_out();
}

void Prober::carry_out() {
    if (std::exchange(carrying_out_, true)) return;
    for (auto actions = probe_.take_actions(); !actions.empty(); actions = probe_.take_actions()) {
        for (Action& action : actions) {
            std::visit([this](auto& what) { perform(what); }, action);
        }
        back_.flush();
    }
    carrying_out_ = false;
    if (finished_) return;
    timer_.set(probe_.deadline());
    if (!probe_.finished()) return;
    finished_ = true;
    back_.close();
    host_.on_finished(*this);
}

}  // namespace heloise
