// Asks one address of a backend what it speaks, once, at start: a BackProbe with a connection and a timer.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/edge/back_leg.h"
#include "proxy/edge/timer.h"
#include "proxy/edge/turns.h"
#include "proxy/session/back_probe.h"

namespace heloise {

class Prober final : public Turns::Guest, private BackLeg::Owner {
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
    ~Prober();
    Prober(const Prober&) = delete;
    Prober& operator=(const Prober&) = delete;

    void start() { carry_out(); }
    void on_turn(bool others_wait) override;
    void on_waiters(bool others_wait) override;
    [[nodiscard]] std::uint64_t id() const { return id_; }
    [[nodiscard]] const Backend& backend() const { return *backend_; }

private:
    void on_addresses(const std::vector<std::string>& addresses) override;
    void on_back_connected() override;
    void on_back_failed(std::string_view why) override;
    void on_back_octets(std::string_view octets) override;
    void on_back_closed() override;
    void on_back_sent() override;

    void on_timer();
    void carry_out();
    void perform(Send& send) { back_.send(std::move(send.octets), send.guarded); }
    void perform(const TakeTurn&) { host_.take_turn(*this); }
    void perform(const GiveTurn&) { host_.give_turn(*this); }
    void perform(const Resolve& resolve) { back_.resolve(backend_->address.at(resolve.index)); }
    void perform(const Connect& connect) { back_.connect(connect.address); }
    void perform(const Close&) { back_.close(); }
    template <typename Other>
    void perform(const Other&) {}  // the spool: a probe carries no message
    void perform(const Note& note) { host_.on_note(*this, note); }

    Loop& loop_;
    Host& host_;
    std::shared_ptr<const Backend> backend_;
    std::uint64_t id_;
    BackProbe probe_;
    BackLeg back_;
    Timer timer_;
    bool carrying_out_ = false;
    bool finished_ = false;
};

}  // namespace heloise
