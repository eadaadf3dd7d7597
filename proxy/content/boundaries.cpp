// Innermost first, exact matches before odd ones: an inner boundary is often the outer one and a suffix.
#include "proxy/content/boundaries.h"

#include <algorithm>
#include <utility>

#include "proxy/base/ascii.h"

namespace heloise {

void Boundaries::open(std::string boundary, std::size_t level) {
    open_.push_back({std::move(boundary), level});
}

void Boundaries::close_from(std::size_t level) {
    while (!open_.empty() && open_.back().level >= level) open_.pop_back();
}

bool Boundaries::clash(std::string_view boundary) const {
    const auto closes = [](std::string_view longer, std::string_view shorter) {
        return longer.size() == shorter.size() + 2 && longer.starts_with(shorter) && longer.ends_with("--");
    };
    return std::any_of(open_.begin(), open_.end(), [&](const Open& other) {
        return other.boundary == boundary || closes(other.boundary, boundary) ||
               closes(boundary, other.boundary);
    });
}

Boundaries::Match Boundaries::match(std::string_view line) const {
    if (!line.starts_with("--")) return {};
    line.remove_prefix(2);
    while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) line.remove_suffix(1);
    Match odd;
    for (auto open = open_.rbegin(); open != open_.rend(); ++open) {
        if (!line.starts_with(open->boundary)) continue;
        const std::string_view rest = line.substr(open->boundary.size());
        if (trim(rest).empty()) return {Match::Kind::Part, open->level};
        if (rest.starts_with("--") && trim(rest.substr(2)).empty()) return {Match::Kind::Close, open->level};
        if (odd.kind == Match::Kind::None) odd = {Match::Kind::Odd, open->level};
    }
    return odd;
}

}  // namespace heloise
