// A message between front and back: in through an IncomingMessage, out through an OutgoingMessage, to its end
// or its refusal (rules 14 to 21).
//
// It takes the front's octets as far as the back, the memory and the disk allow, answers chunks, and finds
// every reason against the message. When the back hears of it is for its owner to say.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "proxy/base/time.h"
#include "proxy/session/incoming_message.h"
#include "proxy/session/outgoing_message.h"
#include "proxy/session/session_parts.h"

namespace heloise {

class Message {
public:
    class Owner {
    public:
        // All of it is here, and nothing speaks against it.
        virtual void on_message_complete(Moment now) = 0;
        // It is refused, whether its end has come or not: its end must not reach the back.
        virtual void on_message_refused(Moment now) = 0;
        // It is refused and has come in full: its verdict is due.
        virtual void on_verdict_due(Moment now) = 0;
        // Its only recipient as the back hears it, for the Received field. REQUIRES: there is just one.
        [[nodiscard]] virtual std::string only_recipient() const = 0;

    protected:
        ~Owner() = default;
    };

    enum class Stage : std::uint8_t {
        None,
        Coming,
        Kept,     // it is here in full, and the back has nothing of it
        Leaving,  // it is here in full, and the rest of it is on its way to the back
        Ended,    // the back has been sent all of it, and owes its reply
    };

    // `parts` and `owner` must outlive the object.
    Message(SessionParts& parts, Owner& owner) : s_(parts), owner_(owner), outgoing_(parts.outbox) {}

    [[nodiscard]] Stage stage() const { return stage_; }
    [[nodiscard]] bool coming() const { return stage_ == Stage::Coming; }
    // The front has said its end, and waits for the reply to it.
    [[nodiscard]] bool complete() const { return stage_ >= Stage::Kept; }
    [[nodiscard]] const IncomingMessage& incoming() const { return incoming_; }

    // It begins: kept until the back may have it, or leaving as it comes.
    void begin_kept(const IntakeLimits& limits, Intake::Framing framing, Moment now);
    void begin_leaving(const IntakeLimits& limits, Intake::Framing framing, Moment now);
    // The back has refused it with its first chunk on its way; or was lost: `by`.
    void begin_refused(Reply why, std::string_view by, Moment now);
    // BDAT. Its octets follow; settle_chunk() where they may be read now.
    void begin_chunk(const Bdat& bdat) { incoming_.begin_chunk(bdat); }
    // Answers a chunk that has come in full; the last one completes the message.
    void settle_chunk(Moment now);

    // What the front sends now belongs to it; and may be taken now.
    [[nodiscard]] bool reads() const { return incoming_.reads(); }
    [[nodiscard]] bool flows() const;
    // Takes of `octets` what belongs to the message and may flow.
    void take(std::string_view& octets, Moment now);

    // A kept one begins to leave, once or again; one that left as it came has nothing more to come.
    void leave(Moment now);
    // Carries on what is on its way to the back, as far as the back takes it.
    void pump(Moment now);
    // The back was lost: what is kept may leave to another.
    void break_off();
    // The spool's answers. False: nobody waits for it.
    [[nodiscard]] bool on_spooled(std::string_view octets);
    [[nodiscard]] bool on_spool_failed(Moment now);

    // Nothing of it is delivered. Only the first reason counts. `by`: "heloise", "back" or "loss"; `said`: by
    // the back, as it said it.
    void refuse(const Refusal& why, Moment now);
    void refuse(Reply why, std::string_view by, std::string_view said, Moment now);
    // The same of one that is complete: this is its verdict.
    void judge(Reply verdict, std::string_view by, std::string_view said);
    // REQUIRES: refuse() or judge().
    void tell_verdict();
    // Its line in the log.
    void note(NoteKind kind, const Reply& reply, std::string_view by, std::string_view said);

    // It fails with its transaction, of which the front hears nothing more but `then`: Dead or Lost.
    void kill(FrontState then, Moment now);
    // It is over.
    void forget();

    // The size that the back may be told at MAIL: only a sender that told one is repeated.
    [[nodiscard]] std::optional<std::uint64_t> outgoing_size() const;

private:
    struct Verdict {
        std::optional<Reply> reply;
        std::string_view by;
        std::string said;
    };

    void begin(const IntakeLimits& limits, Intake::Framing framing, Moment now);
    void take_run(const Run& run, Moment now);
    void end_incoming(Moment now);
    void sum_up();
    void begin_outflow();
    void refuse_outflow(Moment now);
    void end_outflow();
    void note_conversion();
    [[nodiscard]] std::string our_received() const;
    [[nodiscard]] OutflowPlan plan() const;

    SessionParts& s_;
    Owner& owner_;
    Stage stage_ = Stage::None;
    IncomingMessage incoming_;
    OutgoingMessage outgoing_;
    Verdict verdict_;
    bool conversion_noted_ = false;
};

}  // namespace heloise
