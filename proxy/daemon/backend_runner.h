// One backend at work: its desk and its sessions.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>

#include "proxy/daemon/arrivals.h"
#include "proxy/daemon/desk_runner.h"
#include "proxy/daemon/driver.h"
#include "proxy/daemon/prober.h"
#include "proxy/daemon/worker.h"
#include "proxy/edge/listener.h"
#include "proxy/policy/backend.h"

namespace heloise {

class BackendRunner final : public Listener::Owner,
                            public Arrivals::Host,
                            public Driver::Host,
                            public Prober::Host {
public:
    BackendRunner(Worker& worker, std::shared_ptr<const Backend> backend);
    ~BackendRunner();
    BackendRunner(const BackendRunner&) = delete;
    BackendRunner& operator=(const BackendRunner&) = delete;

    // Rule 4: asks each address once what it speaks, if the back has places to spare for that and it matters.
    void start();
    // After a reload: for sessions that begin from now on; what has been learnt stays.
    void change_to(std::shared_ptr<const Backend> backend);
    // Rule 37: idle sessions end now, transactions may finish.
    void drain();
    // Transactions too, unless the back has the message already.
    void stop();
    // Everything ends now; messages whose outcome is not known are noted.
    void abandon();

    [[nodiscard]] const Backend& backend() const { return *backend_; }
    // Nobody needs it any more: no session, no probe.
    [[nodiscard]] bool idle() const { return drivers_.empty() && probers_.empty(); }

    // A connection arrives, and is admitted or refused when it has: these are two steps, and only the second
    // knows who the sender is.
    void on_incoming(Listener& listener, std::unique_ptr<Connection> connection,
                     const SocketAddress& peer) override;
    void on_arrived(std::unique_ptr<Connection> connection, const SocketAddress& peer) override;
    void on_accept_trouble(Listener& listener, const char* why) override;

private:
    void on_note(const Driver& driver, const Note& note) override;
    void linger(std::unique_ptr<Connection> connection) override;
    void on_finished(const Driver& driver) override;

    void on_note(const Prober& prober, const Note& note) override;
    void on_finished(const Prober& prober) override;

    [[nodiscard]] bool has_room(const IpAddress& address);
    void admit(std::unique_ptr<Connection> connection, const SocketAddress& peer);
    void turn_away(std::unique_ptr<Connection> connection, const std::string& reply);
    void log_refusal(const SocketAddress& peer, std::string_view event, std::string_view why);
    void bury(std::uint64_t id);

    Worker& worker_;
    std::shared_ptr<const Backend> backend_;
    DeskRunner desk_;
    SenderCount senders_;
    std::unordered_map<std::uint64_t, std::unique_ptr<Driver>> drivers_;
    std::unordered_map<std::uint64_t, std::unique_ptr<Prober>> probers_;
};

}  // namespace heloise
