// Sessions of one backend.
#include "proxy/edge/backend_runner.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "proxy/base/check.h"

namespace heloise {

BackendRunner::BackendRunner(House& house, std::shared_ptr<const Backend> backend)
    : house_(house),
      backend_(std::move(backend)),
      turnstile_(backend_->limits.sessions, backend_->limits.session_gap),
      next_turn_(house.loop, [this] { grant_turns(); }) {}

BackendRunner::~BackendRunner() = default;

void BackendRunner::change_to(std::shared_ptr<const Backend> backend) {
    backend_ = std::move(backend);
    turnstile_.resize(backend_->limits.sessions, backend_->limits.session_gap);
    grant_turns();
}

void BackendRunner::drain() {
    for (const auto& [id, driver] : drivers_) driver->on_drain();
}

void BackendRunner::stop() {
    for (const auto& [id, driver] : drivers_) driver->on_stop();
}

void BackendRunner::on_incoming(Listener&, std::unique_ptr<Connection> connection,
                                const SocketAddress& peer) {
    const IpAddress address = peer.ip();
    if (!may_connect(address)) {
        ++house_.counters.refused_access;
        turn_away(std::move(connection), "554 " + house_.hostname + " Access denied\r\n");
        return;
    }
    if (!has_room(address)) {
        ++house_.counters.refused_too_many;
        turn_away(std::move(connection),
                  "421 4.3.2 " + house_.hostname + " Too many connections, try again later\r\n");
        return;
    }
    ++house_.counters.sessions;
    const Driver::Id id = ++house_.sessions;
    SessionFacts facts{house_.hostname, house_.session_id(id), peer.host()};
    auto driver = std::make_unique<Driver>(house_.loop, *this, backend_, book_,
                                           Driver::Who{id, std::move(facts), address}, std::move(connection));
    Driver& started = *driver;
    drivers_.emplace(id, std::move(driver));
    started.start();
}

void BackendRunner::on_accept_trouble(Listener& listener, const char* why) {
    const std::string text = "listen=" + listener.address().text() + " error=" + why;
    house_.log.write(LogLevel::Error, {.event = "accept_failed", .backend = backend_->name, .text = text});
}

bool BackendRunner::may_connect(const IpAddress& address) const {
    const auto& allowed = backend_->access.senders;
    return allowed.empty() ||
           std::any_of(allowed.begin(), allowed.end(), [&](const Network& n) { return n.contains(address); });
}

bool BackendRunner::has_room(const IpAddress& address) {
    if (!house_.inside.enter(address, house_.limits)) return false;
    if (senders_.enter(address, {backend_->limits.senders, backend_->limits.senders_per_address}))
        return true;
    house_.inside.leave(address);
    return false;
}

void BackendRunner::turn_away(std::unique_ptr<Connection> connection, const std::string& reply) {
    static_cast<void>(connection->send(reply));
    house_.lingerer.take(std::move(connection));
}

void BackendRunner::take_turn(Driver& driver) {
    turnstile_.enter(driver.who().id);
    grant_turns();
}

void BackendRunner::give_turn(Driver& driver) {
    turnstile_.leave(driver.who().id, house_.loop.now());
    grant_turns();
}

// Who gets a turn may give it back at once, or give up another's: that is noticed here and not by recursion.
void BackendRunner::grant_turns() {
    if (granting_) {
        grant_again_ = true;
        return;
    }
    granting_ = true;
    do {
        grant_again_ = false;
        for (const Driver::Id id : turnstile_.take_grants(house_.loop.now())) {
            drivers_.at(id)->on_turn(turnstile_.anyone_waits());
        }
        tell_waiters();
    } while (grant_again_);
    granting_ = false;
    next_turn_.set(turnstile_.next_grant());
}

void BackendRunner::tell_waiters() {
    const bool anyone_waits = turnstile_.anyone_waits();
    if (std::exchange(told_of_waiters_, anyone_waits) == anyone_waits) return;
    for (const auto& [id, driver] : drivers_) driver->on_waiters(anyone_waits);
}

void BackendRunner::on_note(Driver& driver, const Note& note) {
    house_.counters.count(note.kind);
    house_.log.write(level_of(note.kind), {.event = name(note.kind),
                                           .session = driver.who().facts.id,
                                           .backend = driver.backend().name,
                                           .text = note.text});
}

void BackendRunner::linger(std::unique_ptr<Connection> connection) {
    house_.lingerer.take(std::move(connection));
}

void BackendRunner::on_finished(Driver& driver) {
    const Driver::Id id = driver.who().id;
    // A session that ended in the queue or with its place has no further use for it.
    give_turn(driver);
    house_.loop.later([this, id] { bury(id); });
}

void BackendRunner::bury(Driver::Id id) {
    const auto dead = drivers_.find(id);
    CHECK(dead != drivers_.end());
    const IpAddress address = dead->second->who().address;
    drivers_.erase(dead);
    senders_.leave(address);
    house_.inside.leave(address);
    house_.when_one_ended();
}

}  // namespace heloise
