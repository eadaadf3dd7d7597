// One mail session, as a pure state machine: octets and facts in, actions out.
//
// A Session opens no socket, reads no clock and writes no log. Whoever drives it (the libuv edge, a
// test, the replayer, a fuzzer) tells it what happened and then carries out the actions it asks for, in
// order. The same inputs always give the same actions.
//
// The driver's duties: after each on_*() take the actions and carry them out; arm one timer from deadline();
// read the front only while wants_front(); end the session when finished(). A Session never calls out and
// may be destroyed at any time.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/backend/address_book.h"
#include "proxy/base/time.h"
#include "proxy/policy/backend.h"
#include "proxy/session/actions.h"

namespace heloise {

// What the driver knows when a sender connects.
struct SessionFacts {
    std::string hostname;       // ours
    std::string id;             // short, unique in the log; stands in Received
    std::string front_address;  // "192.0.2.1", "2001:db8::1"; no port
};

class Session {
public:
    // `backend` and `book` must outlive the session. A session whose front was never accepted does not
    // exist: the banner goes out with the first take_actions().
    Session(const Backend& backend, AddressBook& book, SessionFacts facts, Moment now);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    // The front. Octets may be cut anywhere; all of them are taken, whatever wants_front() says. Octets that
    // were there before the first take_actions() came before our banner: rule 34.
    void on_front_octets(std::string_view octets, Moment now);
    // The front ended its side (FIN): it sends nothing more and may still read. Right behind its last octet,
    // or behind QUIT, it is a sender that has said all; later, one that gave up (rule 25).
    void on_front_ended(Moment now);
    // The front is read again after a time in which it was not: nobody knows since when it has ended its
    // side.
    void on_front_read_again(Moment now);
    // The front is gone: a reset, or a write that failed. Also after on_front_ended().
    void on_front_gone(Moment now);

    // The place asked for with TakeTurn is there.
    void on_turn(Moment now);
    // Whether others queue for the place this session has. Told at on_turn() time and when it changes.
    void on_waiters(bool others_wait, Moment now);
    // The answer to Resolve: "10.0.0.5:25", ...; not empty.
    void on_addresses(const std::vector<std::string>& addresses, Moment now);

    // The back.
    void on_back_connected(Moment now);
    void on_back_failed(std::string_view why, Moment now);  // look-up or connect
    void on_back_octets(std::string_view octets, Moment now);
    void on_back_closed(Moment now);  // FIN or reset
    // Every octet sent to the back so far has been submitted to its socket.
    void on_back_sent(Moment now);

    // The answer to SpoolRead; and: a write or read of the spool failed (a full disk). After a failure no
    // other answer to reads comes until SpoolForget.
    void on_spooled(std::string_view octets, Moment now);
    void on_spool_failed(std::string_view why, Moment now);

    // Time passed; call at or after deadline(), harmless earlier.
    void on_time(Moment now);
    // The daemon wants to stop (rule 37): an idle session ends now, a transaction may finish.
    void on_drain(Moment now);
    // The drain is over: everything ends now, but for a message whose terminator has been submitted.
    void on_stop(Moment now);

    // Actions since the last call, oldest first.
    [[nodiscard]] std::vector<Action> take_actions();

    // Moment::steady at which on_time() is due; empty: nothing is awaited by time.
    [[nodiscard]] std::optional<Duration> deadline() const;
    // The earliest of the timers behind that one: a recording's clock cannot tell two that are near.
    [[nodiscard]] std::optional<Duration> second_deadline() const;
    // False while the session cannot use more octets of the front.
    [[nodiscard]] bool wants_front() const;
    // True inside a mail transaction or with a message's reply owed: what a drain waits for.
    [[nodiscard]] bool busy() const;
    // The back has a whole message and owes its reply (rule 37: that gets up to timeouts.data_end).
    [[nodiscard]] bool awaits_outcome() const;
    // Both legs are closed and nothing is owed.
    [[nodiscard]] bool finished() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace heloise
