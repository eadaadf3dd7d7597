// Octets to lines, and lines to their old places.
#include "proxy/replay/output_block.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "proxy/replay/placeholder_body.h"

namespace heloise {
namespace {

constexpr std::string_view kCrlf = "\r\n";

std::string all_octets(const std::vector<OutputBlock::Piece>& pieces) {
    std::string octets;
    for (const auto& piece : pieces) octets.append(piece.octets);
    return octets;
}

// Where the octet before `end` came.
std::size_t came_at(const std::vector<OutputBlock::Piece>& pieces, std::size_t end) {
    for (const auto& piece : pieces) {
        if (end <= piece.octets.size()) return piece.at;
        end -= piece.octets.size();
    }
    return pieces.empty() ? 0 : pieces.back().at;
}

const Said* omitted(const Placed& placed, Said::Omitted kind) {
    const auto* said = std::get_if<Said>(&placed.line.what);
    return said != nullptr && said->omitted == kind ? said : nullptr;
}

// A body that was left out, found again among what came.
struct Body {
    std::size_t begin = std::string::npos;
    const Said* said = nullptr;
};

Body find_body(const OutputBlock& block, std::string_view octets, std::size_t from) {
    Body first;
    for (const Placed& placed : block.expected) {
        const Said* said = omitted(placed, Said::Omitted::Body);
        if (said == nullptr || said->body_octets == 0) continue;
        const std::size_t begin = octets.find(placeholder_body(said->body_octets), from);
        // A short one looks like the beginning of a long one.
        const bool longer = first.said != nullptr && said->body_octets > first.said->body_octets;
        if (begin < first.begin || (begin != std::string::npos && begin == first.begin && longer))
            first = {begin, said};
    }
    return first;
}

// The line that "AUTH PLAIN \{secret}" stands for.
const Said* find_secret(const OutputBlock& block, std::string_view line) {
    for (const Placed& placed : block.expected) {
        const Said* said = omitted(placed, Said::Omitted::Secret);
        if (said == nullptr) continue;
        const auto before = std::string_view(said->octets).substr(0, said->octets.size() - kCrlf.size());
        if (line.starts_with(before)) return said;
    }
    return nullptr;
}

Said line_of(const OutputBlock& block, std::string_view octets) {
    if (const Said* secret = find_secret(block, octets)) return *secret;
    Said said;
    said.leg = block.leg;
    said.by_peer = false;
    said.octets = octets;
    return said;
}

std::vector<Placed> cut_into_lines(const OutputBlock& block) {
    const std::string octets = all_octets(block.came);
    std::vector<Placed> lines;
    Body body = find_body(block, octets, 0);
    for (std::size_t begin = 0; begin < octets.size();) {
        const std::size_t crlf = octets.find(kCrlf, begin);
        std::size_t end = crlf == std::string::npos ? octets.size() : crlf + kCrlf.size();
        TranscriptLine line;
        if (begin == body.begin) {
            end = begin + body.said->body_octets;
            line.what = *body.said;
            body = find_body(block, octets, end);
        } else {
            end = std::min(end, std::max(body.begin, begin + 1));
            line.what = line_of(block, std::string_view(octets).substr(begin, end - begin));
        }
        lines.push_back({std::move(line), came_at(block.came, end)});
        begin = end;
    }
    for (const OutputBlock::Piece& piece : block.came) {
        if (!piece.octets.empty()) continue;
        TranscriptLine line;
        line.what = Event{block.leg, false, "close", {}};
        lines.push_back({std::move(line), piece.at});
    }
    return lines;
}

// How many lines at the beginning are the same, and how many of the others at the end.
std::pair<std::size_t, std::size_t> common(const std::vector<Placed>& one, const std::vector<Placed>& other) {
    const std::size_t most = std::min(one.size(), other.size());
    std::size_t first = 0;
    while (first < most && one[first].line.what == other[first].line.what) ++first;
    std::size_t last = 0;
    while (last < most - first &&
           one[one.size() - 1 - last].line.what == other[other.size() - 1 - last].line.what)
        ++last;
    return {first, last};
}

// The lines between those that are the same; of many the beginning.
std::string printed(const std::vector<Placed>& lines, std::size_t first, std::size_t last) {
    constexpr std::size_t kLines = 12;
    std::string text;
    for (std::size_t i = first; i < lines.size() - last; ++i) {
        if (!text.empty()) text.push_back('\n');
        if (i - first == kLines) return text.append("...");
        text.append(print(lines[i].line));
    }
    return text;
}

}  // namespace

bool OutputBlock::is_as_expected() const {
    const std::vector<Placed> lines = cut_into_lines(*this);
    if (lines.size() == expected.size() && common(expected, lines).first == lines.size()) return true;
    Transcript alone;
    for (const Placed& placed : expected) alone.lines.push_back(placed.line);
    Expectations expectations(alone);
    expectations.play(0, expectations.script().size());
    for (const Piece& piece : came) {
        if (piece.octets.empty()) {
            expectations.closed(leg);
        } else {
            expectations.said(leg, piece.octets);
        }
    }
    expectations.finish();
    return !expectations.failed();
}

std::vector<Placed> OutputBlock::as_lines() const {
    std::vector<Placed> lines = cut_into_lines(*this);
    const auto [first, last] = common(expected, lines);
    std::size_t least = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const bool at_end = i >= lines.size() - last;
        const std::size_t old = at_end ? expected.size() - (lines.size() - i) : i;
        const bool has_place = at_end || i < expected.size() - last;
        if (has_place) lines[i].at = std::max(lines[i].at, expected[old].at);
        lines[i].at = least = std::max(least, lines[i].at);
    }
    return lines;
}

Difference OutputBlock::difference(const Transcript& transcript) const {
    const std::vector<Placed> lines = cut_into_lines(*this);
    const auto [first, last] = common(expected, lines);
    Difference difference;
    difference.expected = printed(expected, first, last);
    difference.got = printed(lines, first, last);
    const bool missing = first < expected.size() - last;
    const std::size_t at = missing ? expected[first].at : std::max(lines[first].at, std::size_t{1}) - 1;
    difference.line = transcript.lines.empty() ? 0 : transcript.lines[at].number;
    if (!missing) difference.expected = "nothing more on this leg";
    if (difference.got.empty()) difference.got = "(nothing)";
    return difference;
}

}  // namespace heloise
