// The front of a session: the sender's lines in, replies out, in order and within what it may say.
//
// It reads commands, refuses what may not be said now, answers what needs no more than an answer, counts what
// is wrong (rule 33), and hands the rest to its owner. It alone changes the state that its owner enters.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "proxy/base/limits.h"
#include "proxy/base/time.h"
#include "proxy/policy/backend.h"
#include "proxy/session/commands.h"
#include "proxy/session/conduct.h"
#include "proxy/session/front_states.h"
#include "proxy/session/outbox.h"
#include "proxy/session/read_ahead.h"
#include "proxy/session/refused_chunk.h"
#include "proxy/session/reply_queue.h"
#include "proxy/smtp/command.h"
#include "proxy/wire/line_reader.h"

namespace heloise {

class Front {
public:
    class Owner : public Commands {
    public:
        // A MAIL or RCPT that could not be read has been answered.
        virtual void on_unreadable(const CommandError& error) = 0;
        // Its connection is about to be closed: the last moment for what stands before that in the log.
        virtual void on_front_closing() = 0;
        // It has been ended: whatever worked for it may stop.
        virtual void on_front_over(Moment now) = 0;

    protected:
        ~Owner() = default;
    };

    // All references must outlive the object.
    Front(const Backend& backend, Outbox& outbox, Owner& owner, Moment now);

    // Time. Every input of the session begins with at().
    void at(Moment now) { now_ = now; }
    // It has said something, or something was done for it: its patience, and ours, begin anew.
    void touch() { heard_ = now_.steady; }
    // Moment::steady of the last touch().
    [[nodiscard]] Duration heard() const { return heard_; }

    // Its state.
    [[nodiscard]] FrontState state() const { return state_; }
    // REQUIRES: may_follow().
    void enter(FrontState next);
    [[nodiscard]] bool in_transaction() const { return heloise::in_transaction(state_); }

    // What it says.
    // Octets of it came, or it is read again after a time in which it was not.
    void octets_came() { last_octets_ = now_.steady; }
    // An end of its side that comes now comes right behind its last octets.
    [[nodiscard]] bool ends_at_once() const { return now_.steady - last_octets_ <= limits::kEndsBehind; }
    [[nodiscard]] ReadAhead& ahead() { return ahead_; }
    [[nodiscard]] const ReadAhead& ahead() const { return ahead_; }
    // Takes one line from the front of `octets` and has it answered, or handed to the owner with its answer
    // owed. False: no line is complete yet. REQUIRES: nothing is owed.
    bool next_line(std::string_view& octets);
    // A line has begun and not ended.
    [[nodiscard]] bool inside_line() const { return !lines_.at_rest(); }
    // Of a BDAT that the owner refuses. It is for the owner to answer it when it is complete.
    [[nodiscard]] RefusedChunk& refused_chunk() { return refused_chunk_; }
    [[nodiscard]] const RefusedChunk& refused_chunk() const { return refused_chunk_; }

    // What it hears.
    // The banner.
    void greet(std::string_view hostname);
    // One command is answered by one of these.
    void say(const Reply& reply);
    void say(const Refusal& reply) { say(own(reply)); }
    void say(int code, std::string_view status, std::string_view text);
    void fail(const Refusal& error);        // says it, and counts an error
    void refuse(const Refusal& why);        // says it, and counts a refusal
    void refuse_order(const Refusal& why);  // out of order: a refusal where an earlier one is the cause
    // Each may be one too many: then the session ends with 421.
    void count_error(std::string_view what);
    void count_junk(std::string_view what);
    void count_refusal();
    [[nodiscard]] Conduct& conduct() { return conduct_; }
    // A reply to what was no command, the end of a message, is owed from now on.
    void owe() { replies_.owe(); }
    // A reply in our own words; with a status unless those are stripped.
    [[nodiscard]] Reply own(const Refusal& reply) const;
    [[nodiscard]] bool statuses() const { return statuses_; }
    // Octets of replies that wait for flush().
    [[nodiscard]] std::size_t gathered() const { return replies_.octets(); }
    void flush();

    // Its end.
    // Ends the session toward it, with a last word unless that is null.
    void end(const Refusal* farewell);
    // Without the owner's on_front_over().
    void close();
    [[nodiscard]] bool closed() const { return closed_; }
    // It has ended its side: it has said all, and may still read.
    void note_end() { ended_ = true; }
    [[nodiscard]] bool ended() const { return ended_; }
    // It neither speaks nor reads any more.
    void note_gone() { gone_ = true; }
    [[nodiscard]] bool gone() const { return gone_; }
    [[nodiscard]] bool wants_octets() const;

private:
    void on_line(const LineReader::Line& line);
    void on_command(const Command& command, std::size_t octets);
    void on_error(const CommandError& error);

    Outbox& outbox_;
    Owner& owner_;
    bool rejects_bare_lf_;
    bool statuses_;  // ENHANCEDSTATUSCODES is not stripped
    Moment now_;
    Duration heard_;
    Duration last_octets_;
    FrontState state_ = FrontState::Connected;
    LineReader lines_;
    ReadAhead ahead_;
    RefusedChunk refused_chunk_;
    ReplyQueue replies_;
    Conduct conduct_;
    bool closed_ = false;  // nothing more is sent or heard
    bool ended_ = false;
    bool gone_ = false;
};

}  // namespace heloise
