// Lingering close.
#include "proxy/daemon/lingerer.h"

#include <utility>

#include "proxy/base/limits.h"

namespace heloise {

Lingerer::Lingerer(Loop& loop, std::size_t most)
    : loop_(loop), most_(most), timer_(loop, [this] { leave_due(); }) {}

void Lingerer::take(std::unique_ptr<Connection> connection) {
    const bool all_sent = connection->backlog() == 0;
    // Over the bound only those go at once whose last reply is out of our hands.
    if (all_sent && (connection->has_ended() || guests_.size() >= most_)) return;
    if (all_sent) connection->end_output();
    const Duration leaves_at = loop_.now().steady + limits::kLinger;
    Connection& guest = *connection;
    guests_.emplace(&guest, Guest{std::move(connection), leaves_at});
    guest.start(*this);
    if (!timer_.due()) timer_.set(leaves_at);
}

// A peer that has ended its side may still read what is left for it.
void Lingerer::on_closed(Connection& connection, Connection::Ending how) {
    if (how == Connection::Ending::Broken || connection.backlog() == 0) leave(connection);
}

void Lingerer::on_sent(Connection& connection) {
    if (connection.has_ended()) {
        leave(connection);
    } else {
        connection.end_output();
    }
}

void Lingerer::leave(Connection& connection) {
    guests_.erase(&connection);
    if (guests_.empty()) when_empty_();
}

void Lingerer::leave_due() {
    const Duration now = loop_.now().steady;
    std::optional<Duration> next;
    std::erase_if(guests_, [&](const auto& entry) {
        const Duration leaves_at = entry.second.leaves_at;
        if (leaves_at > now && (!next || leaves_at < *next)) next = leaves_at;
        return leaves_at <= now;
    });
    timer_.set(next);
    if (guests_.empty()) when_empty_();
}

}  // namespace heloise
