// The script, step by step.
#include "proxy/observe/replayer.h"

#include <algorithm>
#include <random>
#include <string_view>

#include <fmt/format.h>

#include "proxy/observe/stage.h"

namespace heloise {
namespace {

constexpr const char* kFrontAddress = "127.0.0.1";
constexpr std::uint32_t kSeeds = 5;

// Text to stand for a body that a recording left out: an empty header and lines of "x", `octets` in all.
std::string made_up_body(std::uint64_t octets) {
    constexpr std::uint64_t kLine = 72;
    std::string body;
    while (body.size() < octets) {
        const std::uint64_t left = octets - body.size();
        std::uint64_t line = std::min(body.empty() && left > 3 ? 2 : kLine, left);
        if (left - line == 1) --line;  // a last line of one octet would have no room for its CRLF
        if (line < 2) return body.append(left, 'x');
        body.append(line - 2, 'x').append("\r\n");
    }
    return body;
}

std::string octets_of(const Said& said) {
    if (said.omitted == Said::Omitted::Body) return made_up_body(said.body_octets);
    if (said.omitted == Said::Omitted::Secret)
        return std::string(said.octets).insert(said.octets.size() - 2, "secret");
    return said.octets;
}

class Cutter {
public:
    explicit Cutter(const Cutting& cutting) : kind_(cutting.kind), random_(cutting.seed) {}

    // How many of `left` octets come next. Small pieces mostly: the seams inside CRLF.CRLF are what matters.
    std::size_t next(std::size_t left) {
        static constexpr std::array<std::size_t, 4> kMost{2, 7, 40, 700};
        if (kind_ == Cutting::Kind::Whole) return left;
        if (kind_ == Cutting::Kind::Octets) return 1;
        const std::size_t most = kMost[random_() % kMost.size()];
        return std::min<std::size_t>(left, 1 + random_() % most);
    }

private:
    Cutting::Kind kind_;
    std::mt19937 random_;  // its numbers are those of the standard everywhere; distributions' are not
};

class Player {
public:
    Player(const Transcript& transcript, const Backend& backend, const std::string& hostname,
           const Cutting& cutting)
        : expectations_(transcript),
          script_(expectations_.script()),
          stage_(backend, hostname, expectations_),
          cutter_(cutting) {}

    std::optional<Difference> play();

private:
    [[nodiscard]] bool is_played(std::size_t step) const;
    [[nodiscard]] bool begins_with_connect() const;
    [[nodiscard]] std::size_t run_end(std::size_t step) const;
    [[nodiscard]] std::optional<Difference> played_so_far(std::size_t step);
    void play_step(std::size_t begin, std::size_t end);
    void play_run(Side leg, std::size_t begin, std::size_t end);
    void play_event(std::size_t step);
    [[nodiscard]] bool failed() const { return expectations_.difference().has_value(); }

    Expectations expectations_;
    const std::vector<const TranscriptLine*>& script_;
    Stage stage_;
    Cutter cutter_;
};

// Is this a peer's step, or time's, rather than one of heloise's?
bool Player::is_played(std::size_t step) const {
    const auto& what = script_[step]->what;
    if (const auto* said = std::get_if<Said>(&what)) return said->by_peer;
    if (const auto* event = std::get_if<Event>(&what)) return event->by_peer;
    return true;
}

bool ends_leg(const Event& event) {
    return event.by_peer && (event.name == "close" || event.name == "reset");
}

bool ends_front(const decltype(TranscriptLine::what)& what) {
    const auto* event = std::get_if<Event>(&what);
    return event != nullptr && ends_leg(*event) && event->leg == Side::Front;
}

bool is_unplayable(const TranscriptLine& line) {
    const auto* event = std::get_if<Event>(&line.what);
    return event != nullptr && event->name == "unplayable";
}

// The run of steps in which one peer speaks, and perhaps leaves, without anything in between: one arrival.
std::size_t Player::run_end(std::size_t step) const {
    const auto* first = std::get_if<Said>(&script_[step]->what);
    if (first == nullptr) return step + 1;
    while (++step < script_.size()) {
        const auto* said = std::get_if<Said>(&script_[step]->what);
        const auto* event = std::get_if<Event>(&script_[step]->what);
        if (event != nullptr && ends_leg(*event) && event->leg == first->leg) return step + 1;
        if (said == nullptr || !said->by_peer || said->leg != first->leg) return step;
    }
    return step;
}

// A transcript that never says how its sender came begins with the sender there.
bool Player::begins_with_connect() const {
    return std::any_of(script_.begin(), script_.end(), [](const TranscriptLine* line) {
        const auto* event = std::get_if<Event>(&line->what);
        return event != nullptr && event->leg == Side::Front && event->name == "connect";
    });
}

std::optional<Difference> Player::play() {
    const auto next_played = [this](std::size_t step) {
        while (step < script_.size() && !is_played(step)) ++step;
        return step;
    };
    std::size_t step = next_played(0);
    expectations_.play(0, step);
    if (!begins_with_connect()) stage_.open_front(kFrontAddress, false);
    while (step < script_.size() && !failed()) {
        if (is_unplayable(*script_[step])) return played_so_far(step);
        const std::size_t end = run_end(step);
        expectations_.play(step, next_played(end));
        play_step(step, end);
        step = next_played(end);
    }
    if (!failed()) stage_.finish();
    return expectations_.difference();
}

// What follows cannot be compared; what stands above must have come.
std::optional<Difference> Player::played_so_far(std::size_t step) {
    expectations_.play(step, step);
    expectations_.settle(Side::Front);
    expectations_.settle(Side::Back);
    return expectations_.difference();
}

void Player::play_step(std::size_t begin, std::size_t end) {
    const auto& what = script_[begin]->what;
    if (const auto* said = std::get_if<Said>(&what)) {
        expectations_.settle(said->leg);
        if (!failed()) play_run(said->leg, begin, end);
    } else if (const auto* pause = std::get_if<Pause>(&what)) {
        expectations_.settle(Side::Front);
        expectations_.settle(Side::Back);
        if (!failed()) stage_.pass(pause->lasts);
    } else if (const auto* event = std::get_if<Event>(&what)) {
        expectations_.settle(event->leg);
        if (!failed()) play_event(begin);
    }
}

void Player::play_run(Side leg, std::size_t begin, std::size_t end) {
    std::string octets;
    bool leaves = false;
    for (std::size_t step = begin; step < end; ++step) {
        const auto* said = std::get_if<Said>(&script_[step]->what);
        leaves = said == nullptr;
        if (said != nullptr) octets.append(octets_of(*said));
    }
    const auto open = [&] { return leg == Side::Front ? stage_.front_open() : stage_.back_open(); };
    if (!open()) return expectations_.fail("a leg on which the peer can speak", "it is not open");
    // Who is hung up on in the middle of a run is not heard any more.
    for (std::string_view rest = octets; !rest.empty() && open() && !failed();) {
        const std::string_view piece = rest.substr(0, cutter_.next(rest.size()));
        rest.remove_prefix(piece.size());
        if (leg == Side::Front) {
            stage_.front_says(piece, leaves);
        } else {
            stage_.back_says(piece, leaves || !rest.empty(), leaves);
        }
    }
    if (leaves && open() && !failed()) play_event(end - 1);
}

void Player::play_event(std::size_t step) {
    const auto& event = std::get<Event>(script_[step]->what);
    if (event.name == "tls") return expectations_.fail("events that this version can play", "tls");
    if (event.leg == Side::Front && event.name == "connect") {
        const auto* next = step + 1 < script_.size() ? std::get_if<Said>(&script_[step + 1]->what) : nullptr;
        const bool hangs_up = step + 1 < script_.size() && ends_front(script_[step + 1]->what);
        const bool speaks_first = hangs_up || (next != nullptr && next->by_peer && next->leg == Side::Front);
        stage_.open_front(event.operands.empty() ? kFrontAddress : event.operands[0], speaks_first);
    } else if (!ends_leg(event)) {
        stage_.happen(event);
    } else if (event.leg == Side::Front) {
        stage_.end_front();
    } else if (stage_.back_open()) {
        stage_.end_back();
    } else {
        expectations_.fail("a back that can hang up", "it is not connected");
    }
}

}  // namespace

std::string Cutting::text() const {
    switch (kind) {
        case Kind::Whole: return "whole";
        case Kind::Octets: return "octet by octet";
        case Kind::Random: return fmt::format("random pieces, seed {}", seed);
    }
    return {};
}

std::optional<Difference> replay(const Transcript& transcript, const Backend& backend,
                                 const std::string& hostname, const Cutting& cutting) {
    return Player(transcript, backend, hostname, cutting).play();
}

std::vector<Cutting> all_cuttings() {
    std::vector<Cutting> all{{Cutting::Kind::Whole, 0}, {Cutting::Kind::Octets, 0}};
    for (std::uint32_t seed = 1; seed <= kSeeds; ++seed) all.push_back({Cutting::Kind::Random, seed});
    return all;
}

}  // namespace heloise
