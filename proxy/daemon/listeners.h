// The listening sockets of the daemon, and how a reload changes them: all or nothing.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "proxy/edge/listener.h"
#include "proxy/policy/listen.h"

namespace heloise {

class Listeners {
public:
    struct Wanted {
        Listen listen;           // an empty host: every address of the machine
        Listener::Owner* owner;  // who gets what comes in
    };

    explicit Listeners(Loop& loop) : loop_(loop) {}

    // Opens what is missing, closes what is not wanted any more, leaves the rest as it is but for its owner
    // and for what else than the endpoint is said of it. Returns what was wrong, with nothing changed; empty:
    // done.
    [[nodiscard]] std::string change_to(const std::vector<Wanted>& wanted);
    void close_all() { open_.clear(); }
    // Where `owner` is listening, with real ports.
    [[nodiscard]] std::vector<std::string> addresses(const Listener::Owner& owner) const;

private:
    struct Entry {
        Listen listen;
        Listener::Owner* owner = nullptr;
        std::vector<std::unique_ptr<Listener>> listeners;  // one per address of a host name
    };
    [[nodiscard]] std::string open(const Wanted& wanted, Entry& entry);
    [[nodiscard]] Entry* find(const Endpoint& endpoint);

    Loop& loop_;
    std::vector<Entry> open_;
};

}  // namespace heloise
