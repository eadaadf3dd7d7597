// Counts the program's heap by standing in for operator new and delete; see scale.h.
#include "tests/corpora/scale.h"

#include <atomic>
#include <cstdlib>
#include <new>

#include <malloc.h>

namespace {

std::atomic<std::ptrdiff_t> in_use{0};

}  // namespace

#ifndef HELOISE_SANITIZED

void* operator new(std::size_t octets) {
    void* const block = std::malloc(octets == 0 ? 1 : octets);
    if (block == nullptr) throw std::bad_alloc();
    in_use += static_cast<std::ptrdiff_t>(malloc_usable_size(block));
    return block;
}

void operator delete(void* block) noexcept {
    if (block != nullptr) in_use -= static_cast<std::ptrdiff_t>(malloc_usable_size(block));
    std::free(block);
}

void operator delete(void* block, std::size_t) noexcept {
    operator delete(block);
}

#endif

namespace heloise::testing {

std::ptrdiff_t heap_in_use() {
    return in_use;
}

}  // namespace heloise::testing
