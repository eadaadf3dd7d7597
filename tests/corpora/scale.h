// Weighs what a Session holds: the heap is counted while it is called, and what it hands out is taken off.
//
// Under a sanitizer, which has a heap of its own, everything weighs nothing.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>

namespace heloise::testing {

// Octets of the heap in use by this program.
[[nodiscard]] std::ptrdiff_t heap_in_use();

class Scale {
public:
    // What `call` allocates and does not free belongs to the weighed.
    template <class Call>
    auto weigh(Call&& call) {
        const Note note(*this);
        return std::forward<Call>(call)();
    }
    [[nodiscard]] std::ptrdiff_t held() const { return held_; }
    [[nodiscard]] std::ptrdiff_t most() const { return most_; }

private:
    struct Note {
        explicit Note(Scale& scale) : scale_(scale), before_(heap_in_use()) {}
        ~Note() {
            scale_.held_ += heap_in_use() - before_;
            scale_.most_ = std::max(scale_.most_, scale_.held_);
        }
        Note(const Note&) = delete;
        Note& operator=(const Note&) = delete;
        Scale& scale_;
        std::ptrdiff_t before_;
    };
    std::ptrdiff_t held_ = 0;
    std::ptrdiff_t most_ = 0;
};

}  // namespace heloise::testing
