// The script, step by step.
#include "proxy/replay/player.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <variant>

#include <fmt/format.h>

#include "proxy/replay/placeholder_body.h"

namespace heloise {
namespace {

constexpr const char* kFrontAddress = "127.0.0.1";

bool ends_leg(const Event& event) {
    return event.by_peer && (event.name == "close" || event.name == "reset");
}

// Does the front say something, or leave?
bool is_of_front(const TranscriptLine& line) {
    if (const auto* said = std::get_if<Said>(&line.what)) return said->by_peer && said->leg == Side::Front;
    const auto* event = std::get_if<Event>(&line.what);
    return event != nullptr && ends_leg(*event) && event->leg == Side::Front;
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

std::size_t Player::next_played(std::size_t step) const {
    while (step < script_.size() && !is_played(*script_[step])) ++step;
    return step;
}

void Player::begin_with_sender() {
    driver_.open_front(kFrontAddress, false);
}

std::size_t Player::play_arrival(std::size_t step) {
    const std::size_t end = run_end(step);
    observer_.play(step, next_played(end));
    play_step(step, end);
    return end;
}

void Player::play() {
    std::size_t step = next_played(0);
    observer_.play(0, step);
    if (!begins_with_connect()) begin_with_sender();
    while (step < script_.size() && !observer_.failed()) {
        if (ends_play(*script_[step])) return end_play(step);
        step = next_played(play_arrival(step));
    }
    if (!observer_.failed()) driver_.finish();
}

// What stands above must have come; what follows cannot be compared.
void Player::end_play(std::size_t step) {
    observer_.play(step, step);
    observer_.settle(Side::Front);
    observer_.settle(Side::Back);
}

// How many of `left` octets come next. Small pieces mostly: the seams inside CRLF.CRLF are what matters.
std::size_t Player::next_piece(std::size_t left) {
    static constexpr std::array<std::size_t, 4> kMost{2, 7, 40, 700};
    if (kind_ == Cutting::Kind::Whole) return left;
    if (kind_ == Cutting::Kind::Octets) return 1;
    const std::size_t most = kMost[random_() % kMost.size()];
    return std::min<std::size_t>(left, 1 + random_() % most);
}

void Player::play_step(std::size_t begin, std::size_t end) {
    const auto& what = script_[begin]->what;
    if (const auto* said = std::get_if<Said>(&what)) {
        observer_.settle(said->leg);
        if (!observer_.failed()) play_run(said->leg, begin, end);
    } else if (const auto* pause = std::get_if<Pause>(&what)) {
        observer_.settle(Side::Front);
        observer_.settle(Side::Back);
        if (!observer_.failed()) driver_.pass(pause->lasts);
    } else if (const auto* event = std::get_if<Event>(&what)) {
        observer_.settle(event->leg);
        if (!observer_.failed()) play_event(begin);
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
    const auto open = [&] { return leg == Side::Front ? driver_.front_open() : driver_.back_open(); };
    if (!open()) return observer_.fail("a leg on which the peer can speak", "it is not open");
    // Who is hung up on in the middle of a run is not heard any more.
    for (std::string_view rest = octets; !rest.empty() && open() && !observer_.failed();) {
        const std::string_view piece = rest.substr(0, next_piece(rest.size()));
        rest.remove_prefix(piece.size());
        if (leg == Side::Front) {
            driver_.front_says(piece, leaves);
        } else {
            driver_.back_says(piece, leaves || !rest.empty(), leaves);
        }
    }
    if (leaves && open() && !observer_.failed()) play_event(end - 1);
}

void Player::play_event(std::size_t step) {
    const auto& event = std::get<Event>(script_[step]->what);
    if (event.name == "tls") return observer_.fail("events that this version can play", "tls");
    if (event.leg == Side::Front && event.name == "connect") {
        const bool speaks_first = step + 1 < script_.size() && is_of_front(*script_[step + 1]);
        driver_.open_front(event.operands.empty() ? kFrontAddress : event.operands[0], speaks_first);
    } else if (!ends_leg(event)) {
        driver_.happen(event);
    } else if (event.leg == Side::Front) {
        driver_.end_front(event.name == "reset");
    } else if (driver_.back_open()) {
        driver_.end_back();
    } else {
        observer_.fail("a back that can hang up", "it is not connected");
    }
}

}  // namespace heloise
