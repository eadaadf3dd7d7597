// A session's actions, carried out on paper.
#include "proxy/observe/stage.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "proxy/config/units.h"
#include "proxy/observe/known_facts.h"
#include "proxy/policy/network.h"

namespace heloise {
namespace {

using namespace std::chrono_literals;

// A session that still has something to do after so many rounds will not stop.
constexpr int kRounds = 10000;

// Not zero, as an edge's clock is not.
// A machine that has been up for longer than anything that is counted from a time.
constexpr Duration kStart = 1000h;
constexpr std::chrono::sys_seconds kWall = std::chrono::sys_days{std::chrono::January / 1 / 2000};

}  // namespace

Stage::Stage(const Backend& backend, std::string hostname, Witness& witness)
    : backend_(backend), hostname_(std::move(hostname)), witness_(witness), now_{kStart, kWall} {}

void Stage::open_front(const std::string& address, bool speaks_first) {
    end_session();
    if (session_ != nullptr && !session_->finished())
        return fail("the session before to be over", "it goes on");
    front_ = LegState::Open;
    back_ = LegState::None;
    spool_.forget();
    session_ = std::make_unique<Session>(backend_, book_, SessionFacts{hostname_, "test", address}, now_);
    if (!speaks_first) settle();
}

std::string_view Stage::awaits() const {
    if (back_ == LegState::Calling) return "call";
    if (resolving_) return "look-up";
    return turn_wanted_ && must_wait_ ? "place" : std::string_view();
}

void Stage::front_says(std::string_view octets, bool leaves) {
    if (leaves) leaving_ = Side::Front;
    session_->on_front_octets(octets, now_);
    settle();
    leaving_.reset();
}

void Stage::end_front() {
    if (front_ != LegState::Open) return;
    front_ = LegState::Left;
    session_->on_front_closed(now_);
    settle();
}

void Stage::back_says(std::string_view octets, bool more, bool leaves) {
    if (leaves) leaving_ = Side::Back;
    unread_ = more;
    session_->on_back_octets(octets, now_);
    settle();
    leaving_.reset();
}

void Stage::end_back() {
    unread_ = false;
    back_ = LegState::Left;
    unsent_.clear();
    session_->on_back_closed(now_);
    settle();
}

void Stage::happen(const Event& event) {
    const std::string& name = event.name;
    // What is the machine's may stand before the sender.
    if (name == "wait") {
        must_wait_ = true;
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
        session_->on_drain(now_);
    } else if (name == "stop") {
        session_->on_stop(now_);
    } else if (name == "connect" || name == "refuse") {
        answer_call(event);
    } else if (name == "resolve") {
        answer_look_up(event);
    } else if (name == "turn") {
        grant_turn();
    } else if (name == "stall") {
        stalled_ = true;
    } else if (name == "spool-fails") {
        session_->on_spool_failed("the spool in /paper: No space left on device", now_);
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
Moment Stage::later(Duration wait) const {
    const Duration steady = now_.steady + wait;
    return {steady, kWall + std::chrono::floor<std::chrono::seconds>(steady - kStart)};
}

void Stage::learn(const Event& event) {
    if (const auto take_up = read_known(event.operands)) (*take_up)(book_, now_);
}

void Stage::answer_call(const Event& event) {
    const std::string address = event.operands.empty() ? called_ : event.operands[0];
    if (back_ != LegState::Calling) return fail("that heloise calls the back", "it does not");
    if (address != called_) return fail("a call to " + address, "a call to " + called_);
    const bool good = event.name == "connect";
    back_ = good ? LegState::Open : LegState::None;
    if (good) return session_->on_back_connected(now_);
    session_->on_back_failed("connection refused", now_);
}

void Stage::answer_look_up(const Event& event) {
    if (!std::exchange(resolving_, false)) return fail("that heloise looks up a host name", "it does not");
    if (event.operands.empty()) return session_->on_back_failed("no such host", now_);
    session_->on_addresses(event.operands, now_);
}

void Stage::grant_turn() {
    must_wait_ = false;
    if (!turn_wanted_) return fail("that heloise waits for a place", "it does not");
    turn_due_ = true;
}

void Stage::tell_of_others(bool wait) {
    others_wait_ = wait;
    others_due_ = turn_held_;
}

void Stage::change_disk(std::string_view event) {
    using Disk = PaperSpool::Disk;
    const bool full = event == "spool-full";
    spool_.change_disk(full ? Disk::Full : event == "spool-broken" ? Disk::Broken : Disk::Works);
}

void Stage::let_flow() {
    stalled_ = false;
    if (back_ == LegState::Open) write_to_back(std::exchange(unsent_, {}));
}

void Stage::pass(Duration lasts) {
    if (session_ == nullptr) {
        now_ = later(lasts);
        return;
    }
    const Moment end = later(lasts);
    for (int round = 0; round < kRounds; ++round) {
        const auto deadline = session_->deadline();
        if (!deadline || *deadline > end.steady || witness_.failed()) break;
        now_ = later(std::max(0ms, *deadline - now_.steady));
        session_->on_time(now_);
        settle();
        if (session_->deadline() == deadline && *deadline <= now_.steady)
            return fail("a deadline that moves on when it is kept",
                        fmt::format("{} ms again", (*deadline - kStart).count()));
    }
    now_ = end;
    session_->on_time(now_);
    settle();
}

// Carries out actions, and tells the session what comes of them, until there are none.
void Stage::settle() {
    for (int round = 0; round < kRounds; ++round) {
        const std::vector<Action> actions = session_->take_actions();
        for (const Action& action : actions) {
            std::visit([this](const auto& one) { carry_out(one); }, action);
        }
        write_gathered(gathered_.size());
        if (witness_.failed() || (!fulfil() && actions.empty())) return;
    }
    fail("that the session comes to rest", "it does not");
}

// Tells the session one thing that it is owed; false when there is none.
bool Stage::fulfil() {
    if (std::exchange(turn_due_, false)) {
        turn_wanted_ = false;
        turn_held_ = others_due_ = true;
        session_->on_turn(now_);
    } else if (std::exchange(others_due_, false)) {
        session_->on_waiters(others_wait_, now_);
    } else if (!addresses_due_.empty()) {
        session_->on_addresses(std::exchange(addresses_due_, {}), now_);
    } else if (std::exchange(sent_due_, false) && !forgetting_) {
        session_->on_back_sent(now_);
    } else {
        return spool_.tell(*session_, now_);
    }
    return true;
}

void Stage::carry_out(const Send& send) {
    if (send.to == Side::Back) return send_to_back(send);
    if (front_ == LegState::Closed) return fail("nothing to the front after Close", send.octets);
    if (front_ != LegState::Open) return;
    if (!send.octets.ends_with("\r\n")) return fail("whole lines to the front", send.octets);
    witness_.said(Side::Front, send.octets);
}

void Stage::send_to_back(const Send& send) {
    if (back_ == LegState::Left) return;
    if (back_ != LegState::Open) return fail("nothing to a back that is not there", send.octets);
    if (send.guarded && (unread_ || unheard_)) forgetting_ = true;
    if (forgetting_) return;
    // Rule 16: the end of a message is in one write with what is before it.
    if (send.octets == ".\r\n" && !last_write_.ends_with("DATA\r\n"))
        return fail("the terminator in one write with the body's last CRLF", send.octets);
    last_write_ = send.octets;
    gathered_.push_back(send);
}

// What one round of actions has for the back leaves together, as the driver has it leave.
void Stage::write_gathered(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        if (stalled_) {
            unsent_.append(gathered_[i].octets);
        } else {
            write_to_back(gathered_[i].octets);
        }
    }
    gathered_.clear();
}

void Stage::write_to_back(std::string_view octets) {
    if (octets.empty()) return;
    witness_.said(Side::Back, octets);
    sent_due_ = true;
}

void Stage::carry_out(const TakeTurn&) {
    if (turn_wanted_ || turn_held_) return fail("one place at a time", "TakeTurn again");
    turn_wanted_ = true;
    turn_due_ = !must_wait_;
}

void Stage::carry_out(const GiveTurn&) {
    if (!turn_wanted_ && !turn_held_) return fail("that a place is given back once", "GiveTurn without one");
    turn_wanted_ = turn_held_ = turn_due_ = false;
}

void Stage::carry_out(const Resolve& resolve) {
    if (resolve.index >= backend_.address.size()) return fail("one of backend.address", "Resolve of another");
    const Endpoint& endpoint = backend_.address[resolve.index];
    if (parse_ip(endpoint.host)) {
        addresses_due_ = {endpoint.text()};
    } else {
        resolving_ = true;
    }
}

void Stage::carry_out(const Connect& connect) {
    if (!turn_held_) return fail("no call without a place", "Connect to " + connect.address);
    if (back_ == LegState::Calling || back_ == LegState::Open)
        return fail("one back connection at a time", "Connect to " + connect.address);
    back_ = LegState::Calling;
    called_ = connect.address;
    unsent_.clear();
    last_write_.clear();
}

void Stage::carry_out(const Close& close) {
    LegState& leg = close.whom == Side::Front ? front_ : back_;
    if (close.whom == Side::Back) {
        // No message's end leaves any more.
        const auto end = std::find_if(gathered_.begin(), gathered_.end(),
                                      [](const Send& send) { return send.ends_message; });
        write_gathered(static_cast<std::size_t>(end - gathered_.begin()));
    }
    // A peer that went first leaves nothing to be seen of our closing.
    const bool seen = (leg == LegState::Open || leg == LegState::Calling) && leaving_ != close.whom;
    leg = LegState::Closed;
    if (close.whom == Side::Back) {
        unsent_.clear();
        sent_due_ = forgetting_ = resolving_ = unread_ = unheard_ = false;
    }
    if (seen) witness_.closed(close.whom);
}

void Stage::carry_out(const SpoolWrite& write) {
    if (const auto wrong = spool_.write(write); !wrong.empty()) fail("a spool used as it is", wrong);
}

void Stage::carry_out(const SpoolRead& read) {
    if (const auto wrong = spool_.read(read); !wrong.empty()) fail("a spool used as it is", wrong);
}

void Stage::carry_out(const Note& note) {
    witness_.noted(note.kind);
}

void Stage::finish() {
    if (session_ != nullptr && back_ == LegState::Calling)
        fail("no call that is not answered", "Connect to " + called_);
    if (session_ != nullptr && resolving_ && !session_->finished())
        fail("no look-up that is not answered", "Resolve");
    end_session();
    witness_.finish();
}

// A session without legs has nothing left to do.
void Stage::end_session() {
    if (session_ == nullptr || front_ == LegState::Open) return;
    if (back_ == LegState::Calling || back_ == LegState::Open) return;
    if (turn_held_ || turn_wanted_) fail("that the place is given back in the end", "it is kept");
    if (!session_->finished()) fail("that a session without legs is finished", "it is not");
}

}  // namespace heloise
