// The books of a simulated world: what every sender was told of each message, what every gateway kept, what
// heloise logged; and whether that fits together.
//
// An attempt is one transaction of one sender. A message that is not accepted may be attempted again.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/simulation/log_reader.h"
#include "tests/simulation/timeline.h"

namespace heloise::simulation {

struct Attempt {
    enum class Told : std::uint8_t { Nothing, Yes, NotNow, Never };

    std::string token;                  // stands in its Message-ID
    std::string message;                // the attempts of one message share this
    std::string reverse_path;           // "<a1@front.example>"
    std::vector<std::string> accepted;  // recipients the sender was told 2xx for, "<b1@...>"
    std::vector<std::string> refused;   // and those told 4xx or 5xx
    std::string content;                // as the sender sent it, every line with CRLF
    bool seven_bit = true;
    bool complete = false;  // the sender has sent its end
    Told told = Told::Nothing;
    std::string reply;  // by which it was told
    bool logged_accepted = false;
    bool logged_refused = false;
    bool logged_unknown = false;
    bool logged_not_heard = false;
    int kept = 0;                       // by gateways
    std::vector<std::string> kept_for;  // these recipients, the last time
    Time began = 0;
    Time given_up = 0;          // its sender ended its side, long behind the message's end; 0: no
    std::uint64_t freezes = 0;  // there had been by then
};

class Books final : public LogReader {
public:
    struct Sums {
        std::uint64_t sessions = 0, attempts = 0, accepted = 0, refused = 0, not_now = 0, unanswered = 0,
                      unheard = 0;
        std::uint64_t kept = 0, unknown = 0, not_heard = 0, twice = 0, worlds = 0, events = 0;
        std::uint64_t waited = 0, reloads = 0, restarts = 0, resets = 0, freezes = 0, disk_faults = 0;
        std::uint64_t half_closed = 0, answered_half_closed = 0, said_again = 0;
        std::uint64_t recordings = 0, cut_short = 0, record_failures = 0;
        void add(const Sums& other);
    };

    explicit Books(const Timeline& timeline) : timeline_(timeline) {}

    std::shared_ptr<Attempt> begin(const std::string& message);
    // A gateway has kept this: from now on it is its responsibility.
    void keep(const std::string& reverse_path, const std::vector<std::string>& recipients,
              const std::string& content, const std::string& gateway);
    // A sender, by its name, and the network that it calls from; and what a gateway's refusal ends in, that
    // was said to heloise on its behalf.
    void enter(const std::string& name, const std::string& network) { networks_[name] = network; }
    [[nodiscard]] static std::string said_to(const std::string& name) { return " said to " + name; }
    // A sender is told this of a recipient: no other network may have caused it (rule 30).
    void check_refusal(const std::string& name, const std::string& line);
    // Its sender gave it up when its end was said long ago: nobody may get it any more, unless its end is on
    // its way to a gateway (rule 25).
    void give_up(Attempt& attempt);
    // A promise is broken. The first one counts.
    void broken(const std::string& what);
    void note(const std::string& what) {
        if (tracing) trace(what);
    }
    // At the world's end: every attempt is looked at.
    void close();

    [[nodiscard]] const std::string& first_broken() const { return broken_; }
    [[nodiscard]] const std::map<std::string, std::uint64_t>& logged() const { return logged_; }
    Sums sums;
    Time on_its_way = 0;  // at most this long is what was said to a gateway; 0: there is no such bound
    bool tracing = false;

private:
    void on_event(const LogEvent& event) override;
    void trace(const std::string& what) const;
    void check_given_up(const Attempt& attempt, const std::string& gateway);
    void judge(const Attempt& attempt);

    const Timeline& timeline_;
    std::map<std::string, std::shared_ptr<Attempt>, std::less<>> attempts_;
    std::map<std::string, std::string> networks_;  // by the sender's name
    std::map<std::string, int> kept_of_message_;
    std::map<std::string, std::uint64_t> logged_;
    std::uint64_t tokens_ = 0;
    std::string broken_;
};

}  // namespace heloise::simulation
