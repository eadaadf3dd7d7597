// Rewriting a transcript file to what heloise says today: `heloise replay --update`.
#pragma once

#include <cstdint>
#include <string>

namespace heloise {

struct Updated {
    enum class Kind : std::uint8_t {
        Same,       // it plays as it is: not an octet was touched
        Written,    // it does now
        LeftAlone,  // and why
    };
    Kind kind = Kind::Same;
    std::string text;  // to be printed: the lines taken out and put in, or the reason
};

// Plays the file against its own settings, and writes it anew where it differs: only what heloise says and
// does, and only if it then plays in every way. Whoever reads it meanwhile sees the old file or the new one,
// never a part.
[[nodiscard]] Updated update_file(const std::string& file);

}  // namespace heloise
