// Parsing and printing the lines of a transcript, a function per kind of line and direction.
#include "proxy/transcript/transcript.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "proxy/base/ascii.h"
#include "proxy/base/limits.h"
#include "proxy/config/units.h"
#include "proxy/transcript/escapes.h"
#include "proxy/transcript/transcript_events.h"

namespace heloise {
namespace {

using What = decltype(TranscriptLine::what);
// A line's meaning, or what is wrong with it.
using Parsed = std::variant<What, std::string>;

constexpr std::string_view kCrlf = "\r\n";
constexpr std::string_view kNoCrlf = "\\+";
constexpr std::string_view kSecret = "\\{secret}";
constexpr std::string_view kDate = "\\{date}";
constexpr std::string_view kParameters = "\\{parameters}";
constexpr std::string_view kBody = "\\{body octets=";
constexpr std::string_view kChanged = "\\{changed octets=";
constexpr std::string_view kSha256 = " sha256=";
constexpr std::size_t kSha256Digits = 64;

// What stands alone on its line, for what heloise says. `octets`: that the line is to say beside.
struct Alone {
    std::string_view text;
    Said::Omitted omitted;
    std::string_view octets;
};
constexpr std::array kAlone{
    Alone{"\\{anything}", Said::Omitted::Anything, ""},
    Alone{"\\{begins}", Said::Omitted::Begins, ""},
    Alone{"BDAT \\{size}", Said::Omitted::Size, "BDAT \r\n"},
    Alone{"BDAT \\{size} LAST", Said::Omitted::Size, "BDAT  LAST\r\n"},
};

// What stands for the rest of a line.
constexpr std::array kEndings{std::pair{Said::Omitted::Secret, kSecret},
                              std::pair{Said::Omitted::Date, kDate},
                              std::pair{Said::Omitted::Parameters, kParameters}};

bool take(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

//   "@ " ["/"] key " = " value
Parsed parse_setting(std::string_view text) {
    if (!take(text, "@ ")) return "a setting is written \"@ key = value\"";
    Setting setting;
    setting.top_level = take(text, "/");
    const std::size_t equals = text.find(" = ");
    if (equals == std::string_view::npos || equals == 0) return "a setting is written \"@ key = value\"";
    setting.key = text.substr(0, equals);
    setting.value = text.substr(equals + 3);
    const bool blank = std::any_of(setting.key.begin(), setting.key.end(), is_blank);
    if (blank || setting.value.empty()) return "a setting is written \"@ key = value\"";
    return setting;
}

bool is_sha256(std::string_view text) {
    return text.size() == kSha256Digits && std::all_of(text.begin(), text.end(), [](char c) {
               return is_digit(c) || (c >= 'a' && c <= 'f');
           });
}

//   ("\{body" / "\{changed") " octets=" 1*DIGIT " sha256=" 64HEXDIG "}"
bool parse_body(std::string_view text, Said& said) {
    said.body_changed = take(text, kChanged);
    if ((!said.body_changed && !take(text, kBody)) || !text.ends_with('}')) return false;
    text.remove_suffix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), said.body_octets);
    if (error != std::errc()) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (!take(text, kSha256) || !is_sha256(text)) return false;
    said.body_sha256 = text;
    said.omitted = Said::Omitted::Body;
    return true;
}

// "... \{secret}", "...\{date}": taken off, with the blank before it, which is not at the line's end.
void take_ending(std::string_view& text, std::string_view ending, Said::Omitted omitted, Said& said) {
    if (!text.ends_with(ending)) return;
    text.remove_suffix(ending.size());
    said.omitted = omitted;
    if (!text.ends_with(' ')) return;
    text.remove_suffix(1);
    said.octets = " ";
}

Parsed parse_said(Side leg, bool by_peer, std::string_view text) {
    Said said{.leg = leg, .by_peer = by_peer, .octets = {}, .body_sha256 = {}};
    if (text.starts_with(kBody) || text.starts_with(kChanged)) {
        if (!parse_body(text, said) || (said.body_changed && by_peer))
            return "a body is written \"\\{body octets=N sha256=H}\", alone on its line";
        if (by_peer && said.body_octets > limits::kBodyLeftOut)
            return "a body that a peer sends is made up to be replayed, and is of 1 GiB at most";
        return said;
    }
    for (const Alone& one : kAlone) {
        if (text != one.text) continue;
        if (by_peer) return fmt::format("\"{}\" is for what heloise says", one.text);
        said.omitted = one.omitted;
        said.octets = one.octets;
        return said;
    }
    const bool crlf = !text.ends_with(kNoCrlf);
    if (!crlf) text.remove_suffix(kNoCrlf.size());
    take_ending(text, kSecret, Said::Omitted::Secret, said);
    if (!by_peer) take_ending(text, kDate, Said::Omitted::Date, said);
    if (!by_peer) take_ending(text, kParameters, Said::Omitted::Parameters, said);
    if (!crlf && said.omitted != Said::Omitted::Nothing) return "\"\\{secret}\" ends its line";
    const auto octets = unescape(text);
    if (!octets)
        return "octets outside printable ASCII, the backslash and a blank at the end are written \\xNN";
    said.octets.insert(0, *octets);
    if (crlf) said.octets.append(kCrlf);
    return said;
}

Parsed parse_event(Side leg, bool by_peer, std::string_view text) {
    Event event{.leg = leg, .by_peer = by_peer, .name = {}, .operands = {}};
    std::vector<std::string> words;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        words.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (words.back().empty()) return "one blank stands between the words of an event";
    }
    if (words.empty()) return "an event without a name";
    event.name = words.front();
    event.operands.assign(words.begin() + 1, words.end());
    if (auto fault = fault_of(event)) return *std::move(fault);
    return event;
}

Parsed parse_pause(Side leg, std::string_view text) {
    const auto lasts = parse_duration(text);
    if (!lasts) return "time is written \"1500ms\", \"30s\", \"5m\" or \"1h\"";
    if (*lasts > limits::kPause) return "a pause is of a year at the most";
    return Pause{leg, *lasts};
}

Parsed parse_line(std::string_view text) {
    if (text.empty() || text.starts_with('#')) return Remark{std::string(text)};
    if (text.starts_with('@')) return parse_setting(text);
    const Side leg = text.starts_with('B') ? Side::Back : Side::Front;
    if (!text.starts_with('F') && !text.starts_with('B')) return "a line begins with F, B, @ or #";
    const char sign = text.size() > 1 ? text[1] : ' ';
    std::string_view rest = text.substr(std::min<std::size_t>(2, text.size()));
    if (!rest.empty() && !take(rest, " ")) return "a blank stands behind the sign";
    switch (sign) {
        case '>': return parse_said(leg, true, rest);
        case '<': return parse_said(leg, false, rest);
        case '!': return parse_event(leg, true, rest);
        case '=': return parse_event(leg, false, rest);
        case '~': return parse_pause(leg, rest);
        default: return "behind F or B stands one of > < ! = ~";
    }
}

// The sign and the blank that all but an empty line has.
std::string begin(Side leg, char sign, std::string_view rest) {
    return fmt::format("{}{}{}{}", leg == Side::Front ? 'F' : 'B', sign, rest.empty() ? "" : " ", rest);
}

std::string printed_octets(const Said& said) {
    if (said.omitted == Said::Omitted::Body) {
        return fmt::format("{}{}{}{}}}", said.body_changed ? kChanged : kBody, said.body_octets, kSha256,
                           said.body_sha256);
    }
    for (const Alone& one : kAlone) {
        if (said.omitted == one.omitted && said.octets == one.octets) return std::string(one.text);
    }
    std::string_view octets = said.octets;
    const bool crlf = octets.ends_with(kCrlf);
    if (crlf) octets.remove_suffix(kCrlf.size());
    for (const auto& [omitted, ending] : kEndings) {
        if (said.omitted != omitted) continue;
        const bool blank = octets.ends_with(' ');
        if (blank) octets.remove_suffix(1);
        return escape(octets).append(blank ? " " : "").append(ending);
    }
    return escape(octets).append(crlf ? "" : kNoCrlf);
}

struct Printer {
    std::string operator()(const Remark& remark) const { return remark.text; }
    std::string operator()(const Setting& setting) const {
        return fmt::format("@ {}{} = {}", setting.top_level ? "/" : "", setting.key, setting.value);
    }
    std::string operator()(const Said& said) const {
        return begin(said.leg, said.by_peer ? '>' : '<', printed_octets(said));
    }
    std::string operator()(const Event& event) const {
        std::string words = event.name;
        for (const std::string& operand : event.operands) words.append(" ").append(operand);
        return begin(event.leg, event.by_peer ? '!' : '=', words);
    }
    std::string operator()(const Pause& pause) const {
        return begin(pause.leg, '~', duration_text(pause.lasts));
    }
};

}  // namespace

std::variant<Transcript, TranscriptError> parse_transcript(std::string_view text) {
    Transcript transcript;
    for (int number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        Parsed parsed = parse_line(text.substr(0, end));
        if (auto* fault = std::get_if<std::string>(&parsed))
            return TranscriptError{number, std::move(*fault)};
        transcript.lines.push_back({number, std::get<What>(std::move(parsed))});
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return transcript;
}

std::string print(const TranscriptLine& line) {
    return std::visit(Printer{}, line.what);
}

std::string print(const Transcript& transcript) {
    std::string text;
    for (const TranscriptLine& line : transcript.lines) text.append(print(line)).append("\n");
    return text;
}

}  // namespace heloise
