// The lines of a recording, and the pauses between them: a pause is written only where a line needs it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "proxy/base/time.h"
#include "proxy/transcript/transcript.h"

namespace heloise {

class RecordedScript {
public:
    // A replay, whose clock may be behind by kNear / 2, cannot tell a deadline from what happens within
    // kNear of it.
    static constexpr Duration kNear{20};

    explicit RecordedScript(Duration start) : clock_(start), now_(start), due_(start) {}

    // Sets the time of the next line (Moment::steady). `exactly`: the pause is written even if it is under
    // 10 ms.
    void at(Duration now, bool exactly);
    // Sets the time of the next line, which the timer for `deadline` caused.
    void at_deadline(Duration now, Duration deadline);
    // Sets the time of the next line, before which the timer for `deadline` did not fire, though it may be
    // due: time beyond the deadline passes as "F! late".
    void at_late(Duration now, Duration deadline);

    // Writes the pending pause now, even if it is under 10 ms.
    void keep_exactly();

    void say(const Said& said);
    // Writes octets with nothing left out, a line each; the last may be incomplete.
    void say_text(Side leg, bool by_peer, std::string_view octets);
    // Writes the pending pause, then `line` as it is: "B! turn".
    void add(std::string_view line);
    // The time at which add_before() writes its line, if the timer for `deadline` has fired.
    [[nodiscard]] Duration before(Duration now, Duration deadline) const;
    // Writes a line that must stand before the next one takes effect. What a deadline causes happens within
    // the pause that leads to it, so there `line` stands kNear before the end of that pause.
    void add_before(std::string_view line);
    // Writes a line without the pending pause.
    void put(std::string_view line);
    // Writes "F! unplayable", which ends a replay; only the first call does.
    void end_play();

    [[nodiscard]] std::string take() { return std::exchange(text_, {}); }
    [[nodiscard]] std::size_t size() const { return text_.size(); }
    // The time up to which pauses are written.
    [[nodiscard]] Duration clock() const { return clock_; }
    // The last line, without its newline, for a caller whose line must not stand right behind a certain
    // other.
    [[nodiscard]] const std::string& last() const { return last_; }

private:
    void keep_time();

    Duration clock_;  // the transcript's: the time up to which pauses are written
    Duration now_;
    std::optional<Duration> deadline_;
    bool exactly_ = false;
    Duration due_;  // when the next line was due; now_ may be later
    bool unplayable_ = false;
    std::string last_;
    std::string text_;
};

}  // namespace heloise
