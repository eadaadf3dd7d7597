// What happens to a session, on paper; replay_driver_actions.cpp carries out what it asks for.
#include "proxy/replay/replay_driver.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "proxy/config/units.h"
#include "proxy/transcript/backend_facts_text.h"

namespace heloise {
namespace {

using namespace std::chrono_literals;

// Not zero, as an edge's clock is not.
// A machine that has been up for longer than anything that is counted from a time.
constexpr Duration kStart = 1000h;
constexpr std::chrono::sys_seconds kWall = std::chrono::sys_days{std::chrono::January / 1 / 2000};

}  // namespace

ReplayDriver::ReplayDriver(const Backend& backend, std::string hostname, ReplayObserver& observer)
    : backend_(backend), hostname_(std::move(hostname)), observer_(observer), now_{kStart, kWall} {}

void ReplayDriver::open_front(const std::string& address, bool speaks_first) {
    end_session();
    if (session_ != nullptr && !session_->finished())
        return fail("the session before to be over", "it goes on");
    front_ = LegState::Open;
    back_ = LegState::None;
    spool_.forget();
    desk_.leave(kTicket, now_);
    session_ = std::make_unique<Session>(
        backend_, SessionFacts{hostname_, "test", address, desk_.book().offer()}, now_);
    if (!speaks_first) settle();
}

std::string_view ReplayDriver::awaits() const {
    if (back_ == LegState::Calling) return "call";
    if (resolving_) return "look-up";
    return turn_wanted_ && must_wait_ ? "place" : std::string_view();
}

void ReplayDriver::front_says(std::string_view octets, bool leaves) {
    if (leaves) leaving_ = Side::Front;
    session_->on(FrontOctets{octets}, now_);
    settle();
    leaving_.reset();
}

void ReplayDriver::end_front(bool gone) {
    if (front_ != LegState::Open && front_ != LegState::Ended) return;
    front_ = gone ? LegState::Left : LegState::Ended;
    gone ? session_->on(FrontGone{}, now_) : session_->on(FrontEnded{}, now_);
    settle();
}

void ReplayDriver::back_says(std::string_view octets, bool more, bool leaves) {
    if (leaves) leaving_ = Side::Back;
    unread_ = more;
    session_->on(BackOctets{octets}, now_);
    settle();
    leaving_.reset();
}

void ReplayDriver::end_back() {
    unread_ = false;
    back_ = LegState::Left;
    unsent_.clear();
    session_->on(BackEnded{}, now_);
    settle();
}

void ReplayDriver::happen(const Event& event) {
    const std::string& name = event.name;
    // What is the machine's may stand before the sender.
    if (name == "wait") {
        must_wait_ = true;
        return;
    }
    if (name == "no-answer") {
        no_answer_ = true;
        return;
    }
    if (name.starts_with("spool-") && name != "spool-fails") return change_disk(name);
    if (name == "knows") return learn(event);
    if (name == "others-wait" || name == "others-gone") {
        tell_of_others(name == "others-wait");
        if (session_ != nullptr) settle();
        return;
    }
    if (session_ == nullptr) return fail("a sender first", "an event without a session");
    if (name == "drain") {
        session_->on(Drain{}, now_);
    } else if (name == "stop") {
        session_->on(Stop{}, now_);
    } else if (name == "connect" || name == "refuse") {
        answer_call(event);
    } else if (name == "resolve") {
        answer_look_up(event);
    } else if (name == "turn") {
        grant_turn();
    } else if (name == "answer") {
        answer_question();
    } else if (name == "stall") {
        stalled_ = true;
    } else if (name == "spool-fails") {
        session_->on(SpoolFailed{"the spool in /memory: No space left on device"}, now_);
    } else if (name == "unheard") {
        unheard_ = true;
    } else if (name == "late") {
        now_ = later(*parse_duration(event.operands[0]));
    } else if (name == "flow") {
        let_flow();
    }
    settle();
}

// The date follows the steady clock; Moment::plus() would lose what is less than a second, each time.
Moment ReplayDriver::later(Duration wait) const {
    const Duration steady = now_.steady + wait;
    return {steady, kWall + std::chrono::floor<std::chrono::seconds>(steady - kStart)};
}

void ReplayDriver::learn(const Event& event) {
    const auto take_up = read_known(event.operands);
    if (!take_up) return;
    (*take_up)(desk_, now_);
    // Recordings of before say when another session learnt it, not when this one asked.
    if (session_ != nullptr) {
        const Known known{0, desk_.book().facts(now_)};
        session_->on(turn_held_ ? ask(AskFacts{}) : DeskAnswer(known), now_);
        settle();
    }
}

DeskAnswer ReplayDriver::ask(const DeskRequest& request) {
    desk_.on(kTicket, request, now_);
    return desk_.take_answers(kTicket).front();
}

void ReplayDriver::answer_question() {
    no_answer_ = false;
    if (!question_) return fail("that heloise asks the desk", "it does not");
    answer_due_ = true;
}

void ReplayDriver::answer_call(const Event& event) {
    const std::string address = event.operands.empty() ? called_ : event.operands[0];
    if (back_ != LegState::Calling) return fail("that heloise calls the back", "it does not");
    if (address != called_) return fail("a call to " + address, "a call to " + called_);
    const bool good = event.name == "connect";
    back_ = good ? LegState::Open : LegState::None;
    if (good) return session_->on(Called{}, now_);
    session_->on(CallFailed{"connection refused"}, now_);
}

void ReplayDriver::answer_look_up(const Event& event) {
    if (!std::exchange(resolving_, false)) return fail("that heloise looks up a host name", "it does not");
    if (event.operands.empty()) return session_->on(CallFailed{"no such host"}, now_);
    session_->on(Addresses{event.operands}, now_);
}

void ReplayDriver::grant_turn() {
    must_wait_ = false;
    if (!turn_wanted_) return fail("that heloise waits for a place", "it does not");
    turn_due_ = true;
}

void ReplayDriver::tell_of_others(bool wait) {
    others_wait_ = wait;
    others_due_ = turn_held_;
}

void ReplayDriver::change_disk(std::string_view event) {
    using Disk = MemorySpool::Disk;
    const bool full = event == "spool-full";
    spool_.change_disk(full ? Disk::Full : event == "spool-broken" ? Disk::Broken : Disk::Works);
}

void ReplayDriver::let_flow() {
    stalled_ = false;
    if (back_ == LegState::Open) write_to_back(std::exchange(unsent_, {}));
}

void ReplayDriver::pass(Duration lasts) {
    if (session_ == nullptr) {
        now_ = later(lasts);
        return;
    }
    const Moment end = later(lasts);
    for (int round = 0; round < kRounds; ++round) {
        const auto deadline = session_->deadline();
        if (!deadline || *deadline > end.steady || observer_.failed()) break;
        now_ = later(std::max(0ms, *deadline - now_.steady));
        session_->on(TimePassed{}, now_);
        settle();
        if (session_->deadline() == deadline && *deadline <= now_.steady)
            return fail("a deadline that moves on when it is kept",
                        fmt::format("{} ms again", (*deadline - kStart).count()));
    }
    now_ = end;
    session_->on(TimePassed{}, now_);
    settle();
}

void ReplayDriver::finish() {
    if (session_ != nullptr && back_ == LegState::Calling)
        fail("no call that is not answered", "Connect to " + called_);
    if (session_ != nullptr && resolving_ && !session_->finished())
        fail("no look-up that is not answered", "Resolve");
    end_session();
    observer_.finish();
}

// A session without legs has nothing left to do.
void ReplayDriver::end_session() {
    if (session_ == nullptr || front_ == LegState::Open || front_ == LegState::Ended) return;
    if (back_ == LegState::Calling || back_ == LegState::Open) return;
    if (turn_held_ || turn_wanted_) fail("that the place is given back in the end", "it is kept");
    if (!session_->finished()) fail("that a session without legs is finished", "it is not");
}

}  // namespace heloise
