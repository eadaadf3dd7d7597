// A gateway of a simulated world: strict with what it hears, unreliable in what it says.
//
// What heloise sends it is held against what such a gateway can bear: a command it knows, in canonical form
// and in order, one at a time, no octet and no line that it cannot take. What it answers may be late, wrong,
// twice, half, or nothing, and it may hang up at any moment. What it has accepted it enters in the books,
// whether its answer arrives or not.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/simulation/books.h"
#include "tests/simulation/dice.h"
#include "tests/simulation/network.h"

namespace heloise::simulation {

enum class TakesEhlo : std::uint8_t { Yes, Refuses, RefusesAndHangsUp, HangsUp, SaysNothing, NotNow };

// How often, in a thousand answers, something goes wrong.
struct Faults {
    std::uint32_t refuses_call = 0, ignores_call = 0;
    std::uint32_t not_now = 0, never = 0;  // 4xx, 5xx: honest answers
    std::uint32_t hangs_up = 0, resets = 0, silent = 0, late = 0, twice = 0, nonsense = 0, half = 0;
    std::uint32_t takes_leave = 0;    // 421
    std::uint32_t early = 0;          // a refusal while the message is still coming
    std::uint32_t stops_reading = 0;  // for some seconds
    // More answers than one, as sendmail 5 gives them to a message and NOS to a line that it cuts.
    std::uint32_t repeats_message = 0;  // up to two more behind a refusal, within seconds
    std::uint32_t repeats_long = 0;     // one more, soon, behind a refusal of a long command
};

struct GatewayManner {
    std::string address;
    TakesEhlo ehlo = TakesEhlo::Yes;
    std::vector<std::string> keywords;
    std::size_t text_line = 1000;
    std::size_t sessions = 0;    // more at once than these are refused with 421; 0: no limit
    std::size_t recipients = 0;  // more in one transaction are refused for good; 0: no limit
    Time think_most = 20 * kMillisecond;
    Time late_most = kMinute;
    // A second answer comes with the first. With CHUNKING it must: no 354 stands there between a stale answer
    // and a message's reply, and what arrives after the question cannot be told from the answer to it by
    // anybody.
    bool doubles_whole = true;
    // In the answer to a message, which then names its reverse-path.
    bool names_all = false;
    // Ends the answers to MAIL and RCPT that come twice at once: neither is a verdict (rule 11).
    static constexpr const char* kNoVerdict = " said twice";
    Faults faults;
};

class Gateway final : public Network::Door {
public:
    Gateway(Timeline& timeline, Network& network, Books& books, Dice dice, GatewayManner manner);
    ~Gateway();
    Gateway(const Gateway&) = delete;
    Gateway& operator=(const Gateway&) = delete;

    // Not there for a while.
    void go_down(Time lasts) { down_until_ = timeline_.now() + lasts; }
    [[nodiscard]] const GatewayManner& manner() const { return manner_; }
    // Called with the name each visitor introduces itself with, and its socket.
    std::function<void(int socket, const std::string& name)> when_greeted = [](int, const std::string&) {};

private:
    class Visit;
    Answer on_call() override;
    void on_visitor(int socket, const std::string& from) override;

    Timeline& timeline_;
    Network& network_;
    Books& books_;
    Dice dice_;
    GatewayManner manner_;
    Time down_until_ = 0;
    std::vector<std::shared_ptr<Visit>> visits_;
    std::uint64_t count_ = 0;
    std::size_t inside_ = 0;
};

}  // namespace heloise::simulation
