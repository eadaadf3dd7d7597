// Which mutant lives, in a program that scripts/mutate has woven them into: the one that HELOISE_MUTANT
// names.
//
// Included before everything else by the compiler's command line, never by the project's own code.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <type_traits>

namespace heloise {

// Remembers that the test that runs came by here (passers_by.cpp).
void came_by_mutant(const char* name);

[[nodiscard]] inline const char* chosen_mutant() {
    static const char* const chosen = std::getenv("HELOISE_MUTANT");
    return chosen;
}

// In a constant expression none is: what is computed at compile time cannot be chosen when the program runs.
[[nodiscard]] constexpr bool mutant(const char* name) {
    if (std::is_constant_evaluated()) return false;
    const char* const chosen = chosen_mutant();
    if (chosen == nullptr) return false;
    if (*chosen == '?') came_by_mutant(name);
    return std::strcmp(chosen, name) == 0;
}

}  // namespace heloise
