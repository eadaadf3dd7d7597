// Plays a captured client into a real Session, with a Gateway behind it, and keeps what each side saw.
//
// A client waits for its replies where the captured one did: a step's octets go in when everything before has
// been answered. Where heloise answers otherwise than the captured server did, the client goes on so:
//   - DATA got no 354: its content is not sent;
//   - AUTH got no 334: its answers are not sent;
//   - STARTTLS was refused: what is in clear goes on, what is TLS ends the leg;
//   - a BDAT is sent with its octets, whatever came before, as a batch may hold it;
//   - a message was sent before the reply to its DATA, and that is no 354: its lines are commands, which are
//   not
//     judged, and the leg ends;
//   - heloise has closed: nothing more is sent.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "proxy/replay/memory_spool.h"
#include "proxy/session/session.h"
#include "tests/corpora/back_judge.h"
#include "tests/corpora/gateways.h"
#include "tests/corpora/leg.h"
#include "tests/corpora/scale.h"
#include "tests/support/answering_desk.h"

namespace heloise::testing {

enum class Cut { AsCaptured, Whole, Octets, Random };
// Patient: one act at a time, a content only after its 354, and no parameter that heloise did not offer.
enum class Pace { AsCaptured, Patient };

struct Way {
    Cut cut = Cut::AsCaptured;
    Pace pace = Pace::AsCaptured;
    unsigned seed = 1;
};

// What became of one act.
struct Outcome {
    const Act* act = nullptr;
    bool sent = false;
    bool spilled = false;                      // taken for commands, like all behind it
    bool races = false;                        // sent before the reply it should have waited for
    std::optional<Said> reply = std::nullopt;  // of heloise
    std::size_t asked_before = 0;  // BackJudge::asked() when it was sent, and when it was answered
    std::size_t asked_after = 0;
};

class Play {
public:
    Play(const Backend& backend, Gateway& gateway, Way way);

    // Called before an act is sent, and with null before the first.
    std::function<void(const Act*)> on_act;

    // The outcomes point into `leg`.
    void run(const Leg& leg);
    void run(Leg&&) = delete;

    [[nodiscard]] const std::vector<Outcome>& outcomes() const { return outcomes_; }
    [[nodiscard]] const BackJudge& back() const { return judge_; }
    [[nodiscard]] const std::vector<std::string>& wrongs() const { return wrongs_; }
    // The last words of a session that heloise closed: a reply that no command asked for.
    [[nodiscard]] const std::optional<Said>& farewell() const { return farewell_; }
    [[nodiscard]] bool closed_by_heloise() const { return front_closed_; }
    // The most that the session held at once, in octets.
    [[nodiscard]] std::size_t most_held() const { return static_cast<std::size_t>(scale_.most()); }
    [[nodiscard]] std::size_t outcome_unknown() const { return outcome_unknown_; }

private:
    struct ToBack {
        std::string octets;
    };
    struct FromBack {
        std::string octets;
    };
    struct Connected {};
    struct HangsUp {};
    using Event = std::variant<ToBack, FromBack, Connected, HangsUp, DeskAnswer>;

    void play_step(const std::vector<const Act*>& acts);
    [[nodiscard]] const Act* adapted(const Act& act);
    [[nodiscard]] bool is_sent(const Act& act) const;
    void take_replies(const std::string& octets);
    [[nodiscard]] bool spilled_content();
    void feed(const std::string& octets, const std::vector<std::size_t>& cuts, bool front_first);
    void await(std::size_t replies);
    void end();
    bool happen();
    void happen(const Event& event);
    void back_says(const std::string& octets);
    bool pass_time();
    void carry_out();
    void carry_out(const Action& action);
    void send(const Send& send);
    void wrong(std::string what);
    void check_front(std::string_view octets);
    [[nodiscard]] std::vector<std::string> pieces(const std::string& octets,
                                                  const std::vector<std::size_t>& cuts);
    [[nodiscard]] std::size_t unsent() const;

    Backend backend_;
    Gateway& gateway_;
    Way way_;
    std::mt19937 random_;
    Moment now_{Duration(0), std::chrono::sys_days{std::chrono::January / 1 / 2000}};
    Scale scale_;
    AnsweringDesk desk_;
    std::unique_ptr<Session> session_;
    std::deque<Event> events_;
    MemorySpool spool_;
    BackJudge judge_;
    ReplyCollector heard_;
    std::set<std::string> offered_;  // by the last EHLO reply
    std::deque<Act> adapted_;
    std::deque<Said> replies_;  // heard, and nobody's yet
    std::vector<Outcome> outcomes_;
    std::vector<std::size_t> owed_;
    std::vector<std::string> wrongs_;
    std::optional<Said> farewell_;
    bool front_closed_ = false;
    bool derailed_ = false;
    bool back_open_ = false;
    bool connected_ = false;
    std::size_t outcome_unknown_ = 0;
};

}  // namespace heloise::testing
