// CHECK(condition): an invariant of our own code, tested in every build.
//
// For mistakes of ours only, never for what a peer, a file or an operator can cause. A daemon that
// has lost track of a transaction must not go on to answer 250: it stops, and the senders retry.
#pragma once

namespace heloise {

[[noreturn]] void check_failed(const char* condition, const char* file, int line) noexcept;

}  // namespace heloise

#define CHECK(condition)                                             \
    do {                                                             \
        if (!(condition)) [[unlikely]]                               \
            ::heloise::check_failed(#condition, __FILE__, __LINE__); \
    } while (false)
