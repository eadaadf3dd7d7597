// What a session asks for, carried out on paper.
#include <algorithm>
#include <utility>

#include "proxy/policy/network.h"
#include "proxy/replay/replay_driver.h"

namespace heloise {

// Carries out actions, and tells the session what comes of them, until there are none.
void ReplayDriver::settle() {
    for (int round = 0; round < kRounds; ++round) {
        const std::vector<Action> actions = session_->take_actions();
        for (const Action& action : actions) {
            std::visit([this](const auto& one) { carry_out(one); }, action);
        }
        write_gathered(gathered_.size());
        if (observer_.failed() || (!fulfil() && actions.empty())) return;
    }
    fail("that the session comes to rest", "it does not");
}

// Tells the session one thing that it is owed; false when there is none.
bool ReplayDriver::fulfil() {
    if (std::exchange(turn_due_, false)) {
        turn_wanted_ = others_due_ = false;
        turn_held_ = true;
        Turn turn = std::get<Turn>(ask(TakeTurn{turn_}));
        turn.others_wait = others_wait_;
        session_->on(turn, now_);
    } else if (std::exchange(answer_due_, false)) {
        session_->on(ask(*std::exchange(question_, std::nullopt)), now_);
    } else if (std::exchange(others_due_, false)) {
        session_->on(DeskAnswer(Waiters{others_wait_}), now_);
    } else if (!addresses_due_.empty()) {
        session_->on(Addresses{std::exchange(addresses_due_, {})}, now_);
    } else if (std::exchange(sent_due_, false) && !forgetting_) {
        session_->on(BackSent{}, now_);
    } else {
        return spool_.tell(*session_, now_);
    }
    return true;
}

void ReplayDriver::carry_out(const Send& send) {
    if (send.to == Side::Back) return send_to_back(send);
    if (front_ == LegState::Closed) return fail("nothing to the front after Close", send.octets);
    if (front_ != LegState::Open && front_ != LegState::Ended) return;
    if (!send.octets.ends_with("\r\n")) return fail("whole lines to the front", send.octets);
    observer_.said(Side::Front, send.octets);
}

void ReplayDriver::send_to_back(const Send& send) {
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
void ReplayDriver::write_gathered(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        if (stalled_) {
            unsent_.append(gathered_[i].octets);
        } else {
            write_to_back(gathered_[i].octets);
        }
    }
    gathered_.clear();
}

void ReplayDriver::write_to_back(std::string_view octets) {
    if (octets.empty()) return;
    observer_.said(Side::Back, octets);
    sent_due_ = true;
}

void ReplayDriver::carry_out(const DeskRequest& request) {
    if (const auto* take = std::get_if<TakeTurn>(&request)) return take_turn(*take);
    if (std::holds_alternative<GiveTurn>(request)) give_turn();
    if (std::holds_alternative<AskFacts>(request) || std::holds_alternative<AskVerdict>(request)) {
        question_ = request;
        answer_due_ = !no_answer_;
        return;
    }
    desk_.on(kTicket, request, now_);
}

void ReplayDriver::take_turn(const TakeTurn& take) {
    if (turn_wanted_ || turn_held_) return fail("one place at a time", "TakeTurn again");
    turn_ = take.number;
    turn_wanted_ = true;
    turn_due_ = !must_wait_;
}

void ReplayDriver::give_turn() {
    if (!turn_wanted_ && !turn_held_) return fail("that a place is given back once", "GiveTurn without one");
    turn_wanted_ = turn_held_ = turn_due_ = false;
    if (question_ && std::holds_alternative<AskFacts>(*question_)) {
        question_.reset();
        answer_due_ = false;
    }
}

void ReplayDriver::carry_out(const Resolve& resolve) {
    if (resolve.index >= backend_.address.size()) return fail("one of backend.address", "Resolve of another");
    const Endpoint& endpoint = backend_.address[resolve.index];
    if (parse_ip(endpoint.host)) {
        addresses_due_ = {endpoint.text()};
    } else {
        resolving_ = true;
    }
}

void ReplayDriver::carry_out(const Connect& connect) {
    if (!turn_held_) return fail("no call without a place", "Connect to " + connect.address);
    if (back_ == LegState::Calling || back_ == LegState::Open)
        return fail("one back connection at a time", "Connect to " + connect.address);
    back_ = LegState::Calling;
    called_ = connect.address;
    unsent_.clear();
    last_write_.clear();
}

void ReplayDriver::carry_out(const Close& close) {
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
    if (seen) observer_.closed(close.whom);
}

void ReplayDriver::carry_out(const SpoolWrite& write) {
    if (const auto wrong = spool_.write(write); !wrong.empty()) fail("a spool used as it is", wrong);
}

void ReplayDriver::carry_out(const SpoolRead& read) {
    if (const auto wrong = spool_.read(read); !wrong.empty()) fail("a spool used as it is", wrong);
}

void ReplayDriver::carry_out(const Note& note) {
    observer_.noted(note.kind);
}

}  // namespace heloise
