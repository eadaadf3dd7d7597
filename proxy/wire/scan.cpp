// Sixteen octets at a time where SSE2 is (every x86-64), eight elsewhere: the body is most of what
// passes through heloise, and this loop is most of what heloise does to it.
#include "proxy/wire/scan.h"

#include <bit>
#include <cstdint>
#include <cstring>

#include "proxy/base/ascii.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace heloise {
namespace {

constexpr bool is_line_octet(char c) {
    return c == '\r' || c == '\n' || c == '\0';
}

#if defined(__SSE2__)
constexpr std::size_t kStep = 16;

// Bit i is set when octet i ends the scan; `high` likewise for octets over 127.
unsigned look(const char* at, unsigned& high) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i cr = _mm_cmpeq_epi8(block, _mm_set1_epi8('\r'));
    const __m128i lf = _mm_cmpeq_epi8(block, _mm_set1_epi8('\n'));
    const __m128i nul = _mm_cmpeq_epi8(block, _mm_setzero_si128());
    high = static_cast<unsigned>(_mm_movemask_epi8(block));
    return static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(cr, lf), nul)));
}
#else
constexpr std::size_t kStep = 8;

unsigned look(const char* at, unsigned& high) {
    unsigned found = 0;
    high = 0;
    for (unsigned i = 0; i < kStep; ++i) {
        found |= static_cast<unsigned>(is_line_octet(at[i])) << i;
        high |= static_cast<unsigned>(is_eight_bit(at[i])) << i;
    }
    return found;
}
#endif

}  // namespace

std::size_t find_line_octet(std::string_view octets, bool& eight_bit) {
    std::size_t i = 0;
    for (; i + kStep <= octets.size(); i += kStep) {
        unsigned high = 0;
        const unsigned found = look(octets.data() + i, high);
        if (found != 0) {
            const unsigned first = static_cast<unsigned>(std::countr_zero(found));
            eight_bit |= (high & ((1U << first) - 1)) != 0;
            return i + first;
        }
        eight_bit |= high != 0;
    }
    for (; i < octets.size() && !is_line_octet(octets[i]); ++i) eight_bit |= is_eight_bit(octets[i]);
    return i;
}

}  // namespace heloise
