// What the drivers of a Session and of a BackProbe share: tells the machine what happened on the back leg, in
// the queue for places or by time, and carries out what it asks for until it asks for nothing more.
//
// Derived has perform() for the actions that are not here, flush() for what one round of them gathered, and
// settle() for the end of it all; they may be private to it and this its friend.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "proxy/edge/back_leg.h"
#include "proxy/edge/timer.h"
#include "proxy/edge/turns.h"
#include "proxy/observe/recorder.h"

namespace heloise {

template <typename Derived, typename Machine>
class Carrier : public Turns::Guest, private BackLeg::Owner {
public:
    Carrier(const Carrier&) = delete;
    Carrier& operator=(const Carrier&) = delete;

    [[nodiscard]] const Backend& backend() const { return *backend_; }

protected:
    // The machine is made of the backend, the `arguments` and the time.
    template <typename... Arguments>
    Carrier(Loop& loop, std::shared_ptr<const Backend> backend, Arguments&&... arguments)
        : loop_(loop),
          backend_(std::move(backend)),
          machine_(*backend_, std::forward<Arguments>(arguments)..., loop.now()),
          back_(loop, *this),
          timer_(loop, [this] { on_timer(); }) {}
    ~Carrier() = default;

    template <typename... Parameters, typename... Arguments>
    void tell(void (Machine::*what)(Parameters...), Arguments&&... arguments) {
        (machine_.*what)(std::forward<Arguments>(arguments)..., loop_.now());
        carry_out();
    }

    // What the machine is told from in here (a turn that is free, a host that is an address) does not
    // recurse: its actions are taken in the next pass.
    void carry_out() {
        if (std::exchange(carrying_out_, true)) return;
        for (auto actions = take_actions(); !actions.empty(); actions = take_actions()) {
            for (Action& action : actions) {
                if (recorder_) recorder_->did(action);
                std::visit([this](auto& what) { self().perform(what); }, action);
            }
            back_.flush();
            self().flush();
        }
        carrying_out_ = false;
        if (recorder_ && !recorder_->done(machine_.deadline())) recorder_.reset();
        self().settle();
    }

    void perform(const Resolve& resolve) { back_.resolve(backend_->address.at(resolve.index)); }
    void perform(const Connect& connect) { back_.connect(connect.address); }

    Loop& loop_;
    std::shared_ptr<const Backend> backend_;
    Machine machine_;
    BackLeg back_;
    Timer timer_;
    std::unique_ptr<Recorder> recorder_;  // null: nobody writes this down

    // What the machine is told next, for the recorder.
    void record(RecordedStep::Told what, std::string_view text = {}) {
        if (recorder_) recorder_->told(what, text, loop_.now(), machine_.deadline());
    }

private:
    [[nodiscard]] auto take_actions() {
        if (recorder_) recorder_->thought();
        return machine_.take_actions();
    }
    void on_timer() {
        if constexpr (requires(const Machine& machine) { machine.second_deadline(); }) {
            if (recorder_) recorder_->told_time(loop_.now(), machine_.deadline(), machine_.second_deadline());
        }
        tell(&Machine::on_time);
    }
    void on_addresses(const std::vector<std::string>& addresses) override {
        if (recorder_) recorder_->told_addresses(addresses, loop_.now(), machine_.deadline());
        tell(&Machine::on_addresses, addresses);
    }
    void on_back_connected() override {
        if (recorder_) recorder_->told_call(true, loop_.now(), machine_.deadline());
        tell(&Machine::on_back_connected);
    }
    void on_back_failed(std::string_view why) override {
        if (recorder_) recorder_->told_call(false, loop_.now(), machine_.deadline());
        tell(&Machine::on_back_failed, why);
    }
    void on_back_octets(std::string_view octets) override {
        record(RecordedStep::Told::BackOctets, octets);
        tell(&Machine::on_back_octets, octets);
    }
    void on_back_closed() override {
        record(RecordedStep::Told::BackEnded);
        tell(&Machine::on_back_closed);
    }
    void on_back_sent() override {
        record(RecordedStep::Told::Flow);
        tell(&Machine::on_back_sent);
    }
    void on_back_stalled() override {
        if (recorder_) recorder_->stalled();
    }

    [[nodiscard]] Derived& self() { return static_cast<Derived&>(*this); }

    bool carrying_out_ = false;
};

}  // namespace heloise
