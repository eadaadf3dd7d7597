// A world from a seed: gateways, a heloise in front of them, senders, and what befalls them; run to its end.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "proxy/policy/backend.h"
#include "tests/simulation/books.h"
#include "tests/simulation/daemon.h"
#include "tests/simulation/gateway.h"
#include "tests/simulation/machine.h"
#include "tests/simulation/recordings.h"
#include "tests/simulation/sender.h"

namespace heloise::simulation {

class World {
public:
    // A session more or less: those that are deferred come again.
    static constexpr std::size_t kSessions = 100;

    World(std::uint64_t seed, bool tracing);
    ~World();
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    // What was broken, or nothing.
    std::string run();
    [[nodiscard]] const Books& books() const { return books_; }
    // What kind of world it is, in a line.
    [[nodiscard]] std::string description() const;

private:
    enum class Mood : std::uint8_t { Calm, Rough, Wild };

    void draw_backend();
    void draw_gateways();
    void draw_senders();
    void draw_disasters();
    [[nodiscard]] Network::Weather draw_weather();
    [[nodiscard]] DeskRunner::Postpones draw_desk();
    [[nodiscard]] Faults draw_faults();
    void make_repetitive(GatewayManner& manner);
    void lengthen(std::string& path);
    void end_its_side(Sender::Manner& manner);
    [[nodiscard]] Duration draw_time(std::int64_t least_ms, std::int64_t most_ms);
    void befall(Time when);
    void share(Letter& letter);
    void send_out(std::vector<Letter> letters);
    void defer(Letter letter);
    void start_daemon();
    void look_whether_done();
    void watch_stop();
    void on_call(int socket, const std::string& to);
    void on_write(int socket, std::string_view octets, bool unheard);
    void on_greeted(int visitor, const std::string& name);
    void on_greeted_for_somebody();
    [[nodiscard]] Time asked(const Sender& sender) const;
    [[nodiscard]] bool waits(const Sender& sender) const;
    void check_end();

    std::uint64_t seed_;
    Dice dice_;
    Dice strangers_;              // of their own, so that the other worlds stay as they are
    bool shared_ = false;         // senders of several networks name each other's envelopes
    Dice habits_;                 // as strangers_
    bool ends_sides_ = false;     // senders end their side and read on
    bool answers_again_ = false;  // gateways have more answers than one, and paths are long
    Mood mood_;
    Time latency_ = 0;  // at most; set with the weather
    Time slack_ = 0;    // what a question and its answer may be on their way; set with the weather
    Timeline timeline_;
    Books books_;
    Network network_;
    Machine machine_;
    Recordings recordings_;
    Backend backend_;
    bool answers_late_twice_ = false;  // a second answer may come when the next question has been put
    bool undisturbed_ = true;          // no reload or restart: who waits keeps his place in the queue
    std::vector<std::unique_ptr<Gateway>> gateways_;
    std::unique_ptr<Daemon> daemon_;
    std::map<std::string, std::shared_ptr<Sender>> senders_;  // by name
    std::set<std::string> greeted_;
    std::map<int, Time> calls_;  // of heloise to gateways, while open
    std::uint64_t names_ = 0;
    std::uint64_t letters_ = 0;
    std::size_t to_come_ = 0;  // senders that have not ended, and deferred letters
    bool ending_ = false;
};

}  // namespace heloise::simulation
