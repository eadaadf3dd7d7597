// A session of which only the peers' next step is known: what heloise says to it is told at once, so that
// whoever gives the steps can choose the one after. The lines printed, one after the other, are a transcript.
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
    // The settings that it is to be played with, lines of "@"; or what is wrong with them, to be printed.
    [[nodiscard]] static std::variant<Ready, std::string> begin(std::string_view settings);

    explicit InteractiveReplay(Ready ready);
    InteractiveReplay(const InteractiveReplay&) = delete;
    InteractiveReplay& operator=(const InteractiveReplay&) = delete;

    struct Played {
        std::string lines;  // those that were given, canonical, and heloise's behind them
    };
    // Plays lines of the peers. Or why they cannot be played, to be printed; nothing can be played after
    // that.
    [[nodiscard]] std::variant<Played, std::string> play(std::string_view lines);
    // What heloise cannot go on without, for which there is no line: "call", "look-up", "place", or empty.
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
