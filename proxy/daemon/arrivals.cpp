// Waiting for what comes before a session.
#include "proxy/daemon/arrivals.h"

#include <utility>

namespace heloise {

void Arrivals::take(std::unique_ptr<Connection> connection, const SocketAddress& peer, Host& host) {
    if (!connection->is_opening()) return host.on_arrived(std::move(connection), peer);
    if (under_way_.size() >= most_) return;
    Connection& key = *connection;
    auto timer = std::make_unique<Timer>(loop_, [this, &key] { under_way_.erase(&key); });
    timer->set_in(patience_);
    under_way_.emplace(&key, Arrival{std::move(connection), peer, &host, std::move(timer)});
    key.start(*this);
}

void Arrivals::on_layer_open(Connection& connection) {
    const auto entry = under_way_.extract(&connection);
    Arrival& arrival = entry.mapped();
    arrival.host->on_arrived(std::move(arrival.connection), arrival.peer);
}

void Arrivals::turn_away(const Host& host) {
    std::erase_if(under_way_, [&](const auto& entry) { return entry.second.host == &host; });
}

}  // namespace heloise
