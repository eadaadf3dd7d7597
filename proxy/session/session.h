// One mail session, as a pure state machine: octets and facts in (inputs.h), actions out (actions.h).
//
// A Session opens no socket, reads no clock and writes no log. Whoever drives it (the libuv edge, a
// test, the replayer, a fuzzer) hands in what happened and then carries out the actions it asks for. Beyond
// the duties of every driver (machine.h), read the front only while wants_front().
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/base/time.h"
#include "proxy/policy/backend.h"
#include "proxy/session/actions.h"
#include "proxy/session/machine.h"
#include "proxy/smtp/ehlo.h"

namespace heloise {

// What the driver knows when a sender connects.
struct SessionFacts {
    std::string hostname;       // ours
    std::string id;             // short, unique in the log; stands in Received
    std::string front_address;  // "192.0.2.1", "2001:db8::1"; no port
    // What the backend could do when it was greeted last, as its desk knows; null: nobody has asked. EHLO is
    // answered from it until there is something newer (rule 6).
    std::shared_ptr<const Capabilities> offer = nullptr;
};

class Session final : public Machine {
public:
    // `backend` must outlive the session. A session whose front was never accepted does not exist: the banner
    // goes out with the first take_actions().
    Session(const Backend& backend, SessionFacts facts, Moment now);
    ~Session() override;
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    void on(const Input& input, Moment now) override;
    [[nodiscard]] std::vector<Action> take_actions() override;
    [[nodiscard]] std::optional<Duration> deadline() const override;
    // The earliest of the timers behind that one: a recording's clock cannot tell two that are near.
    [[nodiscard]] std::optional<Duration> second_deadline() const;
    // False while the session cannot use more octets of the front.
    [[nodiscard]] bool wants_front() const;
    // True inside a mail transaction or with a message's reply owed: what a drain waits for.
    [[nodiscard]] bool busy() const;
    // The back has a whole message and owes its reply (rule 37: that gets up to timeouts.data_end).
    [[nodiscard]] bool awaits_outcome() const;
    // Both legs are closed and nothing is owed.
    [[nodiscard]] bool finished() const override;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace heloise
