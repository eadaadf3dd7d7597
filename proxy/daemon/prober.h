// Asks one address of a backend what it speaks, once, at start: a BackProbe with a connection and a timer.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "proxy/daemon/machine_driver.h"
#include "proxy/session/back_probe.h"

namespace heloise {

// Made before the machine driver that drives it.
struct DrivenProbe {
    BackProbe probe_;
};

class Prober final : private DrivenProbe, public MachineDriver {
public:
    // What a prober needs of its backend. `on_finished` must not destroy the prober on the spot.
    class Host {
    public:
        virtual void on_note(const Prober& prober, const Note& note) = 0;
        virtual void on_finished(const Prober& prober) = 0;

    protected:
        ~Host() = default;
    };

    // `backend` has the one address to ask; `desk` must outlive the prober.
    Prober(Loop& loop, Host& host, std::shared_ptr<const Backend> backend, DeskRunner& desk,
           const std::string& hostname, std::uint64_t id);

    void start() { carry_out(); }
    [[nodiscard]] std::uint64_t id() const { return id_; }

private:
    void perform(Send& send) override { back_.send(std::move(send.octets), send.guarded); }
    void perform(const Close&) override { static_cast<void>(back_.close()); }
    void perform(const Note& note) override { host_.on_note(*this, note); }
    void settle() override;

    Host& host_;
    bool finished_ = false;
};

}  // namespace heloise
