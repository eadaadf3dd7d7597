// What heloise says on one leg between two steps of its peer: as a transcript has it, and as it came.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/replay/expectations.h"
#include "proxy/transcript/transcript.h"

namespace heloise {

// A line, and the index in the transcript's lines before which it stands at the earliest.
struct Placed {
    TranscriptLine line;
    std::size_t at = 0;
};

struct OutputBlock {
    Side leg = Side::Front;
    std::vector<Placed> expected;  // at: where it stands
    std::size_t from = 0;          // the lines that it lies between
    std::size_t to = 0;

    struct Piece {
        std::string octets;  // empty: the leg was closed
        std::size_t at = 0;
    };
    std::vector<Piece> came;

    // Is what came what is expected?
    [[nodiscard]] bool is_as_expected() const;
    // What came as lines. A body that was left out of the transcript and came as it was sent is left out
    // again; lines that are expected are where they are expected, unless they came later.
    [[nodiscard]] std::vector<Placed> as_lines() const;
    // The first and last lines that are the same are left out. REQUIRES: !is_as_expected().
    [[nodiscard]] Difference difference(const Transcript& transcript) const;
};

}  // namespace heloise
