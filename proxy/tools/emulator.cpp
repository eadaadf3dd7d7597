// Sessions, their number and their messages; see emulator.h.
#include "proxy/tools/emulator.h"

#include <csignal>
#include <utility>

#include <fmt/format.h>

#include "proxy/daemon/log_keys.h"
#include "proxy/edge/signal.h"
#include "proxy/tools/emulated_session.h"

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
    log(LogLevel::Info, "session_began", id, {Field(log_keys::kPeer, peer.text())});
    auto session =
        std::make_unique<EmulatedSession>(*this, settings_.how, loop_, std::move(id), std::move(connection));
    EmulatedSession& begun = *session;
    sessions_.emplace(&begun, std::move(session));
    counts_.most_at_once = std::max(counts_.most_at_once, sessions_.size());
    if (full()) listener.pause();
    begun.start();
}

void Emulator::on_accept_trouble(Listener&, const char* why) {
    log(LogLevel::Warn, "accept_failed", {}, {Field(log_keys::kWhy, why)});
}

bool Emulator::keep(const EmulatedSession& session, const LegacyMessage& message) {
    const MessageStore::Kept kept = store_.keep(message);
    Fields about{Field(log_keys::kFrom, message.reverse_path),
                 Field(log_keys::kRecipients, message.recipients.size()),
                 Field(log_keys::kOctets, message.octets.size()),
                 Field(log_keys::kFile, kept.file.empty() ? "-" : kept.file)};
    if (!kept.error.empty()) {
        about.emplace_back(log_keys::kWhy, kept.error);
        log(LogLevel::Error, "message_not_kept", session.id(), about);
        return false;
    }
    ++counts_.messages;
    log(LogLevel::Info, "message_kept", session.id(), about);
    return true;
}

void Emulator::ended(EmulatedSession& session, const char* how, bool waiting) {
    const bool was_full = full();
    if (waiting) ++counts_.waited;
    log(LogLevel::Info, "session_ended", session.id(),
        {Field(log_keys::kHow, how), Field(log_keys::kWaiting, waiting ? "yes" : "no")});
    sessions_.erase(&session);
    if (was_full) listener_->resume();
}

void Emulator::log(LogLevel level, std::string_view event, std::string_view session, const Fields& fields) {
    log_.write(level, {.event = event, .session = session, .backend = settings_.profile, .fields = fields});
}

int run_emulator(Emulator::Settings settings, const SocketAddress& address) {
    Log log({});
    Loop loop;
    const std::size_t most = settings.how.limits.sessions;
    Emulator emulator(loop, log, std::move(settings));
    if (const std::string error = emulator.open(address); !error.empty()) {
        emulator.log(LogLevel::Error, "cannot_listen", {}, {Field(log_keys::kWhy, error)});
        return 1;
    }
    Signal on_term(loop, SIGTERM, [&] { loop.stop(); });
    Signal on_interrupt(loop, SIGINT, [&] { loop.stop(); });
    emulator.log(LogLevel::Info, "ready", {},
                 {Field(log_keys::kListening, emulator.address().text()), Field(log_keys::kSessions, most)});
    loop.run();
    const Emulator::Counts& counts = emulator.counts();
    emulator.log(
        LogLevel::Info, "stopped", {},
        {Field(log_keys::kSessions, counts.sessions), Field(log_keys::kMessages, counts.messages),
         Field(log_keys::kWaited, counts.waited), Field(log_keys::kMostAtOnce, counts.most_at_once)});
    return 0;
}

}  // namespace heloise
