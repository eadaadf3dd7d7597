// Sessions of one backend.
#include "proxy/daemon/backend_runner.h"

#include <utility>
#include <vector>

#include "proxy/base/check.h"
#include "proxy/daemon/log_keys.h"
#include "proxy/policy/access.h"

namespace heloise {

BackendRunner::BackendRunner(Worker& worker, std::shared_ptr<const Backend> backend)
    : worker_(worker),
      backend_(std::move(backend)),
      desk_(worker.loop, backend_->limits.sessions, backend_->limits.session_gap, worker.desk_postpones) {}

BackendRunner::~BackendRunner() {
    worker_.arrivals.turn_away(*this);
}

void BackendRunner::start() {
    if (backend_->greeting == Greeting::Helo || backend_->limits.sessions == 1) return;
    for (const Endpoint& address : backend_->address) {
        auto one = std::make_shared<Backend>(*backend_);
        one->address = {address};
        const std::uint64_t id = ++worker_.sessions;
        auto& prober = probers_[id];
        prober = std::make_unique<Prober>(worker_.loop, *this, std::move(one), desk_, worker_.hostname, id);
        prober->start();
    }
}

void BackendRunner::change_to(std::shared_ptr<const Backend> backend) {
    backend_ = std::move(backend);
    desk_.resize(backend_->limits.sessions, backend_->limits.session_gap);
}

void BackendRunner::drain() {
    worker_.arrivals.turn_away(*this);
    for (const auto& [id, driver] : drivers_) driver->on_drain();
}

void BackendRunner::stop() {
    for (const auto& [id, driver] : drivers_) driver->on_stop();
}

void BackendRunner::abandon() {
    for (const auto& [id, driver] : drivers_) driver->on_abandon();
}

void BackendRunner::on_incoming(Listener&, std::unique_ptr<Connection> connection,
                                const SocketAddress& peer) {
    worker_.arrivals.take(std::move(connection), peer, *this);
}

void BackendRunner::on_arrived(std::unique_ptr<Connection> connection, const SocketAddress& peer) {
    const IpAddress address = peer.ip();
    if (!may_connect(backend_->access, address)) {
        ++worker_.counters.refused_access;
        log_refusal(peer, "refused_access", "access.senders");
        turn_away(std::move(connection), "554 " + worker_.hostname + " Access denied\r\n");
        return;
    }
    if (!has_room(address)) {
        ++worker_.counters.refused_too_many;
        log_refusal(peer, "refused_too_many", "too many connections, in all, to this backend or from there");
        turn_away(std::move(connection),
                  "421 4.3.2 " + worker_.hostname + " Too many connections, try again later\r\n");
        return;
    }
    admit(std::move(connection), peer);
}

// It has been counted in.
void BackendRunner::admit(std::unique_ptr<Connection> connection, const SocketAddress& peer) {
    ++worker_.counters.sessions;
    const std::uint64_t id = ++worker_.sessions;
    SessionFacts facts{worker_.hostname, worker_.session_id(id), peer.host(), desk_.offer()};
    auto sink = worker_.records ? worker_.records->open(facts.id) : nullptr;
    auto driver =
        std::make_unique<Driver>(worker_.loop, *this, backend_, desk_,
                                 Driver::Who{id, std::move(facts), peer.ip()}, std::move(connection));
    if (sink) driver->record(worker_.records->options(), std::move(sink));
    Driver& started = *driver;
    drivers_.emplace(id, std::move(driver));
    started.start();
}

void BackendRunner::log_refusal(const SocketAddress& peer, std::string_view event, std::string_view why) {
    const Fields fields{Field(log_keys::kWhy, why)};
    worker_.log.write(LogLevel::Info,
                      {.event = event, .backend = backend_->name, .front = peer.host(), .fields = fields});
}

void BackendRunner::on_accept_trouble(Listener& listener, const char* why) {
    const Fields fields{Field(log_keys::kListen, listener.address().text()), Field(log_keys::kError, why)};
    worker_.log.write(LogLevel::Error,
                      {.event = "accept_failed", .backend = backend_->name, .fields = fields});
}

bool BackendRunner::has_room(const IpAddress& address) {
    if (!worker_.inside.enter(address, worker_.limits)) return false;
    if (senders_.enter(address, {backend_->limits.senders, backend_->limits.senders_per_address}))
        return true;
    worker_.inside.leave(address);
    return false;
}

void BackendRunner::turn_away(std::unique_ptr<Connection> connection, const std::string& reply) {
    static_cast<void>(connection->send(reply));
    worker_.lingerer.take(std::move(connection));
}

void BackendRunner::on_note(const Driver& driver, const Note& note) {
    worker_.counters.count(note.kind);
    worker_.log.write(level_of(note.kind), {.event = name(note.kind),
                                            .session = driver.who().facts.id,
                                            .backend = driver.backend().name,
                                            .front = driver.who().facts.front_address,
                                            .fields = note.fields});
}

void BackendRunner::linger(std::unique_ptr<Connection> connection) {
    worker_.lingerer.take(std::move(connection));
}

void BackendRunner::on_finished(const Driver& driver) {
    const std::uint64_t id = driver.who().id;
    // A session that ended in the queue or with its place has no further use for it.
    desk_.leave(id);
    worker_.loop.later([this, id] { bury(id); });
}

void BackendRunner::bury(std::uint64_t id) {
    const auto dead = drivers_.find(id);
    CHECK(dead != drivers_.end());
    const IpAddress address = dead->second->who().address;
    drivers_.erase(dead);
    senders_.leave(address);
    worker_.inside.leave(address);
    worker_.when_one_ended();  // may destroy this runner, if a reload took its backend away
}

// Not counted: nobody's mail is concerned.
void BackendRunner::on_note(const Prober& prober, const Note& note) {
    worker_.log.write(level_of(note.kind),
                      {.event = name(note.kind), .backend = prober.backend().name, .fields = note.fields});
}

void BackendRunner::on_finished(const Prober& prober) {
    const std::uint64_t id = prober.id();
    desk_.leave(id);
    worker_.loop.later([this, id] {
        probers_.erase(id);
        worker_.when_one_ended();
    });
}

}  // namespace heloise
