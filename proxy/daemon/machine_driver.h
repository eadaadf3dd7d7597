// Drives a machine (a Session, a BackProbe): hands in what happens on the back leg, at the desk and by time,
// and carries out what it asks for until it asks for nothing more.
//
// Derived classes carry out what is not common to all, and add inputs of their own.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "proxy/daemon/back_leg.h"
#include "proxy/daemon/desk_runner.h"
#include "proxy/edge/timer.h"
#include "proxy/record/recorder.h"
#include "proxy/session/machine.h"

namespace heloise {

class MachineDriver : public DeskRunner::Guest, private BackLeg::Owner {
public:
    MachineDriver(const MachineDriver&) = delete;
    MachineDriver& operator=(const MachineDriver&) = delete;

    [[nodiscard]] const Backend& backend() const { return *backend_; }
    void on_answer(const DeskAnswer& answer) override { tell(answer); }

protected:
    // `desk` and `machine` must outlive the machine driver; `id` is the machine's ticket at the desk.
    MachineDriver(Loop& loop, std::shared_ptr<const Backend> backend, DeskRunner& desk, std::uint64_t id,
                  Machine& machine);
    ~MachineDriver() = default;

    void tell(const Input& input);
    // Answers of the desk, and whatever else the machine hears in here (a host that is an address), do not
    // recurse: the actions they lead to are taken in the next pass.
    void carry_out();

    // perform() carries out one action that is neither the back leg's nor the desk's.
    virtual void perform(Send& send) = 0;
    virtual void perform(const Close& close) = 0;
    virtual void perform(const Note& note) = 0;
    virtual void perform(SpoolWrite&) {}
    virtual void perform(const SpoolRead&) {}
    virtual void perform(const SpoolForget&) {}
    // Both are called when no action is left: flush() for what was gathered, then settle().
    virtual void flush() {}
    virtual void settle() = 0;

    Loop& loop_;
    std::shared_ptr<const Backend> backend_;
    DeskRunner& desk_;
    std::uint64_t id_;
    Machine& machine_;
    BackLeg back_;
    Timer timer_;
    std::unique_ptr<Recorder> recorder_;  // null: nobody writes this down

private:
    void perform(DeskRequest& request) { desk_.ask(id_, *this, std::move(request)); }
    void perform(const Resolve& resolve) { back_.resolve(backend_->address.at(resolve.index)); }
    void perform(const Connect& connect) { back_.connect(connect.address); }
    void act();

    void on_addresses(const std::vector<std::string>& addresses) override { tell(Addresses{addresses}); }
    void on_back_connected() override { tell(Called{}); }
    void on_back_failed(std::string_view why) override { tell(CallFailed{why}); }
    void on_back_octets(std::string_view octets) override { tell(BackOctets{octets}); }
    void on_back_closed() override { tell(BackEnded{}); }
    void on_back_sent() override { tell(BackSent{}); }
    void on_back_stalled() override {
        if (recorder_) recorder_->stalled();
    }

    bool carrying_out_ = false;
};

}  // namespace heloise
