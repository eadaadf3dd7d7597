// Finds where a replay can no longer be the same: it does not know octets that were left out, and has no
// disk, no sockets that stall and no clock as exact as ours.
#include <algorithm>

#include "proxy/base/limits.h"
#include "proxy/record/recording.h"

namespace heloise {
namespace {

using Told = RecordedStep::Told;

// is_near() is true when a replay's clock cannot tell whether the deadline came first.
bool is_near(Duration deadline, const RecordedStep& step) {
    return deadline < step.now.steady + RecordedScript::kNear;
}

}  // namespace

// gives_up_message() is true when a message's content has made heloise close the back: a replay's
// placeholder has no such content.
bool Recording::gives_up_message(const RecordedStep& step) const {
    const bool of_content =
        step.told == Told::FrontOctets || step.told == Told::Spooled || step.told == Told::Flow;
    return of_content && back_.in_message() &&
           std::any_of(step.did.begin(), step.did.end(), [](const RecordedStep::Did& did) {
               return did.what == RecordedStep::Did::What::Closed && did.leg == Side::Back;
           });
}

bool Recording::is_lineless(const RecordedStep& step) const {
    return step.told == Told::Spooled || (step.told == Told::Flow && !stalled_);
}

// A step without a line happens earlier in a replay, in which the spool answers and the socket takes all
// octets at once; so timers that begin with it may be early, by up to lag_.
void Recording::note_lineless(const RecordedStep& step) {
    if (is_lineless(step)) lag_ = std::max(lag_, step.now.steady - script_.clock() + RecordedScript::kNear);
}

// has_run_ahead() is true when a replay would be past this step already. In a replay the disk answers at
// once, and a chunk's reply comes with it; and a socket that stalls takes no octet more, which also decides
// which timer runs.
bool Recording::has_run_ahead(const RecordedStep& step) {
    const bool of_back = step.told == Told::BackOctets || step.told == Told::BackEnded;
    const bool gone = step.told == Told::FrontEnded || step.told == Told::FrontReset;
    const bool lineless = is_lineless(step);
    if (step.left_behind || (lineless && !step.before.empty())) return true;
    const bool timer_has_gone_off = lag_ > Duration{} && step.deadline &&
                                    *step.deadline - lag_ < step.now.steady && step.told != Told::Spooled;
    if (of_back && step.deadline_after != step.deadline) lag_ = {};  // other timers run now
    const bool ends_wait = (step.told == Told::Time || step.told == Told::Event) && !step.did.empty();
    const bool behind_chunk = step.told == Told::FrontOctets && front_.owes_chunk();
    const bool before_leaving = stalls_again_ && (of_back || gone || ends_wait);
    const bool before_disk = reads_spool_ && (of_back || gone || ends_wait || behind_chunk);
    // On these inputs heloise decides whether time is left for another try.
    const bool hardly_in_time =
        (of_back || step.told == Told::Event) && step.deadline && is_near(*step.deadline, step);
    if (step.told == Told::Time && (stalled_ || is_of_two_timers(step))) return true;
    if (step.told == Told::FrontEnded && hardly_gave_up(step)) return true;
    return hardly_in_time || before_disk || before_leaving || timer_has_gone_off ||
           may_have_lost_patience(step);
}

// A front is not silent while octets wait for its stalled back: its idle timer is off. With a placeholder
// body a replay may have no octets for the back yet, so its timer may be on. A front that has sent all of
// its message has no such timer.
bool Recording::may_have_lost_patience(const RecordedStep& step) const {
    if (what_.full || !stalled_ || !back_.in_message() || !front_.in_body()) return false;
    return step.now.steady - segment_last_ + RecordedScript::kNear >= what_.patience;
}

// hardly_gave_up() is true when a replay may decide otherwise whether a front that closed had given up. Rule
// 25 counts the time since its last octet, but not while it was not read, which a replay does not know.
bool Recording::hardly_gave_up(const RecordedStep& step) const {
    const Duration silent = step.now.steady - segment_last_;
    const Duration heard_silent = std::min(silent, step.now.steady - step.front_read_since);
    return silent + RecordedScript::kNear > limits::kEndsBehind &&
           heard_silent < limits::kEndsBehind + RecordedScript::kNear;
}

// is_of_two_timers() is true when a replay's clock, which may be behind, cannot tell which of two timers
// fires within the pause that leads to this step. Two that fired at once may have closed a call and the one
// in its place.
bool Recording::is_of_two_timers(const RecordedStep& step) {
    const auto gives_up = [](const RecordedStep::Did& did) {
        return did.what == RecordedStep::Did::What::Closed && did.leg == Side::Back;
    };
    const bool at_once = std::count_if(step.did.begin(), step.did.end(), gives_up) > 1;
    return at_once || (step.second_deadline && is_near(*step.second_deadline, step)) ||
           (step.deadline_after && is_near(*step.deadline_after, step));
}

}  // namespace heloise
