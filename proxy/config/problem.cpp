// Collects problems and prints them; whatever a file holds, a printed problem is one harmless line.
#include "proxy/config/problem.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "proxy/base/ascii.h"

namespace heloise {

namespace {

// More of a value than this would hide what the message says about it.
constexpr std::size_t kShownOctets = 60;

// U+0080 to U+009F: controls too, which a terminal that reads UTF-8 obeys.
bool is_control_in_utf8(std::string_view text) {
    return text.size() > 1 && text[0] == '\xc2' && static_cast<unsigned char>(text[1]) < 0xa0;
}

// What may come from a file, or from a library that quotes it, without what a terminal or a log would obey.
std::string without_controls(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::size_t octets = is_control_in_utf8(text.substr(i)) ? 2 : is_control(text[i]) ? 1 : 0;
        if (octets == 0) out += text[i];
        for (const char c : text.substr(i, octets))
            out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        if (octets == 2) ++i;
    }
    return out;
}

}  // namespace

std::string Problem::printed() const {
    return without_controls(
        fmt::format("{}:{}:{}: {}{}", file, at.line, at.column, warning ? "warning: " : "", text));
}

void Problems::error(std::string_view file, Position at, std::string text) {
    all_.push_back({std::string(file), at, std::move(text), false});
}

void Problems::warning(std::string_view file, Position at, std::string text) {
    all_.push_back({std::string(file), at, std::move(text), true});
}

bool Problems::any_error() const {
    return std::any_of(all_.begin(), all_.end(), [](const Problem& problem) { return !problem.warning; });
}

std::vector<Problem> Problems::sorted() const {
    std::vector<std::string_view> files;
    for (const Problem& problem : all_) {
        if (std::find(files.begin(), files.end(), problem.file) == files.end()) files.push_back(problem.file);
    }
    const auto rank = [&files](const Problem& problem) {
        return std::make_tuple(std::find(files.begin(), files.end(), problem.file) - files.begin(),
                               problem.at.line, problem.at.column);
    };
    std::vector<Problem> sorted = all_;
    std::stable_sort(sorted.begin(), sorted.end(),
                     [&rank](const Problem& a, const Problem& b) { return rank(a) < rank(b); });
    // A profile that two backends name is read twice; its mistakes are told once.
    const auto same = [&rank](const Problem& a, const Problem& b) {
        return rank(a) == rank(b) && a.text == b.text;
    };
    sorted.erase(std::unique(sorted.begin(), sorted.end(), same), sorted.end());
    return sorted;
}

std::string shown(std::string_view text) {
    return "\"" + shown_key(text) + "\"";
}

std::string shown_key(std::string_view key) {
    return without_controls(key.substr(0, kShownOctets)) + (key.size() > kShownOctets ? "..." : "");
}

}  // namespace heloise
