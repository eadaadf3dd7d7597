// Sessions, their number and their messages; see emulator.h.
#include "proxy/edge/emulator.h"

#include <csignal>
#include <utility>

#include <fmt/format.h>

#include "proxy/edge/emulated_session.h"
#include "proxy/edge/signal.h"

namespace heloise {
namespace {

// Connections whose last answer may still be on its way. Over that they are closed without manners.
constexpr std::size_t kLingering = 1024;

}  // namespace

Emulator::Emulator(Loop& loop, Log& log, Settings settings)
    : loop_(loop),
      log_(log),
      settings_(std::move(settings)),
      store_(settings_.store),
      lingerer_(loop, kLingering) {}

Emulator::~Emulator() = default;

std::string Emulator::open(const SocketAddress& address) {
    if (!store_.error().empty()) return fmt::format("{}: {}", settings_.store, store_.error());
    auto opened = Listener::open(loop_, *this, address);
    if (!opened.listener) return fmt::format("{}: {}", address.text(), opened.error);
    listener_ = std::move(opened.listener);
    return {};
}

bool Emulator::full() const {
    const std::size_t most = settings_.how.limits.sessions;
    return most > 0 && sessions_.size() >= most;
}

void Emulator::on_incoming(Listener& listener, std::unique_ptr<Connection> connection,
                           const SocketAddress& peer) {
    std::string id = std::to_string(++counts_.sessions);
    log_.write(LogLevel::Info, {"session_began", id, settings_.profile, fmt::format("peer={}", peer.text())});
    auto session =
        std::make_unique<EmulatedSession>(*this, settings_.how, loop_, std::move(id), std::move(connection));
    EmulatedSession& begun = *session;
    sessions_.emplace(&begun, std::move(session));
    counts_.most_at_once = std::max(counts_.most_at_once, sessions_.size());
    if (full()) listener.pause();
    begun.start();
}

void Emulator::on_accept_trouble(Listener&, const char* why) {
    log_.write(LogLevel::Warn, {"accept_failed", {}, settings_.profile, fmt::format("why={}", why)});
}

bool Emulator::keep(const EmulatedSession& session, const LegacyMessage& message) {
    const MessageStore::Kept kept = store_.keep(message);
    const std::string about =
        fmt::format("from={} recipients={} octets={} file={}", message.reverse_path,
                    message.recipients.size(), message.octets.size(), kept.file.empty() ? "-" : kept.file);
    if (!kept.error.empty()) {
        log_.write(LogLevel::Error, {"message_not_kept", session.id(), settings_.profile,
                                     fmt::format("{} why={}", about, kept.error)});
        return false;
    }
    ++counts_.messages;
    log_.write(LogLevel::Info, {"message_kept", session.id(), settings_.profile, about});
    return true;
}

void Emulator::ended(EmulatedSession& session, const char* how, bool waiting) {
    const bool was_full = full();
    if (waiting) ++counts_.waited;
    log_.write(LogLevel::Info, {"session_ended", session.id(), settings_.profile,
                                fmt::format("how={} waiting={}", how, waiting ? "yes" : "no")});
    sessions_.erase(&session);
    if (was_full) listener_->resume();
}

int run_emulator(Emulator::Settings settings, const SocketAddress& address) {
    Log log({});
    Loop loop;
    const std::string profile = settings.profile;
    const std::size_t most = settings.how.limits.sessions;
    Emulator emulator(loop, log, std::move(settings));
    if (const std::string error = emulator.open(address); !error.empty()) {
        log.write(LogLevel::Error, {"cannot_listen", {}, profile, fmt::format("why={}", error)});
        return 1;
    }
    Signal on_term(loop, SIGTERM, [&] { loop.stop(); });
    Signal on_interrupt(loop, SIGINT, [&] { loop.stop(); });
    log.write(
        LogLevel::Info,
        {"ready", {}, profile, fmt::format("listening={} sessions={}", emulator.address().text(), most)});
    loop.run();
    const Emulator::Counts& counts = emulator.counts();
    log.write(LogLevel::Info,
              {"stopped",
               {},
               profile,
               fmt::format("sessions={} messages={} waited={} sessions at once: max {}", counts.sessions,
                           counts.messages, counts.waited, counts.most_at_once)});
    return 0;
}

}  // namespace heloise
