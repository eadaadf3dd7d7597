// Opening and closing listeners.
#include "proxy/daemon/listeners.h"

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

std::string Listeners::change_to(const std::vector<Wanted>& wanted) {
    std::vector<Entry> opened;
    for (const Wanted& one : wanted) {
        if (find(one.listen.endpoint) != nullptr) continue;
        Entry entry{one.listen, one.owner, {}};
        if (std::string error = open(one, entry); !error.empty()) return error;
        opened.push_back(std::move(entry));
    }
    std::vector<Entry> kept;
    for (const Wanted& one : wanted) {
        Entry* entry = find(one.listen.endpoint);
        if (entry == nullptr) continue;
        entry->listen = one.listen;
        entry->owner = one.owner;
        for (const auto& listener : entry->listeners) listener->set_owner(*one.owner);
        kept.push_back(std::move(*entry));
    }
    open_ = std::move(kept);
    std::move(opened.begin(), opened.end(), std::back_inserter(open_));
    return {};
}

std::string Listeners::open(const Wanted& wanted, Entry& entry) {
    const auto complaint = [&](const std::string& why) {
        return "cannot listen on " + wanted.listen.endpoint.text() + ": " + why;
    };
    std::string error;
    for (const Place& place : places_of(wanted.listen.endpoint, error)) {
        auto [listener, why] = Listener::open(loop_, *wanted.owner, place.address, place.both_families);
        if (!listener) return complaint(why);
        entry.listeners.push_back(std::move(listener));
    }
    return error.empty() ? error : complaint(error);
}

Listeners::Entry* Listeners::find(const Endpoint& endpoint) {
    const auto found = std::find_if(open_.begin(), open_.end(), [&](const Entry& entry) {
        return entry.listen.endpoint == endpoint && !entry.listeners.empty();
    });
    return found == open_.end() ? nullptr : &*found;
}

std::vector<std::string> Listeners::addresses(const Listener::Owner& owner) const {
    std::vector<std::string> texts;
    for (const Entry& entry : open_) {
        if (entry.owner != &owner) continue;
        for (const auto& listener : entry.listeners) texts.push_back(listener->address().text());
    }
    return texts;
}

}  // namespace heloise
