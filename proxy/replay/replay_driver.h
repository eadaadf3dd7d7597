// The driver of a Session in a replay: carries out its actions, with a transcript in the place of sockets.
//
// It stands where proxy/daemon/driver stands and has the same duties, so that a Session cannot tell the two
// apart; and it holds the Session to its own (one connection at a time, none without a place, nothing after
// Close).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "proxy/backend/desk.h"
#include "proxy/policy/backend.h"
#include "proxy/replay/memory_spool.h"
#include "proxy/replay/replay_observer.h"
#include "proxy/session/session.h"
#include "proxy/transcript/transcript.h"

namespace heloise {

class ReplayDriver {
public:
    // The backend and the observer must outlive this.
    ReplayDriver(const Backend& backend, std::string hostname, ReplayObserver& observer);

    // A sender comes; the session before must be over. What was learnt stays. One that `speaks_first` has
    // octets there before it has our banner: front_says() follows at once.
    void open_front(const std::string& address, bool speaks_first);
    // `leaves`: once all of this has been said, the peer is gone; it does not see us close any more.
    void front_says(std::string_view octets, bool leaves);
    // It ends its side, and still hears; or it is gone.
    void end_front(bool gone);

    // `more`: the back has said or done more that the session has not been told yet. Until then a guarded
    // write is not carried out, as the driver would not.
    void back_says(std::string_view octets, bool more, bool leaves);
    void end_back();
    // Events by their names in a transcript: connect, refuse, wait, turn, stall, drain, ...
    void happen(const Event& event);

    // Time passes; every deadline on the way is kept.
    void pass(Duration lasts);
    // The transcript is over.
    void finish();

    [[nodiscard]] bool front_open() const { return front_ == LegState::Open; }
    [[nodiscard]] bool back_open() const { return back_ == LegState::Open; }
    // What the session cannot go on without: "call", "look-up", "place", or empty.
    [[nodiscard]] std::string_view awaits() const;

private:
    // A session that still has something to do after so many rounds will not stop.
    static constexpr int kRounds = 10000;
    static constexpr Desk::Ticket kTicket = 1;  // there is one session at a time
    enum class LegState : std::uint8_t {
        None,
        Calling,
        Open,
        Ended,   // the front's: it hears, and says nothing more
        Left,    // by the peer
        Closed,  // by us
    };

    void settle();
    bool fulfil();
    void carry_out(const Send& send);
    void carry_out(const DeskRequest& request);
    void take_turn(const TakeTurn& take);
    void give_turn();
    void carry_out(const Resolve& resolve);
    void carry_out(const Connect& connect);
    void carry_out(const Close& close);
    void carry_out(const Note& note);
    void carry_out(const SpoolWrite& write);
    void carry_out(const SpoolRead& read);
    void carry_out(const SpoolForget&) { spool_.forget(); }
    void send_to_back(const Send& send);
    void write_gathered(std::size_t count);
    void write_to_back(std::string_view octets);

    void answer_call(const Event& event);
    void grant_turn();
    void tell_of_others(bool wait);
    void change_disk(std::string_view event);
    void learn(const Event& event);
    void answer_question();
    [[nodiscard]] DeskAnswer ask(const DeskRequest& request);
    [[nodiscard]] Moment later(Duration wait) const;
    void let_flow();
    void answer_look_up(const Event& event);
    void end_session();

    // A rule of ours that the session broke, or a line of the transcript that makes no sense here.
    void fail(std::string_view expected, std::string_view got) {
        observer_.fail(std::string(expected), std::string(got));
    }

    const Backend& backend_;
    std::string hostname_;
    ReplayObserver& observer_;
    Desk desk_{0, Duration{}};
    Moment now_;
    std::unique_ptr<Session> session_;

    LegState front_ = LegState::None;
    LegState back_ = LegState::None;
    std::string called_;  // the address of a call that is not answered
    bool resolving_ = false;
    std::optional<Side> leaving_;  // the peer that is being heard for the last time
    bool unread_ = false;
    bool unheard_ = false;     // the same, on this connection until it ends
    bool forgetting_ = false;  // a guarded write was not made: nothing is any more on this connection
    bool stalled_ = false;
    std::string unsent_;          // while stalled
    std::string last_write_;      // to the back
    std::vector<Send> gathered_;  // for it, of this round of actions
    MemorySpool spool_;

    bool must_wait_ = false;  // for a place
    bool turn_wanted_ = false;
    bool turn_held_ = false;
    bool others_wait_ = false;
    bool no_answer_ = false;                 // to what the desk is asked
    std::optional<DeskRequest> question_{};  // that is not answered yet

    // What the session is yet to be told, once its actions are carried out.
    bool turn_due_ = false;
    std::uint64_t turn_ = 0;  // its number
    bool answer_due_ = false;
    bool others_due_ = false;
    bool sent_due_ = false;
    std::vector<std::string> addresses_due_;
};

}  // namespace heloise
