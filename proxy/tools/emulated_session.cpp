// Between a connection and the machine of an emulated system; see emulated_session.h.
#include "proxy/tools/emulated_session.h"

#include <utility>
#include <variant>

#include "proxy/base/limits.h"
#include "proxy/tools/emulator.h"

namespace heloise {

EmulatedSession::EmulatedSession(Emulator& emulator, const Emulation& how, Loop& loop, std::string id,
                                 std::unique_ptr<Connection> connection)
    : emulator_(emulator),
      loop_(loop),
      id_(std::move(id)),
      connection_(std::move(connection)),
      timer_(loop, [this] { on_due(); }),
      server_(how, loop.now()) {}

void EmulatedSession::start() {
    connection_->start(*this);
    carry_out();
}

void EmulatedSession::on_octets(Connection&, std::string_view octets) {
    server_.on_octets(octets, loop_.now());
    carry_out();
}

// These systems do not tell a half-closed connection from a closed one: nothing is said after FIN.
void EmulatedSession::on_closed(Connection&, Connection::Ending how) {
    // Its next call may be here already; that is no second one at once.
    emulator_.ended(*this, how == Connection::Ending::Finished ? "peer closed" : "peer reset", false);
}

void EmulatedSession::on_sent(Connection&) {
    wait_for_more();
}

void EmulatedSession::on_due() {
    server_.on_time(loop_.now());
    carry_out();
}

void EmulatedSession::carry_out() {
    for (auto actions = server_.take_actions(); !actions.empty(); actions = server_.take_actions()) {
        // Asked before the last answer leaves: the peer may call again as soon as it has that.
        const bool waiting =
            std::holds_alternative<LegacyServer::End>(actions.back()) && emulator_.is_awaited();
        for (LegacyServer::Action& action : actions) {
            if (auto* say = std::get_if<LegacyServer::Say>(&action)) {
                // A connection that can't be written to says so by on_closed().
                (void)connection_->send(std::move(say->octets));
            } else if (auto* store = std::get_if<LegacyServer::Store>(&action)) {
                server_.on_stored(emulator_.keep(*this, store->message), loop_.now());
            } else {
                const bool reset = std::get<LegacyServer::End>(action).reset;
                if (reset)
                    connection_->make_reset();
                else
                    emulator_.lingerer_.take(std::move(connection_));
                emulator_.ended(*this, reset ? "we reset" : "we closed", waiting);
                return;
            }
        }
    }
    wait_for_more();
}

void EmulatedSession::wait_for_more() {
    timer_.set(server_.deadline());
    if (server_.wants_octets() && connection_->backlog() < limits::kUnsent)
        connection_->resume();
    else
        connection_->pause();
}

}  // namespace heloise
