// Writes a session down as it happens, so that a replay of what was written is the same session.
//
// A driver shows it what the session is told, before it is, and what the session then asks for; nothing here
// reaches the session. What is held in memory is bounded: one step, and of a message at most a segment. The
// settings that matter stand at the top, and what was known of the backend stands where it counts.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/backend/address_book.h"
#include "proxy/observe/recording.h"
#include "proxy/policy/backend.h"
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

class Recorder final : private Verdicts::Watcher {
public:
    struct Options {
        NewDigest new_digest;
        bool full = false;       // bodies too
        std::uint64_t most = 0;  // octets of a recording; a longer session is told of up to there
    };

    // `book` must outlive the recorder.
    Recorder(const Backend& backend, AddressBook& book, const SessionFacts& facts, Options options,
             std::unique_ptr<RecordSink> sink, Moment now);
    ~Recorder();

    // What the session is about to be told. What it is told while it is being told something belongs to that.
    // `deadline`: the session's, until then.
    void told(RecordedStep::Told what, std::string_view text, Moment now, std::optional<Duration> deadline);
    // The session's timer has gone off.
    void told_time(Moment now, std::optional<Duration> deadline, std::optional<Duration> second_deadline);
    void told_turn(bool others_wait, Moment now, std::optional<Duration> deadline);
    void told_waiters(bool others_wait, Moment now, std::optional<Duration> deadline);
    void told_addresses(const std::vector<std::string>& addresses, Moment now,
                        std::optional<Duration> deadline);
    void told_call(bool answered, Moment now, std::optional<Duration> deadline);
    // A replay reads the front at all times.
    void front_read_again(Moment now) { front_read_since_ = now.steady; }
    // The front's octets were there before our banner: they, or its end, are told next.
    void speaks_first();

    // It has made of it what it could, and what it asked for is done; what changes in the book from here on
    // others have learnt. What it asks for next comes of what it was told on the way.
    void thought();
    // What the session asks for.
    void did(const Action& action);
    // The last Send was forgotten: the back has said or done something that was not told yet.
    void forgotten();
    // The end of a message among the last Sends was forgotten, and all behind it, since the back was closed
    // at once.
    void never_sent();
    // Not all that was sent to the back could leave.
    void stalled();

    // The session has been told, and all that it asked for is done; `deadline` is its next. False: the
    // recording has come to an end.
    [[nodiscard]] bool done(std::optional<Duration> deadline);
    // The session is over.
    void finish();

private:
    enum class Back : std::uint8_t { None, Resolving, Calling, Open, Left };

    void on_recalled(std::string_view reverse_path, std::string_view recipient,
                     const Recall& recall) override;
    void on_remembered(std::size_t number) override;
    void commit(RecordedStep step);
    [[nodiscard]] bool hand_on();
    [[nodiscard]] bool cut();
    void note_others(bool others_wait);
    void look_at_book(Moment now);
    void remember_own();
    [[nodiscard]] bool any_runs_out(Duration after, Duration until) const;
    void remember_book();
    void did_one(const Send& send);
    void did_one(const TakeTurn&) { turn_wanted_ = true; }
    void did_one(const GiveTurn&) { turn_wanted_ = false; }
    void did_one(const Resolve&) {
        back_ = Back::Resolving;
        step_->dials = true;
        step_->left_behind = step_->left_behind || unlooked_;
    }
    void did_one(const Connect& connect);
    void did_one(const Close& close);
    void did_one(const Note& note);
    void did_one(const SpoolWrite&) {}
    void did_one(const SpoolRead&) { reads_spool_ = true; }
    void did_one(const SpoolForget&) { reads_spool_ = false; }

    AddressBook& book_;
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
    bool turn_came_ = false;    // in this step
    bool turn_due_ = false;     // granted at once, and to be written once what was asked for is done
    bool must_wait_ = false;    // as a replay has it
    bool others_wait_ = false;  // likewise
    bool stalled_ = false;
    bool forgets_ = false;  // what is said on this connection
    bool reads_spool_ = false;
    std::uint64_t book_version_ = 0;
    std::size_t end_at_ = std::string::npos;  // in step_->did: a message's end that may not have left yet
    bool lineless_ = false;                   // this step
    bool unlooked_ = false;  // others have learnt something, and this step's session may know it
    bool thinks_ = false;    // the session has been told something: what changes in the book is its own
    std::map<std::string, AddressBook::Known> known_;  // from time zero
    std::optional<Capabilities> offer_;
    std::set<std::size_t> may_know_;  // recipients of which a replay may know something; limits::kVerdicts
};

}  // namespace heloise
