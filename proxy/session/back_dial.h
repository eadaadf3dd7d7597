// From nothing to a greeted back: a place in turn, addresses in order, and every way in which a server may
// take EHLO (rules 4 and 26).
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>

#include "proxy/backend/desk_messages.h"
#include "proxy/policy/backend.h"
#include "proxy/session/back_link.h"
#include "proxy/session/inputs.h"
#include "proxy/session/outbox.h"

namespace heloise {

class BackDial {
public:
    // All references must outlive the object. `own_name` is said where the sender's is not taken (rule 4).
    // `offer`: what the backend is known to do before the desk is asked; or null.
    BackDial(const Backend& backend, BackLink& link, Outbox& outbox, std::string own_name,
             std::shared_ptr<const Capabilities> offer);

    // See Back.
    void dial(std::string hello_name, Moment now);
    void dial_next(Moment now);
    void introduce(std::string hello_name, Moment now);

    // The connection failed its transaction before anything began. The next address, in the same dial; all
    // over again within the same turn, with what the desk knows by now; this address again, with HELO alone
    // if so.
    void next_address(Moment now);
    void redial(Moment now);
    void connect(Moment now);
    void use_helo_only(bool helo_only) { helo_only_ = helo_only; }
    // Politely: QUIT, and wait a little for the answer or the hang-up; then close, or what comes `after`.
    void leave(BackLink::After after, bool say_quit, Moment now);
    void left(Moment now);
    void set_failure(std::string why) { last_failure_ = std::move(why); }

    // Inputs, in the states that are the dial's.
    void on(const DeskAnswer& answer, Moment now);
    void on(const Addresses& input, Moment now);
    void on(Called, Moment now);
    void on(const CallFailed& input, Moment now);
    // Takes a reply off the octets.
    void on_octets(std::string_view& octets, Moment now);
    void on_hang_up(Moment now);
    void on_timeout(Moment now);
    // EHLO was not taken in a way that leaves this connection usable; or HELO was lost behind it.
    void reconnect_with_helo(Moment now);

    void learn(AddressLesson lesson);
    [[nodiscard]] bool knows_single() const;
    // Under which name the desk keeps what this greeting meets.
    [[nodiscard]] std::string name_key() const;
    [[nodiscard]] bool helo_allowed() const;
    [[nodiscard]] bool helo_only() const { return helo_only_; }
    [[nodiscard]] const std::string& said_name() const { return said_name_; }
    // Why the last address that was tried would not do; empty: none failed in this dial.
    [[nodiscard]] const std::string& failure() const { return last_failure_; }
    // What the backend was known to offer when somebody was greeted last; null: nobody knows.
    [[nodiscard]] const std::shared_ptr<const Capabilities>& last_offer() const { return facts_.offer; }
    // Counts the addresses that were gone to, over all dials.
    [[nodiscard]] std::uint64_t addresses_gone_to() const { return addresses_gone_to_; }

private:
    void on_turn(const Turn& turn, Moment now);
    void on_known(const Known& known, Moment now);

    void address_failed(std::string_view why, bool unreachable, Moment now);
    void greet(Moment now);
    void say(BackState greeting, Moment now);
    bool rename(const Reply& refusal, Moment now);
    void on_banner(const Reply& reply, Moment now);
    void on_ehlo(const Reply& reply, Moment now);
    void on_helo(const Reply& reply, Moment now);
    void malformed(std::string_view why, Moment now);
    void greeted(std::shared_ptr<const Capabilities> offer, std::string_view how, Moment now);

    const Backend& backend_;
    BackLink& link_;
    Outbox& outbox_;
    std::string own_name_;
    BackFacts facts_;              // as the desk last said, and as found out since
    std::uint64_t questions_ = 0;  // to the desk

    // Addresses still to try in this dial.
    std::size_t endpoint_ = 0;
    std::deque<std::string> addresses_;
    int attempts_ = 0;
    std::uint64_t addresses_gone_to_ = 0;
    std::string last_failure_;

    // This address.
    std::string hello_name_;  // as the owner wants it
    std::string said_name_;   // as it is said
    enum class OwnName : std::uint8_t { No, Said, OnNewConnection };
    OwnName own_name_said_ = OwnName::No;  // in place of the other, which was refused
    bool helo_only_ = false;               // greet this address with HELO, whatever is remembered
    bool ehlo_refused_ = false;            // on this connection
};

}  // namespace heloise
