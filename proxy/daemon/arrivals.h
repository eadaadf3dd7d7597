// Connections that have been accepted and are not admitted yet: the place of a TLS handshake, and of a PROXY
// header before it.
//
// Arrivals counts and judges no sender: only a PROXY header may say who the sender is. A connection that
// takes too long or fails is closed without a word.
#pragma once

#include <cstddef>
#include <memory>
#include <unordered_map>

#include "proxy/edge/connection.h"
#include "proxy/edge/timer.h"

namespace heloise {

class Arrivals final : private Connection::Owner {
public:
    class Host {
    public:
        // Called once for a connection that has arrived, perhaps from inside take().
        virtual void on_arrived(std::unique_ptr<Connection> connection, const SocketAddress& peer) = 0;

    protected:
        ~Host() = default;
    };

    // Over `most` connections at once further ones that have to wait are closed as they come.
    // Each may take `patience`.
    Arrivals(Loop& loop, std::size_t most, Duration patience)
        : loop_(loop), most_(most), patience_(patience) {}

    // A connection without a layer that is opening has nothing to wait for, and has arrived at once. `host`
    // must outlive the arrival, or turn_away() it.
    void take(std::unique_ptr<Connection> connection, const SocketAddress& peer, Host& host);
    // Closes the connections that are on their way to `host`.
    void turn_away(const Host& host);
    [[nodiscard]] std::size_t size() const { return under_way_.size(); }

private:
    struct Arrival {
        std::unique_ptr<Connection> connection;
        SocketAddress peer;
        Host* host = nullptr;
        std::unique_ptr<Timer> timer;
    };
    void on_layer_open(Connection& connection) override;
    // None comes: whoever has something to say has arrived.
    void on_octets(Connection&, std::string_view) override {}
    void on_closed(Connection& connection, Connection::Ending) override { under_way_.erase(&connection); }

    Loop& loop_;
    std::size_t most_;
    Duration patience_;
    std::unordered_map<Connection*, Arrival> under_way_;
};

}  // namespace heloise
