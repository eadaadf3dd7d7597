// The driver of one session.
#include "proxy/edge/driver.h"

#include <utility>
#include <variant>

#include "proxy/base/limits.h"

namespace heloise {

Driver::Driver(Loop& loop, Host& host, std::shared_ptr<const Backend> backend, AddressBook& book, Who who,
               std::unique_ptr<Connection> front)
    : loop_(loop),
      host_(host),
      backend_(std::move(backend)),
      who_(std::move(who)),
      session_(*backend_, book, who_.facts, loop.now()),
      front_(std::move(front)),
      back_(loop, *this),
      spool_(loop, *this),
      timer_(loop, [this] { on_timer(); }) {}

Driver::~Driver() = default;

// Rule 34: a front that has said something already must be heard before it is greeted.
void Driver::start() {
    const bool too_early = front_->has_unheard();
    front_->start(*this);
    if (!too_early) carry_out();
}

void Driver::on_turn(bool others_wait) {
    session_.on_turn(loop_.now());
    on_waiters(others_wait);
}

void Driver::on_waiters(bool others_wait) {
    session_.on_waiters(others_wait, loop_.now());
    carry_out();
}

void Driver::on_drain() {
    session_.on_drain(loop_.now());
    carry_out();
}

void Driver::on_stop() {
    session_.on_stop(loop_.now());
    carry_out();
}

// A message whose fate only the back knows is noted as such: to the session it is a back that hung up.
void Driver::on_abandon() {
    session_.on_stop(loop_.now());
    if (session_.awaits_outcome()) session_.on_back_closed(loop_.now());
    carry_out();
}

void Driver::on_octets(Connection&, std::string_view octets) {
    session_.on_front_octets(octets, loop_.now());
    carry_out();
}

void Driver::on_closed(Connection&, Connection::Ending) {
    session_.on_front_closed(loop_.now());
    carry_out();
}

// There is room again: carry_out() ends with choosing what to read.
void Driver::on_sent(Connection&) {
    carry_out();
}

void Driver::on_addresses(const std::vector<std::string>& addresses) {
    session_.on_addresses(addresses, loop_.now());
    carry_out();
}

void Driver::on_back_connected() {
    session_.on_back_connected(loop_.now());
    carry_out();
}

void Driver::on_back_failed(std::string_view why) {
    session_.on_back_failed(why, loop_.now());
    carry_out();
}

void Driver::on_back_octets(std::string_view octets) {
    session_.on_back_octets(octets, loop_.now());
    carry_out();
}

void Driver::on_back_closed() {
    session_.on_back_closed(loop_.now());
    carry_out();
}

void Driver::on_back_sent() {
    session_.on_back_sent(loop_.now());
    carry_out();
}

void Driver::on_spooled(std::string_view octets) {
    session_.on_spooled(octets, loop_.now());
    carry_out();
}

void Driver::on_spool_failed(std::string_view why) {
    session_.on_spool_failed(why, loop_.now());
    carry_out();
}

void Driver::on_spool_written() {
    carry_out();
}

void Driver::on_timer() {
    session_.on_time(loop_.now());
    carry_out();
}

// What the session is told from in here (a turn that is free, a host that is an address) does not recurse:
// its actions are taken in the next pass.
void Driver::carry_out() {
    if (std::exchange(carrying_out_, true)) return;
    for (auto actions = session_.take_actions(); !actions.empty(); actions = session_.take_actions()) {
        for (Action& action : actions) {
            std::visit([this](auto& what) { perform(what); }, action);
        }
        back_.flush();
        flush_front();
    }
    carrying_out_ = false;
    settle();
}

void Driver::perform(Send& send) {
    if (send.to == Side::Back) {
        back_.send(std::move(send.octets), send.guarded);
    } else if (to_front_.empty()) {
        to_front_ = std::move(send.octets);
    } else {
        to_front_ += send.octets;
    }
}

void Driver::flush_front() {
    if (front_ && !to_front_.empty()) static_cast<void>(front_->send(std::exchange(to_front_, {})));
    to_front_.clear();
}

void Driver::perform(const Close& close) {
    if (close.whom == Side::Back) return back_.close();
    flush_front();
    if (front_) host_.linger(std::move(front_));
}

void Driver::settle() {
    if (finished_) return;
    if (!session_.finished()) {
        timer_.set(session_.deadline());
        choose_reads();
        return;
    }
    finished_ = true;
    timer_.set(std::nullopt);
    perform(Close{Side::Front});
    perform(Close{Side::Back});
    host_.on_finished(*this);
}

// Backpressure: a leg or a disk that does not take what it is sent stops the reading of what produces it.
// Replies come of both legs' octets, so a front that does not read is not read itself.
void Driver::choose_reads() {
    const bool front_flows = !front_ || front_->backlog() < limits::kUnsent;
    const bool back_flows = back_.backlog() < limits::kUnsent;
    back_.let_read(front_flows);
    if (!front_) return;
    const bool disk_flows = spool_.backlog() < limits::kUnsent;
    const bool wanted = front_flows && back_flows && disk_flows && session_.wants_front();
    wanted ? front_->resume() : front_->pause();
}

}  // namespace heloise
