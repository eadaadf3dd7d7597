// Lines and pauses.
#include "proxy/record/recorded_script.h"

#include <algorithm>

#include <fmt/format.h>

#include "proxy/config/units.h"

namespace heloise {
namespace {

using namespace std::chrono_literals;

// A shorter wait is not worth a line: it is written with the next longer one.
constexpr Duration kNoticeable = 10ms;

}  // namespace

void RecordedScript::at(Duration now, bool exactly) {
    now_ = std::max(now, clock_);
    exactly_ = exactly;
    due_ = now_;
    deadline_.reset();
}

void RecordedScript::at_deadline(Duration now, Duration deadline) {
    // One that went off late must not let others go off on the way: the clock stands where it was due.
    const bool near = now <= deadline + kNear / 2;
    at(near ? std::min(now, deadline) : now, true);
    due_ = std::min(now_, deadline);
    if (!near) deadline_ = due_ - kNear;
}

void RecordedScript::at_late(Duration now, Duration deadline) {
    at(now, false);
    if (deadline - kNear < now) deadline_ = deadline - kNear;
}

void RecordedScript::keep_time() {
    const Duration wait = now_ - clock_;
    const bool exactly = std::exchange(exactly_, false);
    const auto deadline = std::exchange(deadline_, std::nullopt);
    if (wait < kNoticeable && !exactly && !deadline) return;
    const Duration noticed = deadline ? std::clamp(*deadline - clock_, Duration{}, wait) : wait;
    clock_ = now_;
    if (noticed.count() > 0 || (exactly && !deadline)) put("F~ " + duration_text(noticed));
    if (wait > noticed) put("F! late " + duration_text(wait - noticed));
    if (exactly && deadline) put("F~ " + duration_text({}));
}

void RecordedScript::keep_exactly() {
    exactly_ = exactly_ || !deadline_;
    keep_time();
}

void RecordedScript::put(std::string_view line) {
    text_.append(line).append("\n");
    last_ = line;
}

void RecordedScript::add(std::string_view line) {
    keep_time();
    put(line);
}

Duration RecordedScript::before(Duration now, Duration deadline) const {
    const bool late = deadline + kNear / 2 < now;
    return late ? now : std::max(clock_, std::min(now, deadline) - kNear);
}

void RecordedScript::add_before(std::string_view line) {
    if (exactly_ && deadline_) {  // too late: the clock goes there first
        exactly_ = false;
        keep_time();
        exactly_ = true;
    } else if (exactly_ && due_ - kNear > clock_) {
        const Duration now = std::exchange(now_, due_ - kNear);
        keep_time();
        at_deadline(now, due_);
    }
    if (!exactly_) keep_time();
    put(line);
}

void RecordedScript::say(const Said& said) {
    add(print(TranscriptLine{0, said}));
}

void RecordedScript::say_text(Side leg, bool by_peer, std::string_view octets) {
    while (!octets.empty()) {
        const std::size_t end = octets.find("\r\n");
        const std::size_t line = end == std::string_view::npos ? octets.size() : end + 2;
        say({.leg = leg,
             .by_peer = by_peer,
             .octets = std::string(octets.substr(0, line)),
             .body_sha256 = {}});
        octets.remove_prefix(line);
    }
}

void RecordedScript::end_play() {
    if (!std::exchange(unplayable_, true)) put("F! unplayable");
}

}  // namespace heloise
