// Which mutant is alive, in a build that scripts/mutate has woven them into: the one that HELOISE_MUTANT names.
//
// Included before everything else by the compiler's command line, never by the project's own code.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <type_traits>

namespace heloise {

[[nodiscard]] inline const char* chosen_mutant() {
    static const char* const chosen = std::getenv("HELOISE_MUTANT");
    return chosen;
}

// In a constant expression none is: what is computed at compile time cannot be chosen when the program runs.
[[nodiscard]] constexpr bool mutant(const char* name) {
    if (std::is_constant_evaluated()) return false;
    return chosen_mutant() != nullptr && std::strcmp(chosen_mutant(), name) == 0;
}

}  // namespace heloise
