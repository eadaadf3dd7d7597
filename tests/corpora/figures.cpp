// Prints what was counted; see figures.h.
#include "tests/corpora/figures.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "tests/corpora/gateways.h"

namespace heloise::testing {

Figures& Figures::of_this_run() {
    static Figures figures;
    return figures;
}

void Figures::refused(const std::string& table, const std::string& what, const std::string& who,
                      const std::string& where) {
    refusals_[table][what][who].insert(where);
}

std::string Figures::text(bool name_all) const {
    constexpr std::size_t kNamed = 12;
    std::string out;
    for (const auto& [what, count] : counts_) out += fmt::format("{:8} {}\n", count, what);
    for (const auto& [table, rows] : refusals_) {
        out += fmt::format("\n{}\n", table);
        for (const auto& [what, files] : rows) {
            out += fmt::format("{:8} {}\n", files.size(), what);
            if (!name_all && files.size() > kNamed) continue;
            for (const auto& [who, where] : files) {
                const bool everywhere = where.size() == places().size();
                out += fmt::format("           {}: {}\n", who,
                                   everywhere ? "everywhere" : fmt::format("{}", fmt::join(where, "; ")));
            }
        }
    }
    return out;
}

}  // namespace heloise::testing
