// Rewriting a transcript file to what heloise says today: `heloise replay --update`.
#pragma once

#include <cstdint>
#include <string>

namespace heloise {

struct Updated {
    enum class Kind : std::uint8_t {
        Same,       // the file passes and was not touched
        Written,    // the file was rewritten, and passes now
        LeftAlone,  // the file fails and was not touched; `text` says why
    };
    Kind kind = Kind::Same;
    std::string text;  // to be printed: the lines taken out and put in, or the reason
};

// update_file() plays the file against its own settings. Where it differs it rewrites heloise's lines, if
// the result passes in every way. Other readers see the old file or the new one, never a part of either.
[[nodiscard]] Updated update_file(const std::string& file);

}  // namespace heloise
