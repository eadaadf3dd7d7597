// From what happened to lines that make the same happen again.
#include "proxy/record/recording.h"

#include <utility>

#include "proxy/config/units.h"

namespace heloise {
namespace {

using namespace std::chrono_literals;
using Told = RecordedStep::Told;

// Octets of a message that come within so little time count as one arrival.
constexpr Duration kArrival = 200ms;
// Of a message's text so much is held, on either leg; what is longer is told of by size and digest.
constexpr std::size_t kText = 256 * 1024;
// A pause that is none, between lines that are not one arrival.
const std::string kNoTime = "F~ " + duration_text(Duration{});

}  // namespace

Recording::Recording(What what, Duration start)
    : what_(std::move(what)),
      script_(start),
      front_(script_, what_.new_digest, what_.full ? kText : 0),
      back_(script_, what_.new_digest, what_.full ? kText : 0),
      segment_since_(start),
      segment_last_(start) {}

// More of a message from the front, with nothing in between: no line of its own yet.
// It is written at the time of its last octets, so that must not be when a timer would have gone off without
// the first.
bool Recording::goes_on(const RecordedStep& step) const {
    if (segment_due_ && *segment_due_ - RecordedScript::kNear < step.now.steady) return false;
    return step.told == Told::FrontOctets && step.before.empty() && !flow_due_ && front_.holds_segment() &&
           front_.in_body() && step.now.steady - segment_since_ <= kArrival &&
           front_.segment_octets() < kText / 2;
}

void Recording::add(const RecordedStep& step) {
    const bool quiet = step.did.empty() && step.before.empty() && !step.dials;
    note_lineless(step);
    if (step.told == Told::Flow) stalls_again_ = step.stalls_again;
    if (quiet && (step.told == Told::Time || (step.told == Told::Flow && is_lineless(step)))) {
        reads_spool_ = step.reads_spool;
        return;
    }
    if (!what_.full && (step.content_refused || gives_up_message(step))) script_.end_play();
    if (step.told != Told::FrontOctets && front_.holds_line()) {
        at_segment();
        front_.write_held(true);
    }
    if (!goes_on(step)) settle();
    if (has_run_ahead(step)) script_.end_play();
    keep_time(step);
    if (greeting_ && right_behind_coming(step)) script_.add(kNoTime);
    if (std::exchange(flow_due_, false)) script_.add_before("B! flow");
    for (const std::string& line : step.before) script_.add_before(line);
    // A timer that only asks for an answer has no other line.
    if (step.told == Told::Time && step.did.empty()) script_.keep_exactly();
    greeting_ = step.told == Told::Connected && !step.speaks_first;
    if (step.stalled) stalled_ = true;
    const std::uint64_t segments = front_.segments();
    write_told(step);
    write_did(step);
    // A chunk's end is written as it comes, and a replay may make more of it than there was to be made here.
    if (front_.segments() > segments) back_.interrupt(true, step.reads_spool);
    reads_spool_ = step.reads_spool;
}

// What is said right behind the coming counts as said before our banner.
bool Recording::right_behind_coming(const RecordedStep& step) const {
    const bool of_front =
        step.told == Told::FrontOctets || step.told == Told::FrontEnded || step.told == Told::FrontReset;
    return of_front && script_.last().starts_with("F! connect");
}

// When the last of what is held was heard; a timer that should have gone off before had not.
void Recording::at_segment() {
    segment_due_ ? script_.at_late(segment_last_, *segment_due_) : script_.at(segment_last_, false);
}

// What is held of the front's message is written before anything else is.
void Recording::settle() {
    const bool held = front_.holds_segment();
    if (held) {
        if (reads_spool_ && front_.owes_chunk()) script_.end_play();
        at_segment();
        front_.close_segment();
    }
    back_.interrupt(held && front_.in_body(), reads_spool_);
}

void Recording::keep_time(const RecordedStep& step) {
    // Answers of the spool have no line: what comes of them came at once in a replay. Neither has a socket
    // that has flowed again before.
    if (is_lineless(step) || (!greeting_ && right_behind_coming(step))) return;
    const Duration now = step.now.steady;
    const bool timer = step.told == Told::Time;
    if (!step.deadline) {
        script_.at(now, timer);
    } else {
        timer ? script_.at_deadline(now, *step.deadline) : script_.at_late(now, *step.deadline);
    }
}

void Recording::write_told(const RecordedStep& step) {
    switch (step.told) {
        case Told::Connected:
            front_open_ = front_hears_ = true;
            return script_.add("F! connect" + (step.text.empty() ? "" : " " + step.text));
        case Told::FrontOctets: return hear_front(step);
        case Told::FrontEnded:
        case Told::FrontReset:
            front_.end();
            front_open_ = false;
            front_hears_ = step.told == Told::FrontEnded;
            return script_.add(step.told == Told::FrontReset ? "F! reset" : "F! close");
        case Told::BackOctets: return back_.hear(step.text);
        case Told::BackEnded: return end_back("B! close");
        case Told::Event: return script_.add(step.text);
        case Told::Flow:
            if (!std::exchange(stalled_, false)) return;
            script_.add("B! flow");
            return say_to_back(std::exchange(unsent_, {}));
        case Told::SpoolFailed: return script_.add("F! spool-fails");
        case Told::Spooled:
        case Told::Time: return;
    }
}

void Recording::hear_front(const RecordedStep& step) {
    if (!front_.holds_segment()) {
        segment_since_ = step.now.steady;
        segment_due_ = step.deadline;
    }
    segment_last_ = step.now.steady;
    front_.hear(step.text);
}

void Recording::write_did(const RecordedStep& step) {
    for (const RecordedStep::Did& did : step.did) {
        const bool held =
            did.what == RecordedStep::Did::What::Said && did.leg == Side::Back && back_.in_body();
        if (!held && front_.holds_segment()) settle();
        if (did.what == RecordedStep::Did::What::Closed) {
            close(did);
        } else if (did.what == RecordedStep::Did::What::Line) {
            script_.add(did.octets);
        } else if (did.leg == Side::Back) {
            say_to_back(did.octets);
        } else if (front_hears_) {
            front_.say(did.octets);
        }
    }
}

void Recording::say_to_back(std::string_view octets) {
    if (octets.empty()) return;
    if (stalled_) {
        unsent_.append(octets);
    } else {
        back_.say(octets,
                  {what_.received, what_.id, front_.message_octets(), what_.burst && front_.declares_size()});
    }
}

// What was never sent is not told of; and the next connection is not stalled.
void Recording::end_back(std::string_view line) {
    back_.end();
    stalls_again_ = false;
    lag_ = {};
    script_.add(line);
    unsent_.clear();
    if (std::exchange(stalled_, false)) flow_due_ = true;
}

void Recording::close(const RecordedStep::Did& did) {
    if (did.leg == Side::Back) return end_back("B= close");
    front_.end();
    if (std::exchange(front_open_, false)) script_.add("F= close");
}

void Recording::cut() {
    settle();
    back_.interrupt(true, false);
    script_.put("# Longer than record.session_most; the rest is left out.");
    script_.end_play();
}

void Recording::end() {
    settle();
    front_.end();
}

}  // namespace heloise
