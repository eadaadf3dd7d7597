// Writes a session down as it happens, so that a replay of what was written is the same session.
//
// A driver shows it what the session is told, before it is, and what the session then asks for; nothing here
// reaches the session. What is held in memory is bounded: one step, and of a message at most a segment. The
// settings that matter stand at the top, and what was known of the backend stands where it counts.
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

// Where a recording goes, piece by piece.
class RecordSink {
public:
    virtual ~RecordSink() = default;
    // False: no more is wanted, and this was not taken either.
    [[nodiscard]] virtual bool write(std::string text) = 0;
    // It is complete. Without this, it is none.
    virtual void finish() = 0;
};

class Recorder {
public:
    struct Options {
        NewDigest new_digest;
        bool full = false;       // bodies too
        std::uint64_t most = 0;  // octets of a recording; a longer session is told of up to there
    };

    // `session` must outlive the recorder; it is only looked at.
    Recorder(const Backend& backend, const Session& session, const SessionFacts& facts, Options options,
             std::unique_ptr<RecordSink> sink, Moment now);

    // Call before each input of the session. Inputs that come while an earlier one is still being carried out
    // are recorded as part of it.
    void told(const Input& input, Moment now);
    // The front's octets were there before our banner: they, or its end, are told next.
    void speaks_first();

    // What the session asks for.
    void did(const Action& action);
    // The last Send was forgotten: the back has said or done something that was not told yet.
    void forgotten();
    // The end of a message among the last Sends was forgotten, and all behind it, since the back was closed
    // at once.
    void never_sent();
    // Not all that was sent to the back could leave.
    void stalled();
    // What was sent has left, as far as it could.
    void flushed() { end_at_ = std::string::npos; }

    // All that the session asked for is done. False: the recording has come to an end.
    [[nodiscard]] bool done();
    // The session is over.
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
    std::optional<RecordedStep> early_;  // the coming of a front that speaks first
    Back back_ = Back::None;
    std::string called_;
    Duration front_read_since_{};
    bool turn_wanted_ = false;
    bool turn_came_ = false;  // in this step
    bool must_wait_ = false;  // as a replay has it
    std::optional<AskVerdict> verdict_wanted_;
    bool facts_wanted_ = false;
    bool answer_waits_ = false;  // as a replay has it
    bool answered_ = false;      // a question, in this step
    bool others_wait_ = false;   // likewise
    bool stalled_ = false;
    bool forgets_ = false;  // what is said on this connection
    bool reads_spool_ = false;
    std::size_t end_at_ = std::string::npos;  // in step_->did: a message's end that may not have left yet
    // The desk of a replay, which knows what this session has told it and what the recording says.
    Desk replayed_{0, Duration{}};
    Naming replayed_naming_;
};

}  // namespace heloise
