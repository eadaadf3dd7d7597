// Gives connections a gentle end: writes what is left, sends FIN, and reads on a while.
//
// A socket closed with unread input answers with a reset, and a reset makes the peer's system throw away what
// it has received but not read: the last reply, just when it mattered (RFC 1122 section 4.2.2.13). So a
// connection is closed only when the peer has ended too, or after limits::kLinger.
#pragma once

#include <functional>
#include <memory>
#include <unordered_map>
#include <utility>

#include "proxy/edge/connection.h"
#include "proxy/edge/timer.h"

namespace heloise {

class Lingerer final : private Connection::Owner {
public:
    // Over `most` connections at once the oldest manners are dropped: further ones are closed as they come.
    Lingerer(Loop& loop, std::size_t most);

    // Everything has been sent; the connection may be inside one of its callbacks.
    void take(std::unique_ptr<Connection> connection);
    [[nodiscard]] std::size_t size() const { return guests_.size(); }
    // Called whenever the last has gone.
    void when_empty(std::function<void()> call) { when_empty_ = std::move(call); }

private:
    struct Guest {
        std::unique_ptr<Connection> connection;
        Duration leaves_at{};
    };
    void on_octets(Connection&, std::string_view) override {}
    void on_closed(Connection& connection, Connection::Ending how) override;
    void on_sent(Connection& connection) override;
    void leave_due();
    void leave(Connection& connection);

    Loop& loop_;
    std::size_t most_;
    std::unordered_map<Connection*, Guest> guests_;
    std::function<void()> when_empty_ = [] {};
    Timer timer_;
};

}  // namespace heloise
