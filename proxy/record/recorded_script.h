// The lines of a recording, and the pauses between them: time passes only where a line needs it.
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
    // A deadline's distance that a replay, whose clock is behind by up to half of it, could confuse.
    static constexpr Duration kNear{20};

    explicit RecordedScript(Duration start) : clock_(start), now_(start), due_(start) {}

    // The next line belongs to this moment (Moment::steady). `exactly`: even if that is hardly later than the
    // line before.
    void at(Duration now, bool exactly);
    // The same where the timer for `deadline` has gone off.
    void at_deadline(Duration now, Duration deadline);
    // The same where it should have, and had not.
    void at_late(Duration now, Duration deadline);

    // Exactly, if the time that was told last is not on its way to a deadline; and at once.
    void keep_exactly();

    void say(const Said& said);
    // Octets with nothing left out: lines, and perhaps the beginning of one.
    void say_text(Side leg, bool by_peer, std::string_view octets);
    // A line as it is, "B! turn".
    void add(std::string_view line);
    // When a line of add_before() stands, if the timer for `deadline` has gone off.
    [[nodiscard]] Duration before(Duration now, Duration deadline) const;
    // A line that must stand before what happens then: what a deadline makes happen does so within the pause
    // that leads to it.
    void add_before(std::string_view line);
    // A line whatever the time is.
    void put(std::string_view line);
    // A replay comes to an end here, if it has not before.
    void end_play();

    [[nodiscard]] std::string take() { return std::exchange(text_, {}); }
    [[nodiscard]] std::size_t size() const { return text_.size(); }
    // How far the transcript's clock has come.
    [[nodiscard]] Duration clock() const { return clock_; }
    // What the last line was, without its newline, for who must not stand right behind another.
    [[nodiscard]] const std::string& last() const { return last_; }

private:
    void keep_time();

    Duration clock_;  // of the transcript, as far as it has been written
    Duration now_;
    std::optional<Duration> deadline_;
    bool exactly_ = false;
    Duration due_;  // what happens exactly does so then, or later
    bool unplayable_ = false;
    std::string last_;
    std::string text_;
};

}  // namespace heloise
