// One Session with its two connections and one timer: carries what happens in, and carries out what it asks.
//
// It decides nothing about mail. What it does decide: when to read a leg (not while the other one is choked),
// what leaves in one write, and that nothing guarded is written over something unheard.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "proxy/edge/connection.h"
#include "proxy/edge/lookup.h"
#include "proxy/edge/timer.h"
#include "proxy/session/session.h"

namespace heloise {

class Driver final : private Connection::Owner {
public:
    // What many sessions share. None of these may destroy the driver on the spot.
    class Host {
    public:
        virtual void take_turn(Driver& driver) = 0;  // Driver::on_turn() follows, perhaps at once
        virtual void give_turn(Driver& driver) = 0;
        virtual void on_note(Driver& driver, const Note& note) = 0;
        // A connection that may take its time to end.
        virtual void linger(std::unique_ptr<Connection> connection) = 0;
        // Once; both legs are closed. Destroy it in a later round.
        virtual void on_finished(Driver& driver) = 0;

    protected:
        ~Host() = default;
    };

    using Id = std::uint64_t;
    struct Who {
        Id id = 0;  // within this process
        SessionFacts facts;
        IpAddress address{};  // of the front
    };

    // `book` must outlive the driver; the backend is kept as it was when the session began.
    Driver(Loop& loop, Host& host, std::shared_ptr<const Backend> backend, AddressBook& book, Who who,
           std::unique_ptr<Connection> front);
    ~Driver();
    Driver(const Driver&) = delete;
    Driver& operator=(const Driver&) = delete;

    // Greets the front and begins to listen to it.
    void start();
    void on_turn(bool others_wait);
    void on_waiters(bool others_wait);
    void on_drain();
    void on_stop();

    [[nodiscard]] const Who& who() const { return who_; }
    [[nodiscard]] const Backend& backend() const { return *backend_; }

private:
    void on_connected(Connection&, const char* error) override;
    void on_octets(Connection& connection, std::string_view octets) override;
    void on_closed(Connection& connection, Connection::Ending how) override;
    void on_sent(Connection& connection) override;
    void on_timer();

    void carry_out();
    void perform(Send& send);
    void perform(const TakeTurn&) { host_.take_turn(*this); }
    void perform(const GiveTurn&) { host_.give_turn(*this); }
    void perform(const Resolve& resolve);
    void perform(const Connect& connect);
    void perform(const Close& close);
    void perform(const Note& note) { host_.on_note(*this, note); }
    void send_to_back(Send& send);
    void flush_front();
    void flush_back();
    void on_looked_up(const Lookup::Answer& answer);
    void settle();
    void choose_reads();

    Loop& loop_;
    Host& host_;
    std::shared_ptr<const Backend> backend_;
    Who who_;
    Session session_;
    std::unique_ptr<Connection> front_;
    std::unique_ptr<Connection> back_;
    std::unique_ptr<Lookup> lookup_;
    Timer timer_;
    std::string to_front_;  // the writes of one round of actions, gathered
    std::string to_back_;
    bool back_forgets_ = false;  // a guarded write was forgotten: nothing more may follow it
    bool carrying_out_ = false;
    bool finished_ = false;
};

}  // namespace heloise
