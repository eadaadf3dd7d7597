// A line per rule.
#include "proxy/commands/replay_report.h"

#include <algorithm>
#include <iostream>
#include <utility>
#include <vector>

namespace heloise {

void print_by_rule(const CountsByRule& counts) {
    std::vector<std::pair<const Rule*, int>> rows(counts.begin(), counts.end());
    std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
        return a.second != b.second ? a.second > b.second : a.first < b.first;
    });
    for (const auto& [rule, count] : rows) std::cout << "  " << count << " x " << text_of(*rule) << '\n';
}

}  // namespace heloise
