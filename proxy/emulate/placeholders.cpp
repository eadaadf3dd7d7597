// Replaces the placeholders of an answer; see placeholders.h.
#include "proxy/emulate/placeholders.h"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "proxy/base/ascii.h"

namespace heloise {
namespace {

constexpr std::array kPlaceholders = {
    std::pair{std::string_view("hostname"), &PlaceholderValues::hostname},
    std::pair{std::string_view("date"), &PlaceholderValues::date},
    std::pair{std::string_view("operand"), &PlaceholderValues::operand},
    std::pair{std::string_view("path"), &PlaceholderValues::path},
    std::pair{std::string_view("size"), &PlaceholderValues::size},
    std::pair{std::string_view("verb"), &PlaceholderValues::verb},
    std::pair{std::string_view("sender"), &PlaceholderValues::sender},
};

using Member = std::string_view PlaceholderValues::*;

Member member_named(std::string_view word) {
    for (const auto& [name, member] : kPlaceholders)
        if (name == word) return member;
    return nullptr;
}

// The next "{word}" of `text`, without braces, and where its brace opens; npos when there is none.
std::pair<std::size_t, std::string_view> next_braced(std::string_view text) {
    const std::size_t open = text.find('{');
    if (open == std::string_view::npos) return {open, {}};
    const std::size_t close = text.find('}', open);
    if (close == std::string_view::npos) return {close, {}};
    return {open, text.substr(open + 1, close - open - 1)};
}

}  // namespace

std::string expand(std::string_view text, const PlaceholderValues& values) {
    std::string out;
    for (;;) {
        const auto [open, word] = next_braced(text);
        out += text.substr(0, open);
        if (open == std::string_view::npos) return out;
        if (const Member member = member_named(word))
            for (const char c : values.*member) out += is_printable(c) ? c : '?';
        text.remove_prefix(open + word.size() + 2);
    }
}

std::string_view unknown_placeholder(std::string_view text) {
    for (;;) {
        const auto [open, word] = next_braced(text);
        if (open == std::string_view::npos) return {};
        if (!member_named(word)) return word;
        text.remove_prefix(open + word.size() + 2);
    }
}

std::string rfc822_date(std::chrono::sys_seconds when) {
    constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(when);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(when - day);
    return fmt::format("{}, {} {} {:02} {:02}:{:02}:{:02} GMT", kDays[std::chrono::weekday(day).c_encoding()],
                       static_cast<unsigned>(date.day()), kMonths[static_cast<unsigned>(date.month()) - 1],
                       static_cast<int>(date.year()) % 100, time.hours().count(), time.minutes().count(),
                       time.seconds().count());
}

}  // namespace heloise
