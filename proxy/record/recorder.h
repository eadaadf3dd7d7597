// Records a session as it happens, so that a replay of the recording is the same session.
//
// The driver calls told() before each input, did() before each action is carried out, and done() when all
// are; the recorder never changes the session. Its memory is bounded: one step, and of a message one segment
// at most. A recording begins with the settings that matter to a session; facts about the backend stand
// above the input that brought them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/backend/desk.h"
#include "proxy/policy/backend.h"
#include "proxy/record/recording.h"
#include "proxy/session/session.h"

namespace heloise {

// RecordSink receives a recording, piece by piece.
class RecordSink {
public:
    virtual ~RecordSink() = default;
    // Returns false when the sink wants no more; it has not taken `text` either.
    [[nodiscard]] virtual bool write(std::string text) = 0;
    // Call when the recording is complete. A sink that is destroyed without finish() discards the recording.
    virtual void finish() = 0;
};

class Recorder {
public:
    struct Options {
        NewDigest new_digest;
        bool full = false;       // bodies as text too
        std::uint64_t most = 0;  // octets of a recording; a longer session is recorded up to there
    };

    // `session` must outlive the recorder, which only reads it.
    Recorder(const Backend& backend, const Session& session, const SessionFacts& facts, Options options,
             std::unique_ptr<RecordSink> sink, Moment now);

    // Call before each input of the session. Inputs that come while an earlier one is still being carried out
    // are recorded as part of it.
    void told(const Input& input, Moment now);
    // Call in place of done() after the constructor when the front's octets, or its end, came before our
    // banner. They must be the next input.
    void speaks_first();

    // Call for each action of the session, before it is carried out.
    void did(const Action& action);
    // Call when the driver dropped the last Send: the back has sent or done something that is no input yet.
    void forgotten();
    // Call when closing the back dropped the end of a message, and all Sends behind it, unwritten.
    void never_sent();
    // Call when octets for the back could not all leave.
    void stalled();
    // Call when a round's octets were handed to the sockets.
    void flushed() { end_at_ = std::string::npos; }

    // Call when all actions are carried out. Returns false when the recording has ended: call no more.
    [[nodiscard]] bool done();
    // Call when the session is over.
    void finish();

private:
    enum class Back : std::uint8_t { None, Resolving, Calling, Open, Left };

    void begin(RecordedStep::Told what, std::string_view text, Moment now);
    void hear(const FrontOctets& input, Moment now);
    void hear(FrontEnded, Moment now);
    void hear(FrontReadAgain, Moment now) { front_read_since_ = now.steady; }
    void hear(FrontGone, Moment now);
    void hear(const DeskAnswer& input, Moment now);
    void hear(const Addresses& input, Moment now);
    void hear(Called, Moment now);
    void hear(const CallFailed& input, Moment now);
    void hear(const BackOctets& input, Moment now);
    void hear(BackEnded, Moment now);
    void hear(BackSent, Moment now);
    void hear(const Spooled& input, Moment now);
    void hear(const SpoolFailed& input, Moment now);
    void hear(TimePassed, Moment now);
    void hear(Drain, Moment now);
    void hear(Stop, Moment now);
    void answered(const Turn& turn, Moment now);
    void answered(const Waiters& waiters, Moment now);
    void answered(const Known& known, Moment now);
    void answered(const Recalled& recalled, Moment now);
    void begin_answer(Moment now);
    void compare(const BackFacts& facts, Moment now);
    void compare(const std::shared_ptr<const Capabilities>& offer);
    void called(bool answered, Moment now);
    void commit(RecordedStep step);
    [[nodiscard]] bool hand_on();
    [[nodiscard]] bool cut();
    void note_others(bool others_wait);
    void did_one(const Send& send);
    void did_one(const DeskRequest& request);
    void did_one(const Resolve&) {
        back_ = Back::Resolving;
        step_->dials = true;
    }
    void did_one(const Connect& connect);
    void did_one(const Close& close);
    void did_one(const Note& note);
    void did_one(const SpoolWrite&) {}
    void did_one(const SpoolRead&) { reads_spool_ = true; }
    void did_one(const SpoolForget&) { reads_spool_ = false; }

    const Session& session_;
    Recording recording_;
    std::unique_ptr<RecordSink> sink_;
    std::uint64_t most_;
    std::uint64_t written_ = 0;
    bool many_addresses_;

    std::optional<RecordedStep> step_;
    std::optional<RecordedStep> early_;  // Connected, when the front speaks first
    Back back_ = Back::None;
    std::string called_;
    Duration front_read_since_{};
    bool turn_wanted_ = false;
    bool turn_came_ = false;  // a Turn came in this step
    bool must_wait_ = false;  // in a replay ("B! wait")
    std::optional<AskVerdict> verdict_wanted_;
    bool facts_wanted_ = false;
    bool answer_waits_ = false;  // in a replay ("B! no-answer")
    bool answered_ = false;      // the desk answered a question in this step
    bool others_wait_ = false;   // the session was last told so
    bool stalled_ = false;
    bool forgets_ = false;  // the driver drops all Sends on this connection
    bool reads_spool_ = false;
    std::size_t end_at_ = std::string::npos;  // in step_->did: a message's end, not written yet
    // The desk of a replay: it knows what this session has taught it, and what the recording says.
    Desk replayed_{0, Duration{}};
    Naming replayed_naming_;
};

}  // namespace heloise
