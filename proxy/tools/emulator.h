// An emulated legacy system on a real socket: accepts, drives one LegacyServer per connection, keeps
// messages.
//
// Where the system takes one session at a time it really does: the next connection is not accepted before
// the last has ended, and waits in the kernel's queue as it would have waited for a DOS machine.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <unordered_map>

#include "proxy/daemon/lingerer.h"
#include "proxy/daemon/log.h"
#include "proxy/edge/listener.h"
#include "proxy/emulate/emulation.h"
#include "proxy/tools/message_store.h"

namespace heloise {

class EmulatedSession;

class Emulator final : private Listener::Owner {
public:
    struct Settings {
        Emulation how;        // limits.sessions and speed as the command line has them
        std::string profile;  // its name, for the log
        std::string store;    // a folder; empty: messages are forgotten
    };

    // What has happened so far.
    struct Counts {
        unsigned long sessions = 0;
        unsigned long messages = 0;
        std::size_t most_at_once = 0;
        unsigned long waited = 0;  // sessions we ended while somebody waited to be the next
    };

    // Nothing listens before open().
    Emulator(Loop& loop, Log& log, Settings settings);
    ~Emulator();
    Emulator(const Emulator&) = delete;
    Emulator& operator=(const Emulator&) = delete;

    // Empty when it listens; otherwise why not, for people.
    [[nodiscard]] std::string open(const SocketAddress& address);
    // REQUIRES: open() was good. The real port.
    [[nodiscard]] const SocketAddress& address() const { return listener_->address(); }
    // `session` is empty where it is about none.
    void log(LogLevel level, std::string_view event, std::string_view session, const Fields& fields);
    [[nodiscard]] const Counts& counts() const { return counts_; }

private:
    friend class EmulatedSession;
    void on_incoming(Listener& listener, std::unique_ptr<Connection> connection,
                     const SocketAddress& peer) override;
    void on_accept_trouble(Listener& listener, const char* why) override;
    [[nodiscard]] bool keep(const EmulatedSession& session, const LegacyMessage& message);
    // Destroys the session: nothing of it may be touched after the call.
    void ended(EmulatedSession& session, const char* how, bool waiting);
    // Is a caller kept out because the system is full?
    [[nodiscard]] bool is_awaited() const { return full() && listener_->has_waiting(); }
    [[nodiscard]] bool full() const;

    Loop& loop_;
    Log& log_;
    Settings settings_;
    MessageStore store_;
    Lingerer lingerer_;
    Counts counts_;
    std::unique_ptr<Listener> listener_;
    std::unordered_map<const EmulatedSession*, std::unique_ptr<EmulatedSession>> sessions_;
};

// Runs one until SIGTERM or SIGINT. Logs a line with "ready" and the address once it listens, one per message
// and session, and at the end one with the sums. The exit code: 0, or 1 when it can't listen.
[[nodiscard]] int run_emulator(Emulator::Settings settings, const SocketAddress& address);

}  // namespace heloise
