// The driver of one session.
#include "proxy/edge/driver.h"

#include <utility>
#include <variant>
#include <vector>

#include "proxy/base/check.h"
#include "proxy/base/limits.h"

namespace heloise {
namespace {

void gather(std::string& gathered, std::string&& octets) {
    if (gathered.empty()) {
        gathered = std::move(octets);
    } else {
        gathered += octets;
    }
}

}  // namespace

Driver::Driver(Loop& loop, Host& host, std::shared_ptr<const Backend> backend, AddressBook& book, Who who,
               std::unique_ptr<Connection> front)
    : loop_(loop),
      host_(host),
      backend_(std::move(backend)),
      who_(std::move(who)),
      session_(*backend_, book, who_.facts, loop.now()),
      front_(std::move(front)),
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
    session_.on_waiters(others_wait, loop_.now());
    carry_out();
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

void Driver::on_connected(Connection&, const char* error) {
    if (error == nullptr) {
        session_.on_back_connected(loop_.now());
    } else {
        back_.reset();
        session_.on_back_failed(error, loop_.now());
    }
    carry_out();
}

void Driver::on_octets(Connection& connection, std::string_view octets) {
    if (&connection == front_.get()) {
        session_.on_front_octets(octets, loop_.now());
    } else {
        session_.on_back_octets(octets, loop_.now());
    }
    carry_out();
}

void Driver::on_closed(Connection& connection, Connection::Ending) {
    if (&connection == front_.get()) {
        session_.on_front_closed(loop_.now());
    } else {
        session_.on_back_closed(loop_.now());
    }
    carry_out();
}

void Driver::on_sent(Connection& connection) {
    if (&connection == back_.get() && !back_forgets_) session_.on_back_sent(loop_.now());
    carry_out();
}

void Driver::on_timer() {
    session_.on_time(loop_.now());
    carry_out();
}

// What is told to the session from in here (a turn that is free, a host that is an address) does not recurse:
// its actions are taken in the next pass.
void Driver::carry_out() {
    if (std::exchange(carrying_out_, true)) return;
    for (auto actions = session_.take_actions(); !actions.empty(); actions = session_.take_actions()) {
        for (Action& action : actions) {
            std::visit([this](auto& what) { perform(what); }, action);
        }
        flush_back();
        flush_front();
    }
    carrying_out_ = false;
    settle();
}

void Driver::perform(Send& send) {
    if (send.to == Side::Front) {
        gather(to_front_, std::move(send.octets));
    } else {
        send_to_back(send);
    }
}

// Rules 11 and 24. Looking just before the write leaves no gap that matters: what arrives after the look was
// not there before the question was asked. What is unheard comes in by the usual way, through a read.
void Driver::send_to_back(Send& send) {
    if (!back_ || back_forgets_) return;
    if (send.guarded && back_->has_unheard()) {
        back_forgets_ = true;
        return;
    }
    gather(to_back_, std::move(send.octets));
}

void Driver::flush_front() {
    if (front_ && !to_front_.empty()) static_cast<void>(front_->send(std::move(to_front_)));
    to_front_.clear();
}

void Driver::flush_back() {
    if (to_back_.empty()) return;
    CHECK(back_);
    const auto sent = back_->send(std::exchange(to_back_, {}));
    if (sent == Connection::Sent::All && !back_forgets_) session_.on_back_sent(loop_.now());
}

void Driver::perform(const Resolve& resolve) {
    const Endpoint& endpoint = backend_->address.at(resolve.index);
    if (const auto literal = SocketAddress::from_host(endpoint.host, endpoint.port)) {
        session_.on_addresses({literal->text()}, loop_.now());
        return;
    }
    lookup_ = std::make_unique<Lookup>(loop_, endpoint,
                                       [this](const Lookup::Answer& answer) { on_looked_up(answer); });
}

void Driver::on_looked_up(const Lookup::Answer& answer) {
    lookup_.reset();
    if (answer.addresses.empty()) {
        session_.on_back_failed(answer.error, loop_.now());
    } else {
        std::vector<std::string> texts;
        for (const SocketAddress& address : answer.addresses) texts.push_back(address.text());
        session_.on_addresses(texts, loop_.now());
    }
    carry_out();
}

void Driver::perform(const Connect& connect) {
    CHECK(!back_);
    const auto address = SocketAddress::parse(connect.address);
    CHECK(address);
    back_ = std::make_unique<Connection>(loop_);
    back_->connect(*address, *this);
}

// What was sent in this round goes out first: a QUIT, the last reply.
void Driver::perform(const Close& close) {
    if (close.whom == Side::Front) {
        flush_front();
        if (front_) host_.linger(std::move(front_));
        return;
    }
    if (back_ && !to_back_.empty()) static_cast<void>(back_->send(std::move(to_back_)));
    to_back_.clear();
    lookup_.reset();
    back_.reset();
    back_forgets_ = false;
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

// Backpressure: a leg that does not take what it is sent stops the reading of what produces it. Replies come
// of both legs' octets, so a front that does not read is not read itself.
void Driver::choose_reads() {
    const bool front_flows = !front_ || front_->backlog() < limits::kUnsent;
    const bool back_flows = !back_ || back_->backlog() < limits::kUnsent;
    if (front_) {
        const bool wanted = front_flows && back_flows && session_.wants_front();
        wanted ? front_->resume() : front_->pause();
    }
    // What made a write be forgotten must be heard, or the session waits for ever.
    if (back_) front_flows || back_forgets_ ? back_->resume() : back_->pause();
}

}  // namespace heloise
