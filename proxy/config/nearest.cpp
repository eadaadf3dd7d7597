// Counts slips of a key; the nearest name wins if it is near enough.
#include "proxy/config/nearest.h"

#include <algorithm>
#include <vector>

#include "proxy/base/ascii.h"

namespace heloise {

namespace {

// Longer than any key; the work below is quadratic and the text may be anybody's.
constexpr std::size_t kLongest = 64;

// Damerau's distance in the "optimal string alignment" form: three rows of the usual matrix.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        before.swap(last);
        last.swap(row);
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = to_lower(a[i - 1]) == to_lower(b[j - 1]);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0U : 1U)});
            const bool swapped = i > 1 && j > 1 && to_lower(a[i - 1]) == to_lower(b[j - 2]) &&
                                 to_lower(a[i - 2]) == to_lower(b[j - 1]);
            if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
        }
    }
    return row[b.size()];
}

}  // namespace

std::string_view nearest(std::string_view wrong, std::span<const std::string_view> names) {
    if (wrong.size() > kLongest) return {};
    std::string_view best;
    // A third of the word wrong, but two slips even in a short one.
    std::size_t best_distance = std::max<std::size_t>(2, wrong.size() / 3) + 1;
    for (const std::string_view name : names) {
        const std::size_t slips = distance(wrong, name);
        if (slips < best_distance && slips < name.size()) {
            best = name;
            best_distance = slips;
        }
    }
    return best;
}

}  // namespace heloise
