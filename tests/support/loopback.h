// What the tests of edge, daemon and tools share: two ends of a loopback connection, and a way to run the
// loop until something has happened.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "proxy/edge/connection.h"
#include "proxy/edge/listener.h"
#include "proxy/edge/timer.h"

namespace heloise {

using namespace std::chrono_literals;

// Against hanging only: nothing passes or fails by how long it took.
inline constexpr Duration kPatience = 30s;

// One round of the loop that does not wait for long when nothing happens.
inline void turn(Loop& loop) {
    bool woken = false;
    Timer alarm(loop, [&] { woken = true; });
    alarm.set_in(10ms);
    loop.run_once();
}

[[nodiscard]] inline bool run_until(Loop& loop, const std::function<bool()>& done) {
    const auto give_up = std::chrono::steady_clock::now() + kPatience;
    while (!done()) {
        if (std::chrono::steady_clock::now() > give_up) return false;
        turn(loop);
    }
    return true;
}

// Remembers all it hears.
struct Ear final : Connection::Owner {
    std::string octets;
    int closed = 0;
    int sent = 0;
    bool connected = false;
    std::string error;
    Connection::Ending how{};
    std::function<void()> when_octets;
    std::function<void()> when_layer_open;
    std::function<void()> when_sent;

    void on_connected(Connection&, const char* why) override {
        connected = true;
        if (why != nullptr) error = why;
    }
    void on_layer_open(Connection&) override {
        if (when_layer_open) when_layer_open();
    }
    void on_octets(Connection&, std::string_view some) override {
        octets += some;
        if (when_octets) when_octets();
    }
    void on_closed(Connection&, Connection::Ending ending) override {
        ++closed;
        how = ending;
    }
    void on_sent(Connection&) override {
        ++sent;
        if (when_sent) when_sent();
    }
};

// Keeps all that comes in.
struct Acceptor final : Listener::Owner {
    std::vector<std::unique_ptr<Connection>> accepted;
    int troubles = 0;
    std::function<void()> when_incoming;

    void on_incoming(Listener&, std::unique_ptr<Connection> connection, const SocketAddress&) override {
        accepted.push_back(std::move(connection));
        if (when_incoming) when_incoming();
    }
    void on_accept_trouble(Listener&, const char*) override { ++troubles; }
};

// Two ends of one connection: `near` called, `far` accepted.
struct Pair {
    Loop loop;
    Ear at_near;
    Ear at_far;
    std::unique_ptr<Connection> near = std::make_unique<Connection>(loop);
    std::unique_ptr<Connection> far;

    Pair() {
        Acceptor acceptor;
        const auto listener =
            Listener::open(loop, acceptor, *SocketAddress::from_host("127.0.0.1", 0)).listener;
        near->connect(listener->address(), at_near);
        CHECK(heloise::run_until(loop, [&] { return at_near.connected && !acceptor.accepted.empty(); }));
        far = std::move(acceptor.accepted.front());
        far->start(at_far);
    }
    void turn() { heloise::turn(loop); }
    [[nodiscard]] bool run_until(const std::function<bool()>& done) { return heloise::run_until(loop, done); }
};

// A port that nobody listens on: it was ours a moment ago.
[[nodiscard]] inline std::uint16_t unused_port() {
    Loop loop;
    Acceptor acceptor;
    return Listener::open(loop, acceptor, *SocketAddress::from_host("127.0.0.1", 0))
        .listener->address()
        .port();
}

// Lowers the limit to what is open now, for as long as it lives.
class NoMoreDescriptors {
public:
    NoMoreDescriptors() {
        getrlimit(RLIMIT_NOFILE, &before_);
        const int lowest_free = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        ::close(lowest_free);
        rlimit none = before_;
        none.rlim_cur = static_cast<rlim_t>(lowest_free);
        setrlimit(RLIMIT_NOFILE, &none);
    }
    ~NoMoreDescriptors() { setrlimit(RLIMIT_NOFILE, &before_); }

private:
    rlimit before_{};
};

}  // namespace heloise
