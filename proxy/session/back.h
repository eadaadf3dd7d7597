// The back half: finds an address that answers, greets it in the way it can bear, and then carries one
// command at a time.
//
// It knows nothing of the front. What happens comes out as events, which its owner takes after each input;
// what is to be done goes to the outbox. The startup question (rule 4) drives the same class without any
// front.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "proxy/backend/facts.h"
#include "proxy/base/limits.h"
#include "proxy/policy/backend.h"
#include "proxy/session/back_states.h"
#include "proxy/session/inputs.h"
#include "proxy/session/outbox.h"
#include "proxy/smtp/ehlo.h"
#include "proxy/smtp/reply.h"

namespace heloise {

enum class Ask : std::uint8_t { Mail, Rcpt, Data, Rset, Verb };

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

class Back {
public:
    // All references must outlive the object. `own_name` is said where the sender's is not taken (rule 4).
    // `offer`: what the backend is known to do before the desk is asked; or null.
    Back(const Backend& backend, Outbox& outbox, std::string own_name,
         std::shared_ptr<const Capabilities> offer = nullptr)
        : backend_(backend), outbox_(outbox), own_name_(std::move(own_name)) {
        facts_.offer = std::move(offer);
    }

    // What owners do. --------------------------------------------------------------------------------------
    // Take a place in turn and greet the first address that will have us, as `hello_name`; BackReady or
    // BackUnavailable follows. An empty name stops after the banner until introduce(). REQUIRES: closed().
    void dial(std::string hello_name, Moment now);
    void introduce(std::string hello_name, Moment now);
    // Send a command line (without CRLF); BackReply or BackLost follows, except for Rset: BackReady or
    // BackClosed. Losing the back before the reply to the first MAIL of a connection dials again: BackReady,
    // then ask again. So does a 503 to MAIL; one to RCPT or DATA, and two replies to RCPT, are
    // BackStartsOver. REQUIRES: ready().
    void ask(Ask what, std::string_view line, Moment now);
    // Begin a message in chunks (BDAT): streaming() without a question to the back. REQUIRES: ready().
    void begin_chunks(Moment now);
    // A part of the message; of chunks, what makes no whole one yet is kept. REQUIRES: streaming().
    void stream(std::string octets, Moment now);
    // The message's last octets, with its terminator if it is dotted; BackReply, BackEarlyReply or BackLost
    // follows.
    void end_message(std::string octets, Moment now);
    // The transaction is over (for messages_per_session). Leaves when the limit is reached.
    void end_transaction(Moment now);
    // The place and the connection were lost: go on with the addresses that the last dial had left. BackReady
    // or BackUnavailable follows. REQUIRES: closed().
    void dial_next(Moment now);
    // Leave politely; BackClosed follows. REQUIRES: ready().
    void quit(Moment now);
    // If it is leaving one connection to try another: leave, and that is all.
    void give_up() { after_leaving_ = After::Close; }
    // Leave at once, from any state; no event follows.
    void drop(Moment now);

    // What happens. ----------------------------------------------------------------------------------------
    void on(const DeskAnswer& answer, Moment now);  // Recalled is not for the back
    void on(const Addresses& input, Moment now);
    void on(Called, Moment now);
    void on(const CallFailed& input, Moment now);
    void on(const BackOctets& input, Moment now);
    void on(BackEnded, Moment now);
    void on(BackSent, Moment now);
    void on(TimePassed, Moment now);
    [[nodiscard]] std::optional<Duration> deadline() const;
    [[nodiscard]] std::optional<BackEvent> take_event();
    [[nodiscard]] bool has_event() const { return !events_.empty(); }

    // What is. ---------------------------------------------------------------------------------------------
    [[nodiscard]] BackState state() const { return state_; }
    // Moment::steady at which the state was entered, or last made progress.
    [[nodiscard]] Duration since() const { return since_; }
    [[nodiscard]] bool closed() const { return state_ == BackState::Closed; }
    [[nodiscard]] bool ready() const { return state_ == BackState::Ready; }
    [[nodiscard]] bool streaming() const { return state_ == BackState::Streaming; }
    // MAIL was accepted and the transaction is open. REQUIRES: ready().
    [[nodiscard]] bool in_transaction() const { return transaction_open_; }
    // A RSET of ours is in flight: BackReady follows, or BackClosed.
    [[nodiscard]] bool resetting() const { return state_ == BackState::Asked && asked_ == Ask::Rset; }
    // A message is on its way in chunks.
    [[nodiscard]] bool chunked() const { return chunked_; }
    [[nodiscard]] bool waiting_turn() const { return state_ == BackState::WaitingTurn; }
    // Something that was sent has not been submitted to the socket: the back is slow to take it.
    [[nodiscard]] bool unsent() const { return !sent_; }
    // A part of the message would go out soon rather than pile up. REQUIRES: streaming().
    [[nodiscard]] bool takes_more() const { return chunked_ ? chunk_.size() < limits::kChunk : sent_; }
    // True once every octet of the terminator has been submitted to the socket.
    [[nodiscard]] bool end_submitted() const { return state_ == BackState::Ending && sent_; }
    // What the live back offers; empty after HELO.
    [[nodiscard]] const Capabilities& capabilities() const { return *capabilities_; }
    [[nodiscard]] const std::shared_ptr<const Capabilities>& shared_capabilities() const {
        return capabilities_;
    }
    // What the backend was known to offer when somebody was greeted last; null: nobody knows.
    [[nodiscard]] const std::shared_ptr<const Capabilities>& last_offer() const { return facts_.offer; }
    // The live connection was greeted with EHLO.
    [[nodiscard]] bool extended() const { return ehlo_accepted_; }
    [[nodiscard]] const std::string& address() const { return address_; }
    // Why the last address that was tried would not do; empty: none failed in this dial.
    [[nodiscard]] const std::string& failure() const { return last_failure_; }
    // How often a greeted back has said something that is no reply, or that no command asked for.
    [[nodiscard]] std::uint64_t misfits() const { return misfits_; }
    // May this verb go upstream at all (quirks.verbs)?
    [[nodiscard]] bool may_use(std::string_view verb) const;

private:
    enum class After : std::uint8_t { Close, NextAddress, SameAddress };  // what follows Leaving

    [[nodiscard]] static const std::shared_ptr<const Capabilities>& none();

    void on_turn(const Turn& turn, Moment now);
    void on_known(const Known& known, Moment now);
    void learn(AddressLesson lesson);
    void enter(BackState state, Moment now);
    void send(std::string octets, bool guarded);
    void close_connection();
    void finish(BackEvent event);  // gives the place back
    void next_address(Moment now);
    void connect(Moment now);
    void redial(Moment now);
    void leave(After after, bool say_quit, Moment now);
    void left(Moment now);
    void address_failed(std::string_view why, bool unreachable, Moment now);

    void greet(Moment now);
    void say_ehlo(Moment now);
    void say_helo(Moment now);
    void reconnect_with_helo(Moment now);
    bool rename(const Reply& refusal, Moment now);
    [[nodiscard]] std::string name_key() const;
    [[nodiscard]] bool helo_allowed() const;
    void greeted(std::shared_ptr<const Capabilities> capabilities, std::string_view how, Moment now);
    void on_banner(const Reply& reply, Moment now);
    void on_ehlo(const Reply& reply, Moment now);
    void on_helo(const Reply& reply, Moment now);

    [[nodiscard]] bool awaits_reply() const;
    void on_reply(Reply reply, Moment now);
    void on_answer(Reply reply, Moment now);
    void deliver(BackReply answer, bool hangs_up, Moment now);
    void settled(Moment now);
    void on_settling(std::string_view octets, Moment now);
    void on_second_answer(Moment now);
    void on_order_fault(std::string_view said, bool hangs_up, Moment now);
    void learn_what_helped();
    void on_message_reply(Reply reply, Moment now);
    void on_chunk_reply(Reply reply, Moment now);
    void send_chunk(Moment now);
    void forget_chunks();
    void on_malformed(std::string_view why, Moment now);
    enum class Loss : std::uint8_t { Gone, Said421, Nonsense };
    void lost(std::string_view why, Loss how, Moment now);
    [[nodiscard]] bool will_hang_up(const Reply& reply) const;

    const Backend& backend_;
    Outbox& outbox_;
    std::string own_name_;
    std::deque<BackEvent> events_;
    BackFacts facts_;              // as the desk last said, and as found out since
    std::uint64_t questions_ = 0;  // to the desk

    BackState state_ = BackState::Closed;
    Duration since_{};  // when state_ was entered, or the last progress within it
    After after_leaving_ = After::Close;
    ReplyReader reader_;
    bool has_turn_ = false;
    bool connection_ = false;  // a Connect is out or open, and no Close yet
    bool sent_ = true;         // all that was sent has been submitted

    // Addresses still to try in this dial.
    std::size_t endpoint_ = 0;
    std::deque<std::string> addresses_;
    int attempts_ = 0;
    std::string last_failure_;

    // This address.
    std::string hello_name_;  // as the owner wants it
    std::string said_name_;   // as it is said
    enum class OwnName : std::uint8_t { No, Said, OnNewConnection };
    OwnName own_name_said_ = OwnName::No;  // in place of the other, which was refused
    std::string address_;

    // This connection.
    std::shared_ptr<const Capabilities> capabilities_ = none();
    Ask asked_ = Ask::Verb;
    bool helo_only_ = false;     // greet this address with HELO, whatever is remembered
    bool ehlo_refused_ = false;  // on this connection
    bool ehlo_accepted_ = false;
    bool more_said_ = false;    // behind the reply that is heard stands more
    bool begun_early_ = false;  // the reply to a message had begun before its end was submitted
    Duration greeted_{};        // when the greeting was accepted
    bool used_ = false;         // a command of ours was submitted after the greeting
    std::size_t transactions_ = 0;
    bool transaction_open_ = false;
    std::string asked_line_;  // the command in flight, without CRLF
    BackReply held_;          // while Settling
    bool held_hangs_up_ = false;
    // A 503 though the order was kept (rule 4).
    struct OrderFault {
        Ask asked;
        std::string recipient;  // its RCPT line, since those before it are said again
        bool first_transaction;
        bool comes_with_helo;
    };
    std::optional<OrderFault> fault_;
    std::uint64_t misfits_ = 0;  // over all connections

    // A message in chunks.
    bool chunked_ = false;
    bool chunk_in_flight_ = false;
    bool last_due_ = false;  // chunk_ ends the message
    std::string chunk_;      // gathered for the next chunk
};

}  // namespace heloise
