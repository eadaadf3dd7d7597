// What has happened since the start, as plain numbers: one per kind of note, and what never became a session.
#pragma once

#include <array>
#include <cstdint>

#include "proxy/session/actions.h"

namespace heloise {

struct Counters {
    std::array<std::uint64_t, kNoteKinds> notes{};
    std::uint64_t sessions = 0;          // begun
    std::uint64_t refused_too_many = 0;  // 421 at the door
    std::uint64_t refused_access = 0;    // 554 at the door

    void count(NoteKind kind) { ++notes[static_cast<std::size_t>(kind)]; }
    [[nodiscard]] std::uint64_t of(NoteKind kind) const { return notes[static_cast<std::size_t>(kind)]; }
};

}  // namespace heloise
