// Where a replay cannot be the same any more: it does not know what was left out, and has no disk, no sockets
// that stall and no clock of our exactness.
#include <algorithm>

#include "proxy/base/limits.h"
#include "proxy/record/recording.h"

namespace heloise {
namespace {

using Told = RecordedStep::Told;

// By a replay's clock this may have come, or not.
bool is_near(Duration deadline, const RecordedStep& step) {
    return deadline < step.now.steady + RecordedScript::kNear;
}

}  // namespace

// What a message holds has made heloise give it up: a replay's holds nothing.
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

// What has no line happens earlier in a replay, in which the spool answers at once and a socket flows again
// as soon as it has; and so do timers that begin with it.
void Recording::note_lineless(const RecordedStep& step) {
    if (is_lineless(step)) lag_ = std::max(lag_, step.now.steady - script_.clock() + RecordedScript::kNear);
}

// Has a replay left behind what happens now? In one the disk answers at once, and with it a chunk is
// answered. One whose socket stalls takes nothing more: which timer runs depends on that too.
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
    // Whether there is time for another try is asked then.
    const bool hardly_in_time =
        (of_back || step.told == Told::Event) && step.deadline && is_near(*step.deadline, step);
    if (step.told == Told::Time && (stalled_ || is_of_two_timers(step))) return true;
    if (step.told == Told::FrontEnded && hardly_gave_up(step)) return true;
    return hardly_in_time || before_disk || before_leaving || timer_has_gone_off ||
           may_have_lost_patience(step);
}

// A front whose back takes nothing is not silent. But of another body nothing may have been for the back yet.
// One that has said all of its message is not waited for.
bool Recording::may_have_lost_patience(const RecordedStep& step) const {
    if (what_.full || !stalled_ || !back_.in_message() || !front_.in_body()) return false;
    return step.now.steady - segment_last_ + RecordedScript::kNear >= what_.patience;
}

// Had the front said all it wanted, or given up? That is asked of the time since its last octet (rule 25),
// but for that in which it was not read, which a replay does not know.
bool Recording::hardly_gave_up(const RecordedStep& step) const {
    const Duration silent = step.now.steady - segment_last_;
    const Duration heard_silent = std::min(silent, step.now.steady - step.front_read_since);
    return silent + RecordedScript::kNear > limits::kEndsBehind &&
           heard_silent < limits::kEndsBehind + RecordedScript::kNear;
}

// By a replay's clock, which may be behind, the next timer may go off within the pause that leads to this
// one, or before it. Two at once may have given up a call and the one in its place.
bool Recording::is_of_two_timers(const RecordedStep& step) {
    const auto gives_up = [](const RecordedStep::Did& did) {
        return did.what == RecordedStep::Did::What::Closed && did.leg == Side::Back;
    };
    const bool at_once = std::count_if(step.did.begin(), step.did.end(), gives_up) > 1;
    return at_once || (step.second_deadline && is_near(*step.second_deadline, step)) ||
           (step.deadline_after && is_near(*step.deadline_after, step));
}

}  // namespace heloise
