// One place at the gateway and the connection that is made with it: what state it is in, what it was greeted
// with, what it has carried.
//
// BackDial makes the connection and greets, BackDialogue speaks on it; neither is needed to keep one. Events
// wait here for the session.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "proxy/policy/backend.h"
#include "proxy/session/back_states.h"
#include "proxy/session/outbox.h"
#include "proxy/smtp/ehlo.h"
#include "proxy/smtp/reply.h"

namespace heloise {

// Greeted and idle: it may be asked. Also after a RSET of ours was answered.
struct BackReady {};
// The answer to what was asked, quirks.replies applied; 2xx, 4xx (never 421), 5xx, or the 354 to DATA.
struct BackReply {
    Reply reply;
    std::string said;  // its first line as the back said it, before quirks.replies: for the log
};
// The message was refused before its end was sent (4xx or 5xx). The connection is gone.
struct BackEarlyReply {
    Reply reply;
    std::string said;
};
// The connection is gone with something unanswered. With `said_421` the back took its leave properly;
// with `after_end` the message's terminator had been submitted: nobody knows what became of it;
// `nonsense`: what came was no reply, or none that was asked for; `disorder`: it says that the order of
// commands was not kept, on a new connection too.
struct BackLost {
    std::string why;
    bool said_421 = false;
    bool after_end = false;
    bool nonsense = false;
    bool disorder = false;
};
// The transaction is over there, though not for the front: a new connection is under way. BackReady follows,
// and then MAIL and the recipients that were accepted have to be said again (rules 4 and 11); or
// BackUnavailable. With `answered_twice` the recipient that was asked about has no verdict and is not asked
// about again; else what was asked is asked again.
struct BackStartsOver {
    bool answered_twice = false;
};
// Every address has been tried.
struct BackUnavailable {
    std::string why;
};
// The connection is gone and nothing was owed; after quit(), drop() does not tell.
struct BackClosed {};
using BackEvent =
    std::variant<BackReady, BackReply, BackEarlyReply, BackLost, BackStartsOver, BackUnavailable, BackClosed>;

class BackLink {
public:
    enum class After : std::uint8_t { Close, NextAddress, SameAddress };  // what follows Leaving

    // Both must outlive the object.
    BackLink(const Backend& backend, Outbox& outbox) : backend_(backend), outbox_(outbox) {}

    // The place. -------------------------------------------------------------------------------------------
    void wait_for_turn(std::uint64_t number, Moment now);
    void take_turn() { has_turn_ = true; }
    void give_turn();

    // The connection. --------------------------------------------------------------------------------------
    // The address that is dealt with: it is looked up, called, spoken to.
    void go_to(std::string address) { address_ = std::move(address); }
    void call(Moment now);
    // The call came to nothing: there is nothing to close.
    void call_failed() { open_ = false; }
    void greeted(std::shared_ptr<const Capabilities> offer, bool extended, Moment now);
    void send(std::string octets, bool guarded);
    void sent(Moment now);
    void close();
    // Leave politely: QUIT where it may be said, and Leaving until the answer or the hang-up. False: there is
    // nothing to wait for.
    [[nodiscard]] bool leave(After after, bool say_quit, Moment now);
    [[nodiscard]] After after_leaving() const { return after_leaving_; }
    void close_after_leaving() { after_leaving_ = After::Close; }
    // Gives the place back.
    void finish(BackEvent event);

    void enter(BackState state, Moment now);
    // The state makes progress: its time begins anew.
    void progress(Moment now) { since_ = now.steady; }

    // Transactions, of this connection. --------------------------------------------------------------------
    void begin_transaction() { ++transactions_; }
    void open_transaction(bool open) { transaction_open_ = open; }
    [[nodiscard]] bool transaction_open() const { return transaction_open_; }
    [[nodiscard]] std::size_t transactions() const { return transactions_; }

    // What happened, for the session. ----------------------------------------------------------------------
    void tell(BackEvent event) { events_.push_back(std::move(event)); }
    [[nodiscard]] std::optional<BackEvent> take_event();
    [[nodiscard]] bool has_event() const { return !events_.empty(); }
    void forget_events() { events_.clear(); }
    void note_timeout();
    void note_malformed(std::string_view why);

    // What is. ---------------------------------------------------------------------------------------------
    [[nodiscard]] BackState state() const { return state_; }
    // Moment::steady at which the state was entered, or last made progress.
    [[nodiscard]] Duration since() const { return since_; }
    // A Connect is out or open, and no Close yet.
    [[nodiscard]] bool open() const { return open_; }
    // All that was sent has been submitted.
    [[nodiscard]] bool all_sent() const { return sent_; }
    [[nodiscard]] const std::string& address() const { return address_; }
    // What the live back offers; empty after HELO and before a greeting; not null.
    [[nodiscard]] const std::shared_ptr<const Capabilities>& offer() const { return offer_; }
    [[nodiscard]] bool extended() const { return extended_; }
    // It was greeted no longer ago than timeouts.ehlo, and no command of ours has been submitted since.
    [[nodiscard]] bool unused_since_greeting(Moment now) const;
    [[nodiscard]] ReplyReader& reader() { return reader_; }
    [[nodiscard]] const ReplyReader& reader() const { return reader_; }
    // Counts the calls.
    [[nodiscard]] std::uint64_t calls() const { return calls_; }
    // May this verb go upstream at all (quirks.verbs)?
    [[nodiscard]] bool may_use(std::string_view verb) const;
    // Behind the reply that is heard stands more.
    bool more_said = false;

private:
    const Backend& backend_;
    Outbox& outbox_;
    std::deque<BackEvent> events_;

    BackState state_ = BackState::Closed;
    Duration since_{};
    After after_leaving_ = After::Close;
    bool has_turn_ = false;
    bool open_ = false;
    bool sent_ = true;
    ReplyReader reader_;
    std::string address_;
    std::uint64_t calls_ = 0;

    std::shared_ptr<const Capabilities> offer_ = nothing();
    bool extended_ = false;  // greeted with EHLO
    Duration greeted_{};     // when the greeting was accepted
    bool used_ = false;      // a command of ours was submitted after the greeting
    std::size_t transactions_ = 0;
    bool transaction_open_ = false;

    [[nodiscard]] static const std::shared_ptr<const Capabilities>& nothing();
};

}  // namespace heloise
