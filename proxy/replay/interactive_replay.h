// Plays a session line by line: the caller gives the peers' next lines, and gets heloise's answer at once,
// so that it can choose the lines after. All printed lines together are a transcript.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "proxy/replay/output_log.h"
#include "proxy/replay/player.h"
#include "proxy/transcript/transcript_file.h"

namespace heloise {

class InteractiveReplay {
public:
    struct Ready {
        Against against;
    };
    // begin() reads the session's settings, lines of "@". On failure it returns an error that is ready to
    // print.
    [[nodiscard]] static std::variant<Ready, std::string> begin(std::string_view settings);

    explicit InteractiveReplay(Ready ready);
    InteractiveReplay(const InteractiveReplay&) = delete;
    InteractiveReplay& operator=(const InteractiveReplay&) = delete;

    struct Played {
        std::string lines;  // the given lines in canonical form, heloise's behind each arrival
    };
    // Plays lines of the peers. On failure it returns an error that is ready to print, and nothing more can
    // be played.
    [[nodiscard]] std::variant<Played, std::string> play(std::string_view lines);
    // awaits() names the answer that heloise needs to go on, for which there is no line: "call", "look-up",
    // "place", or empty.
    [[nodiscard]] std::string_view awaits() const { return player_.driver().awaits(); }

private:
    [[nodiscard]] std::string lines_until(std::size_t end);
    [[nodiscard]] std::string told_since(std::size_t output) const;

    Against against_;
    std::deque<TranscriptLine> lines_;
    std::size_t printed_ = 0;  // of lines_
    Script script_;
    OutputLog output_log_;
    Player player_;
};

}  // namespace heloise
