// Asks one address of a backend what it speaks, once, at start: a BackProbe with a connection and a timer.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "proxy/edge/carrier.h"
#include "proxy/session/back_probe.h"

namespace heloise {

class Prober final : public Carrier<Prober, BackProbe> {
public:
    // What a prober needs of its backend. `on_finished` must not destroy the prober on the spot.
    class Host {
    public:
        virtual void take_turn(Prober& prober) = 0;
        virtual void give_turn(Prober& prober) = 0;
        virtual void on_note(const Prober& prober, const Note& note) = 0;
        virtual void on_finished(const Prober& prober) = 0;

    protected:
        ~Host() = default;
    };

    // `backend` has the one address to ask.
    Prober(Loop& loop, Host& host, std::shared_ptr<const Backend> backend, AddressBook& book,
           const std::string& hostname, std::uint64_t id);

    void start() { carry_out(); }
    void on_turn(bool others_wait) override;
    void on_waiters(bool others_wait) override;
    [[nodiscard]] std::uint64_t id() const { return id_; }

private:
    friend Carrier;
    using Carrier::perform;
    void perform(Send& send) { back_.send(std::move(send.octets), send.guarded); }
    void perform(const TakeTurn&) { host_.take_turn(*this); }
    void perform(const GiveTurn&) { host_.give_turn(*this); }
    void perform(const Close&) { static_cast<void>(back_.close()); }
    void perform(const Note& note) { host_.on_note(*this, note); }
    template <typename Other>
    void perform(const Other&) {}  // the spool: a probe carries no message
    void flush() {}
    void settle();

    Host& host_;
    std::uint64_t id_;
    bool finished_ = false;
};

}  // namespace heloise
