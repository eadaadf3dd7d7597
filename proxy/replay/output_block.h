// OutputBlock is what heloise says on one leg between two steps of its peer: the lines that a transcript
// expects, and the octets that came.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/replay/expectations.h"
#include "proxy/transcript/transcript.h"

namespace heloise {

// Placed is a line, and an index of the transcript's lines: it stands before that line at the earliest.
struct Placed {
    TranscriptLine line;
    std::size_t at = 0;
};

struct OutputBlock {
    Side leg = Side::Front;
    std::vector<Placed> expected;  // `at`: its own index
    std::size_t from = 0;          // indices of its first line and of its peer's next step
    std::size_t to = 0;

    struct Piece {
        std::string octets;  // empty: the leg was closed
        std::size_t at = 0;
    };
    std::vector<Piece> came;

    // True when the octets that came are the expected lines.
    [[nodiscard]] bool is_as_expected() const;
    // Returns what came as lines. A body that the transcript leaves out, and that came as the replay sent
    // it, is left out again; expected lines keep their places, unless they came later.
    [[nodiscard]] std::vector<Placed> as_lines() const;
    // Returns the difference, without equal lines at its beginning and end. REQUIRES: !is_as_expected().
    [[nodiscard]] Difference difference(const Transcript& transcript) const;
};

}  // namespace heloise
