// The back half of a session: finds an address that answers, greets it in the way it can bear, and then
// carries one command at a time.
//
// It knows nothing of the front. What happens comes out as events (back_link.h), which its owner takes after
// each input; what is to be done goes to the outbox. The startup question (rule 4) drives the same class
// without any front. The state of the connection stands in BackLink; BackDial changes it until it is greeted,
// BackDialogue from then on.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "proxy/policy/backend.h"
#include "proxy/session/back_dial.h"
#include "proxy/session/back_dialogue.h"
#include "proxy/session/back_link.h"
#include "proxy/session/inputs.h"
#include "proxy/session/outbox.h"

namespace heloise {

class Back {
public:
    // All references must outlive the object. `own_name` is said where the sender's is not taken (rule 4).
    // `offer`: what the backend is known to do before the desk is asked; or null.
    Back(const Backend& backend, Outbox& outbox, std::string own_name,
         std::shared_ptr<const Capabilities> offer = nullptr)
        : backend_(backend),
          link_(backend, outbox),
          dial_(backend, link_, outbox, std::move(own_name), std::move(offer)),
          dialogue_(backend, link_, dial_, outbox) {}
    Back(const Back&) = delete;
    Back& operator=(const Back&) = delete;

    // What owners do. --------------------------------------------------------------------------------------
    // Take a place in turn and greet the first address that will have us, as `hello_name`; BackReady or
    // BackUnavailable follows. An empty name stops after the banner until introduce(). REQUIRES: closed().
    void dial(std::string hello_name, Moment now) { dial_.dial(std::move(hello_name), now); }
    void introduce(std::string hello_name, Moment now) { dial_.introduce(std::move(hello_name), now); }
    // The place and the connection were lost: go on with the addresses that the last dial had left. BackReady
    // or BackUnavailable follows. REQUIRES: closed().
    void dial_next(Moment now) { dial_.dial_next(now); }
    // Send a command line (without CRLF); BackReply or BackLost follows, except for Rset: BackReady or
    // BackClosed. Losing the back before the reply to the first MAIL of a connection dials again: BackReady,
    // then ask again. So does a 503 to MAIL; one to RCPT or DATA, and two replies to RCPT, are
    // BackStartsOver. REQUIRES: ready().
    void ask(Ask what, std::string_view line, Moment now) { dialogue_.ask(what, line, now); }
    // Begin a message in chunks (BDAT): streaming() without a question to the back. REQUIRES: ready().
    void begin_chunks(Moment now) { dialogue_.begin_chunks(now); }
    // A part of the message; of chunks, what makes no whole one yet is kept. REQUIRES: streaming().
    void stream(std::string octets, Moment now) { dialogue_.stream(std::move(octets), now); }
    // The message's last octets, with its terminator if it is dotted; BackReply, BackEarlyReply or BackLost
    // follows.
    void end_message(std::string octets, Moment now) { dialogue_.end_message(std::move(octets), now); }
    // The transaction is over (for messages_per_session). Leaves when the limit is reached.
    void end_transaction(Moment now) { dialogue_.end_transaction(now); }
    // Leave politely; BackClosed follows. REQUIRES: ready().
    void quit(Moment now);
    // If it is leaving one connection to try another: leave, and that is all.
    void give_up() { link_.close_after_leaving(); }
    // Leave at once, from any state; no event follows.
    void drop(Moment now);

    // What happens. ----------------------------------------------------------------------------------------
    void on(const DeskAnswer& answer, Moment now) { dial_.on(answer, now); }  // Recalled is not for the back
    void on(const Addresses& input, Moment now) { dial_.on(input, now); }
    void on(Called input, Moment now) { dial_.on(input, now); }
    void on(const CallFailed& input, Moment now) { dial_.on(input, now); }
    void on(const BackOctets& input, Moment now);
    void on(BackEnded, Moment now);
    void on(BackSent, Moment now) { dialogue_.on_sent(now); }
    void on(TimePassed, Moment now);
    [[nodiscard]] std::optional<Duration> deadline() const;
    [[nodiscard]] std::optional<BackEvent> take_event() { return link_.take_event(); }
    [[nodiscard]] bool has_event() const { return link_.has_event(); }

    // What is. ---------------------------------------------------------------------------------------------
    [[nodiscard]] BackState state() const { return link_.state(); }
    // Moment::steady at which the state was entered, or last made progress.
    [[nodiscard]] Duration since() const { return link_.since(); }
    [[nodiscard]] bool closed() const { return state() == BackState::Closed; }
    [[nodiscard]] bool ready() const { return state() == BackState::Ready; }
    [[nodiscard]] bool streaming() const { return state() == BackState::Streaming; }
    [[nodiscard]] bool waiting_turn() const { return state() == BackState::WaitingTurn; }
    // MAIL was accepted and the transaction is open. REQUIRES: ready().
    [[nodiscard]] bool in_transaction() const { return link_.transaction_open(); }
    // A RSET of ours is in flight: BackReady follows, or BackClosed.
    [[nodiscard]] bool resetting() const { return dialogue_.resetting(); }
    // A message is on its way in chunks.
    [[nodiscard]] bool chunked() const { return dialogue_.chunked(); }
    // Something that was sent has not been submitted to the socket: the back is slow to take it.
    [[nodiscard]] bool unsent() const { return !link_.all_sent(); }
    // A part of the message would go out soon rather than pile up. REQUIRES: streaming().
    [[nodiscard]] bool takes_more() const { return dialogue_.takes_more(); }
    // True once every octet of the terminator has been submitted to the socket.
    [[nodiscard]] bool end_submitted() const { return dialogue_.end_submitted(); }
    // What the live back offers; empty after HELO. Not null.
    [[nodiscard]] const std::shared_ptr<const Capabilities>& shared_capabilities() const {
        return link_.offer();
    }
    [[nodiscard]] const Capabilities& capabilities() const { return *link_.offer(); }
    // What the backend was known to offer when somebody was greeted last; null: nobody knows.
    [[nodiscard]] const std::shared_ptr<const Capabilities>& last_offer() const { return dial_.last_offer(); }
    // The live connection was greeted with EHLO.
    [[nodiscard]] bool extended() const { return link_.extended(); }
    [[nodiscard]] const std::string& address() const { return link_.address(); }
    // Why the last address that was tried would not do; empty: none failed in this dial.
    [[nodiscard]] const std::string& failure() const { return dial_.failure(); }
    // How often a greeted back has said something that is no reply, or that no command asked for.
    [[nodiscard]] std::uint64_t misfits() const { return dialogue_.misfits(); }
    // May this verb go upstream at all (quirks.verbs)?
    [[nodiscard]] bool may_use(std::string_view verb) const { return link_.may_use(verb); }

private:
    const Backend& backend_;
    BackLink link_;
    BackDial dial_;
    BackDialogue dialogue_;
};

}  // namespace heloise
