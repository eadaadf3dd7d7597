// Opening and closing listeners.
#include "proxy/daemon/doors.h"

#include <algorithm>
#include <utility>

#include "proxy/edge/lookup.h"

namespace heloise {
namespace {

struct Place {
    SocketAddress address;
    bool both_families = false;
};

// Name look-ups wait: there is nothing else to do at start, and a reload with a name in `listen` is rare.
std::vector<Place> places_of(const Endpoint& endpoint, std::string& error) {
    if (endpoint.host.empty()) return {{*SocketAddress::from_host("::", endpoint.port), true}};
    if (const auto literal = SocketAddress::from_host(endpoint.host, endpoint.port)) return {{*literal}};
    const Lookup::Answer answer = Lookup::now(endpoint);
    error = answer.error;
    std::vector<Place> places;
    for (const SocketAddress& address : answer.addresses) places.push_back({address});
    return places;
}

}  // namespace

std::string Doors::change_to(const std::vector<Wanted>& wanted) {
    std::vector<Door> opened;
    for (const Wanted& one : wanted) {
        if (find(one.endpoint) != nullptr) continue;
        Door door{one.endpoint, one.owner, {}};
        if (std::string error = open(one, door); !error.empty()) return error;
        opened.push_back(std::move(door));
    }
    std::vector<Door> kept;
    for (const Wanted& one : wanted) {
        Door* door = find(one.endpoint);
        if (door == nullptr) continue;
        door->owner = one.owner;
        for (const auto& listener : door->listeners) listener->set_owner(*one.owner);
        kept.push_back(std::move(*door));
    }
    open_ = std::move(kept);
    std::move(opened.begin(), opened.end(), std::back_inserter(open_));
    return {};
}

std::string Doors::open(const Wanted& wanted, Door& door) {
    const auto complaint = [&](const std::string& why) {
        return "cannot listen on " + wanted.endpoint.text() + ": " + why;
    };
    std::string error;
    for (const Place& place : places_of(wanted.endpoint, error)) {
        auto [listener, why] = Listener::open(loop_, *wanted.owner, place.address, place.both_families);
        if (!listener) return complaint(why);
        door.listeners.push_back(std::move(listener));
    }
    return error.empty() ? error : complaint(error);
}

Doors::Door* Doors::find(const Endpoint& endpoint) {
    const auto found = std::find_if(open_.begin(), open_.end(), [&](const Door& door) {
        return door.endpoint == endpoint && !door.listeners.empty();
    });
    return found == open_.end() ? nullptr : &*found;
}

std::vector<std::string> Doors::addresses(const Listener::Owner& owner) const {
    std::vector<std::string> texts;
    for (const Door& door : open_) {
        if (door.owner != &owner) continue;
        for (const auto& listener : door.listeners) texts.push_back(listener->address().text());
    }
    return texts;
}

}  // namespace heloise
