// One backend at work: what is known of its addresses, the queue for its places, its sessions.
#pragma once

#include <memory>
#include <unordered_map>

#include "proxy/backend/address_book.h"
#include "proxy/backend/turnstile.h"
#include "proxy/edge/driver.h"
#include "proxy/edge/house.h"
#include "proxy/edge/listener.h"
#include "proxy/edge/timer.h"
#include "proxy/policy/backend.h"

namespace heloise {

class BackendRunner final : public Listener::Owner, public Driver::Host {
public:
    BackendRunner(House& house, std::shared_ptr<const Backend> backend);
    ~BackendRunner();
    BackendRunner(const BackendRunner&) = delete;
    BackendRunner& operator=(const BackendRunner&) = delete;

    // After a reload: for sessions that begin from now on; what has been learnt stays.
    void change_to(std::shared_ptr<const Backend> backend);
    // Rule 37: idle sessions end now, transactions may finish.
    void drain();
    // Transactions too, unless the back has the message already.
    void stop();

    [[nodiscard]] const Backend& backend() const { return *backend_; }
    [[nodiscard]] std::size_t sessions() const { return drivers_.size(); }

    void on_incoming(Listener& listener, std::unique_ptr<Connection> connection,
                     const SocketAddress& peer) override;
    void on_accept_trouble(Listener& listener, const char* why) override;

private:
    void take_turn(Driver& driver) override;
    void give_turn(Driver& driver) override;
    void on_note(Driver& driver, const Note& note) override;
    void linger(std::unique_ptr<Connection> connection) override;
    void on_finished(Driver& driver) override;

    [[nodiscard]] bool may_connect(const IpAddress& address) const;
    [[nodiscard]] bool has_room(const IpAddress& address);
    void turn_away(std::unique_ptr<Connection> connection, const std::string& reply);
    void grant_turns();
    void tell_waiters();
    void bury(Driver::Id id);

    House& house_;
    std::shared_ptr<const Backend> backend_;
    AddressBook book_;
    Turnstile turnstile_;
    Timer next_turn_;
    Headcount senders_;
    std::unordered_map<Driver::Id, std::unique_ptr<Driver>> drivers_;
    bool granting_ = false;
    bool grant_again_ = false;
    bool told_of_waiters_ = false;  // what the sessions with a place were told last
};

}  // namespace heloise
