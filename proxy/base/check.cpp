// Prints the broken invariant and ends the process; see check.h for when that is right.
#include "proxy/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace heloise {

void check_failed(const char* condition, const char* file, int line) noexcept {
    std::fprintf(stderr, "heloise: internal error: %s at %s:%d\n", condition, file, line);
    std::abort();
}

}  // namespace heloise
