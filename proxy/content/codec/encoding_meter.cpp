// Counts what quoted-printable would have to encode, sixteen octets at a time: each octet of each part that
// may have to be converted passes here.
#include <algorithm>

#include "proxy/base/ascii.h"
#include "proxy/content/codec/quoted_printable.h"
#include "proxy/content/codec/quoted_printable_form.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace heloise {
namespace {

struct Counts {
    std::uint64_t escaped = 0;
    std::uint64_t line_ends = 0;
};

// A CR counts as half of a line end: text has none alone, and anything else is not given quoted-printable.
void count_each(std::string_view octets, Counts& counts) {
    for (const char c : octets) {
        counts.line_ends += c == '\n' ? 1U : 0U;
        const bool stands = (is_printable(c) && c != '=') || c == '\t' || c == '\r' || c == '\n';
        counts.escaped += stands ? 0U : 1U;
    }
}

#if defined(__SSE2__)
constexpr std::size_t kStep = 16;
constexpr std::size_t kBlocks = 255;  // as many as a sum of one octet holds

std::uint64_t sum(__m128i sums) {
    const __m128i halves = _mm_sad_epu8(sums, _mm_setzero_si128());
    return static_cast<std::uint64_t>(_mm_cvtsi128_si64(halves)) +
           static_cast<std::uint64_t>(_mm_cvtsi128_si64(_mm_unpackhi_epi64(halves, halves)));
}

__m128i is(__m128i block, char c) {
    return _mm_cmpeq_epi8(block, _mm_set1_epi8(c));
}

// Takes up to kBlocks blocks of 16 octets from the front.
void count_blocks(std::string_view& octets, Counts& counts) {
    const std::size_t blocks = std::min(octets.size() / kStep, kBlocks);
    __m128i escaped = _mm_setzero_si128();
    __m128i line_ends = _mm_setzero_si128();
    for (std::size_t i = 0; i < blocks; ++i) {
        const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(octets.data() + i * kStep));
        const __m128i lf = is(block, '\n');
        const __m128i blank = _mm_or_si128(_mm_or_si128(lf, is(block, '\r')), is(block, '\t'));
        // Compared as signed, octets over 127 are less than a blank.
        const __m128i low = _mm_andnot_si128(blank, _mm_cmplt_epi8(block, _mm_set1_epi8(' ')));
        const __m128i odd = _mm_or_si128(is(block, '='), is(block, '\x7f'));
        // A true comparison is -1.
        escaped = _mm_sub_epi8(escaped, _mm_or_si128(low, odd));
        line_ends = _mm_sub_epi8(line_ends, lf);
    }
    counts.escaped += sum(escaped);
    counts.line_ends += sum(line_ends);
    octets.remove_prefix(blocks * kStep);
}
#endif

}  // namespace

void EncodingMeter::look(std::string_view octets) {
    octets_ += octets.size();
    Counts counts;
#if defined(__SSE2__)
    while (octets.size() >= kStep) count_blocks(octets, counts);
#endif
    count_each(octets, counts);
    escaped_ += counts.escaped;
    line_ends_ += counts.line_ends;
}

std::uint64_t EncodingMeter::quoted_printable() const {
    const std::uint64_t plain = octets_ + 2 * escaped_;
    const std::uint64_t lines = plain / quoted_printable::kColumns;
    // Text whose own lines are short needs few soft breaks; a paragraph a line needs one for each 75.
    return plain + (lines > line_ends_ ? (lines - line_ends_) * quoted_printable::kSoftBreak.size() : 0);
}

std::uint64_t EncodingMeter::base64() const {
    const std::uint64_t letters = (octets_ + 2) / 3 * 4;
    return letters + letters / 76 * 2;
}

}  // namespace heloise
