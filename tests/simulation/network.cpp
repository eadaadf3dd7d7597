// Segments on their way.
#include "tests/simulation/network.h"

#include <algorithm>
#include <cerrno>
#include <utility>

namespace heloise::simulation {

int Network::new_number() {
    sockets_.push_back(nullptr);
    return kFirst + static_cast<int>(sockets_.size()) - 1;
}

int Network::new_socket(const std::string& peer_address) {
    const int number = new_number();
    auto& socket = sockets_.back();
    socket = std::make_unique<Socket>();
    socket->peer_address = peer_address;
    socket->dice = dice_.child(static_cast<std::uint64_t>(number));
    socket->window = static_cast<std::size_t>(socket->dice.between(
        static_cast<std::int64_t>(weather_.window_least), static_cast<std::int64_t>(weather_.window_most)));
    return number;
}

// TCP keeps the order, so what comes later never arrives earlier.
Time Network::arrival(Socket& from) {
    const Time latency = from.dice.between(weather_.latency_least, weather_.latency_most);
    return from.last_arrival = std::max(from.last_arrival, timeline_.now() + latency);
}

int Network::connect(Owner& owner, const std::string& from, const std::string& to) {
    const int caller = new_socket(to);
    at(caller).owner = &owner;
    timeline_.at(arrival(at(caller)), [this, caller, from, to] { answer_call(caller, from, to); });
    return caller;
}

void Network::answer_call(int caller, const std::string& from, const std::string& to) {
    if (!at(caller).open) return;
    const auto door = doors_.find(to);
    const auto answer = door == doors_.end() ? Door::Answer::Refuse : door->second->on_call();
    if (answer == Door::Answer::Ignore) return;
    if (answer == Door::Answer::Refuse) {
        timeline_.at(arrival(at(caller)), [this, caller] {
            if (at(caller).open) at(caller).owner->on_connected(caller, ECONNREFUSED);
        });
        return;
    }
    const int visitor = new_socket(from);
    at(visitor).other = caller;
    at(caller).other = visitor;
    at(visitor).connected = true;
    timeline_.at(arrival(at(visitor)), [this, caller] {
        at(caller).connected = true;
        if (at(caller).open) at(caller).owner->on_connected(caller, 0);
    });
    door->second->on_visitor(visitor, from);
}

std::ptrdiff_t Network::write(int number, std::string_view octets, bool in_one_piece) {
    Socket& from = at(number);
    if (from.reset_arrived || from.output_ended || !from.open) return -1;
    if (from.dice.below(100000) < weather_.break_per_100000) {
        from.disturbed = at(from.other).disturbed = true;
        send_reset(number);
        send_reset(from.other);
    } else if (from.dice.below(100000) < weather_.vanish_per_100000) {
        from.vanished = at(from.other).vanished = true;
        from.disturbed = at(from.other).disturbed = true;
    }
    const std::size_t taken = std::min(octets.size(), from.window - std::min(from.window, from.on_the_way));
    from.wants_room = taken < octets.size();
    from.on_the_way += taken;
    for (std::string_view rest = octets.substr(0, taken); !rest.empty();) {
        std::size_t piece = rest.size();
        if (piece > 1 && !in_one_piece && from.dice.chance(weather_.cut_per_mille))
            piece = 1 + from.dice.below(piece - 1);
        timeline_.at(arrival(from), [this, to = from.other, text = std::string(rest.substr(0, piece))] {
            arrive(to, text);
        });
        rest.remove_prefix(piece);
    }
    return static_cast<std::ptrdiff_t>(taken);
}

void Network::arrive(int number, const std::string& octets) {
    Socket& to = at(number);
    if (to.vanished) return;
    if (!to.open) return send_reset(to.other);
    if (to.reset_arrived || to.end_arrived) return;  // a shutdown of our own
    to.inbox.append(octets);
    if (to.owner != nullptr) to.owner->on_readable(number);
}

Network::Read Network::read(int number, std::size_t most) {
    Socket& here = at(number);
    Read result;
    if (here.inbox_at == 0 && here.inbox.size() <= most) {
        result.octets = std::exchange(here.inbox, {});
    } else {
        result.octets = here.inbox.substr(here.inbox_at, most);
        here.inbox_at += result.octets.size();
        if (here.inbox_at == here.inbox.size()) {
            here.inbox.clear();
            here.inbox_at = 0;
        }
    }
    if (result.octets.empty()) {
        result.broken = here.reset_arrived;
        result.ended = here.end_arrived && !result.broken;
        return result;
    }
    if (!here.connected) return result;
    Socket& writer = at(here.other);
    writer.on_the_way -= result.octets.size();
    if (std::exchange(writer.wants_room, false)) {
        timeline_.at(timeline_.now() + here.dice.between(weather_.latency_least, weather_.latency_most),
                     [this, to = here.other] {
                         if (at(to).open && at(to).owner != nullptr) at(to).owner->on_writable(to);
                     });
    }
    return result;
}

bool Network::has_unheard(int number) const {
    const Socket& here = at(number);
    return here.inbox.size() > here.inbox_at || here.end_arrived || here.reset_arrived;
}

void Network::send_end(int number) {
    Socket& from = at(number);
    if (!from.connected || std::exchange(from.output_ended, true)) return;
    timeline_.at(arrival(from), [this, to = from.other] {
        Socket& there = at(to);
        if (there.vanished || there.reset_arrived || there.end_arrived) return;
        there.end_arrived = true;
        if (there.open && there.owner != nullptr) there.owner->on_readable(to);
    });
}

void Network::end_output(int number) {
    send_end(number);
}

void Network::end_both(int number) {
    send_end(number);
    at(number).end_arrived = true;
}

// The kernel that reads this at the other side.
void Network::send_reset(int number) {
    Socket& from = at(number);
    if (!from.connected) return;
    timeline_.at(arrival(from), [this, to = from.other] { arrive_reset(to); });
}

void Network::arrive_reset(int number) {
    Socket& to = at(number);
    if (to.vanished || to.reset_arrived) return;
    to.reset_arrived = true;
    if (to.open && to.owner != nullptr) to.owner->on_readable(number);
    // Whoever heard of it may have closed.
    if (to.open && to.owner != nullptr && to.wants_room) to.owner->on_writable(number);
}

void Network::close(int number, bool with_reset) {
    Socket& here = at(number);
    if (!std::exchange(here.open, false)) return;
    const bool unread = here.inbox.size() > here.inbox_at;
    if (with_reset || unread) {
        if (!here.reset_arrived) send_reset(number);
    } else {
        send_end(number);
    }
    here.inbox = {};
    here.inbox_at = 0;
    here.owner = nullptr;
}

}  // namespace heloise::simulation
