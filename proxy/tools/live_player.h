// Plays a transcript's sender to a live server over TCP: a FrontPlay with a connection and a clock.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "proxy/edge/connection.h"
#include "proxy/edge/loop.h"
#include "proxy/edge/timer.h"
#include "proxy/replay/front_play.h"

namespace heloise {

class LivePlayer final : private Connection::Owner {
public:
    struct Settings {
        SocketAddress server;
        Duration timeout{};  // for a connection, and without an octet while one is waited for
        double speed = 1;    // pauses are multiplied with it
    };

    // `play` must outlive this.
    LivePlayer(const Settings& settings, FrontPlay& play);

    // Returns when it is over; what came of it is in the play.
    void run();

private:
    void on_connected(Connection&, const char* error) override;
    void on_octets(Connection&, std::string_view octets) override;
    void on_closed(Connection&, Connection::Ending) override;
    void on_sent(Connection&) override;
    void on_time();
    void go_on();
    // Takes a step; false when something has to happen before the next.
    [[nodiscard]] bool take(FrontPlay::Step step);
    void call();
    void fail(std::string_view why);
    void wait_for_server() { timer_.set_in(settings_.timeout); }

    Settings settings_;
    FrontPlay& play_;
    Loop loop_;
    Timer timer_;
    std::unique_ptr<Connection> connection_;
    bool pausing_ = false;
};

}  // namespace heloise
