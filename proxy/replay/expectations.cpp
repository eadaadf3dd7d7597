// Matching octets against expected lines.
#include "proxy/replay/expectations.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "proxy/replay/placeholder_body.h"
#include "proxy/transcript/escapes.h"

namespace heloise {
namespace {

constexpr std::string_view kCrlf = "\r\n";
constexpr std::string_view kNothing = "(nothing)";

// Is this a line that heloise has to fulfil on its leg? Notes have no place among the octets: a session may
// tell of a thing before or after it does it.
std::optional<Side> owed_on(const TranscriptLine& line) {
    if (const auto* said = std::get_if<Said>(&line.what)) {
        if (!said->by_peer) return said->leg;
    }
    if (const auto* event = std::get_if<Event>(&line.what)) {
        if (!event->by_peer && event->name == "close") return event->leg;
    }
    return std::nullopt;
}

char letter(Side leg) {
    return leg == Side::Front ? 'F' : 'B';
}

// Octets as transcript lines; of a long text the beginning.
std::string as_lines(Side leg, std::string_view octets) {
    constexpr int kLines = 12;
    std::string text;
    for (int i = 0; i < kLines && !octets.empty(); ++i) {
        const std::size_t end = octets.find(kCrlf);
        const std::string_view line = octets.substr(0, end);
        const bool whole = end != std::string_view::npos;
        fmt::format_to(std::back_inserter(text), "{}{}< {}{}", text.empty() ? "" : "\n", letter(leg),
                       escape(line), whole ? "" : "\\+");
        octets.remove_prefix(whole ? end + kCrlf.size() : octets.size());
    }
    if (!octets.empty()) text.append("\n...");
    return text;
}

// What the beginning of the octets heard is to an expected line.
struct Match {
    std::size_t octets = 0;  // so many are that line; 0: it cannot be told yet
    bool wrong = false;      // they are something else
};

// "BDAT 70000 LAST": a chunk's size, whatever it is.
Match match_size(const Said& expected, std::string_view heard) {
    constexpr std::string_view kBdat = "BDAT ";
    const std::size_t end = heard.find(kCrlf);
    if (end == std::string_view::npos) return {};
    const std::string_view behind = std::string_view(expected.octets).substr(kBdat.size());
    const std::string_view line = heard.substr(0, end + kCrlf.size());
    const std::size_t size_ends = std::min(line.find_first_not_of("0123456789", kBdat.size()), line.size());
    return {line.size(), !line.starts_with(kBdat) || line.substr(size_ends) != behind};
}

// What of the chunk that a line announces is to come; empty: it announces none.
std::optional<std::size_t> announced(std::string_view line) {
    constexpr std::string_view kBdat = "BDAT ";
    if (!line.starts_with(kBdat)) return std::nullopt;
    std::size_t octets = 0;
    std::from_chars(line.data() + kBdat.size(), line.data() + line.size(), octets);
    return octets;
}

// Of an omitted body it is the size that counts. It ends with its chunk, at its framing's dot, or with the
// leg.
Match match_body(const Said& expected, std::string_view heard, bool ended,
                 const std::optional<std::size_t>& chunk) {
    constexpr std::string_view kEnd = "\r\n.\r\n";
    const auto octets = static_cast<std::size_t>(expected.body_octets);
    const bool any = expected.body_changed;
    // As it was made up: there may be several of them in a chunk.
    const bool fits = !chunk || octets <= *chunk;
    if (!any && fits && octets > 0 && heard.size() >= octets && heard.starts_with(placeholder_body(octets)))
        return {octets, false};
    if (chunk) return {heard.size() < *chunk ? 0 : *chunk, !any && octets != *chunk};
    const std::size_t end = heard.find(kEnd);
    if (end != std::string_view::npos) return {end + kCrlf.size(), !any && end + kCrlf.size() != octets};
    if (any) return {ended ? heard.size() : 0, false};
    if (ended) return {octets, heard.size() != octets};
    return {0, heard.size() >= octets + kEnd.size()};
}

Match match_secret(const Said& expected, std::string_view heard) {
    const std::string_view before = std::string_view(expected.octets).substr(0, expected.octets.size() - 2);
    const std::size_t common = std::min(before.size(), heard.size());
    const std::size_t end = heard.find(kCrlf);
    return {end == std::string_view::npos ? 0 : end + kCrlf.size(),
            before.substr(0, common) != heard.substr(0, common)};
}

// Part of a message that was given up; how much of it left depends on how it came. What matters is that
// nothing can take it for a whole one.
Match match_anything(std::string_view heard, bool ended) {
    return {ended ? heard.size() : 0, heard.find("\r\n.\r\n") != std::string_view::npos};
}

bool omits(const TranscriptLine& line, Said::Omitted what) {
    const auto* said = std::get_if<Said>(&line.what);
    return said != nullptr && said->omitted == what;
}

Match match_octets(const Said& expected, std::string_view heard) {
    const std::size_t common = std::min(expected.octets.size(), heard.size());
    return {common == expected.octets.size() ? common : 0,
            heard.substr(0, common) != std::string_view(expected.octets).substr(0, common)};
}

// `ended`: no more octets come on this leg. `chunk`: what of a chunk there is still to come.
Match match(const TranscriptLine& line, std::string_view heard, bool ended,
            const std::optional<std::size_t>& chunk) {
    const auto* expected = std::get_if<Said>(&line.what);
    if (expected == nullptr) return {0, true};
    switch (expected->omitted) {
        case Said::Omitted::Body: return match_body(*expected, heard, ended, chunk);
        case Said::Omitted::Size: return match_size(*expected, heard);
        case Said::Omitted::Secret:
        case Said::Omitted::Date:
        case Said::Omitted::Parameters: return match_secret(*expected, heard);
        case Said::Omitted::Begins: return {};
        case Said::Omitted::Anything: return match_anything(heard, ended);
        case Said::Omitted::Nothing: break;
    }
    return match_octets(*expected, heard);
}

}  // namespace

Expectations::Expectations(const Transcript& transcript) : script_(script_of(transcript)) {
    for (std::size_t step = 0; step < script_.size(); ++step) {
        if (const auto leg = owed_on(*script_[step])) at(*leg).steps.push_back(step);
    }
}

void Expectations::play(std::size_t now, std::size_t until) {
    now_ = now;
    until_ = until;
    last_ = until < script_.size() && ends_play(*script_[until]);
}

const TranscriptLine* Expectations::head(const Leg& leg) const {
    return leg.next < leg.steps.size() ? script_[leg.steps[leg.next]] : nullptr;
}

void Expectations::settle(Side leg) {
    end_anything(leg, now_);
    Leg& here = at(leg);
    if (awaits_rest(here)) return;
    // What came since it began could not be looked at before.
    take_heard(leg, false);
    const TranscriptLine* line = head(here);
    if (difference_ || line == nullptr || here.steps[here.next] > now_) return;
    fail_at(line, print(*line), here.heard.empty() ? std::string(kNothing) : as_lines(leg, here.heard));
}

void Expectations::said(Side leg, std::string_view octets) {
    at(leg).heard.append(octets);
    take_heard(leg, false);
}

void Expectations::closed(Side leg) {
    end_anything(leg, until_);
    take_heard(leg, true);
    if (difference_) return;
    Leg& here = at(leg);
    const TranscriptLine* line = head(here);
    const std::string unmatched = here.heard.empty() ? std::string() : as_lines(leg, here.heard) + "\n";
    const std::string got = fmt::format("{}{}= close", unmatched, letter(leg));
    if (line == nullptr || here.steps[here.next] >= until_) {
        if (!last_) fail(nothing_more(here), got);
        return;
    }
    if (!here.heard.empty() || !std::holds_alternative<Event>(line->what))
        return fail_at(line, print(*line), got);
    ++here.next;
}

// "Anything" may be nothing at all; it is over with the leg's next step.
void Expectations::end_anything(Side leg, std::size_t before) {
    Leg& here = at(leg);
    static_cast<void>(awaits_rest(here));
    const TranscriptLine* line = head(here);
    if (line == nullptr || here.steps[here.next] >= before || !omits(*line, Said::Omitted::Anything)) return;
    if (here.heard.empty()) {
        ++here.next;
    } else {
        take_heard(leg, true);
    }
}

std::string Expectations::nothing_more(const Leg& leg) const {
    if (head(leg) == nullptr) return "nothing more on this leg";
    return fmt::format("nothing more on this leg before line {}", script_[until_]->number);
}

void Expectations::take_heard(Side side, bool ended) {
    Leg& leg = at(side);
    while (!leg.heard.empty() && !difference_) {
        if (awaits_rest(leg)) return;
        const TranscriptLine* line = head(leg);
        if (line == nullptr || leg.steps[leg.next] >= until_) {
            if (last_) return leg.heard.clear();
            return fail(nothing_more(leg), as_lines(side, leg.heard));
        }
        const Match found = match(*line, leg.heard, ended, leg.chunk);
        if (found.wrong) return fail_at(line, print(*line), as_lines(side, leg.heard));
        if (found.octets == 0) return;
        const std::string_view matched = std::string_view(leg.heard).substr(0, found.octets);
        if (side == Side::Back) count_chunk(leg, matched);
        leg.heard.erase(0, found.octets);
        ++leg.next;
    }
}

// Behind "begins" it is the leg's next step that counts, and that may take its time.
bool Expectations::awaits_rest(Leg& leg) {
    const TranscriptLine* line = head(leg);
    if (line == nullptr || leg.steps[leg.next] >= until_ || !omits(*line, Said::Omitted::Begins))
        return false;
    const bool more = leg.next + 1 < leg.steps.size();
    if (more && leg.steps[leg.next + 1] >= until_) return true;
    ++leg.next;
    return false;
}

void Expectations::count_chunk(Leg& leg, std::string_view matched) {
    if (!leg.chunk) {
        leg.chunk = announced(matched);
    } else {
        *leg.chunk -= std::min(*leg.chunk, matched.size());
    }
    if (leg.chunk == 0U) leg.chunk.reset();
}

void Expectations::noted(NoteKind kind) {
    ++notes_[static_cast<std::size_t>(kind)];
}

void Expectations::finish() {
    now_ = until_ = script_.size();
    settle(Side::Front);
    settle(Side::Back);
    finish_notes();
}

// A kind of note that the transcript never names may come as it likes; one that it names comes as often.
void Expectations::finish_notes() {
    std::array<int, kNoteKinds> expected{};
    std::array<const TranscriptLine*, kNoteKinds> lines{};
    for (const TranscriptLine* line : script_) {
        const auto* event = std::get_if<Event>(&line->what);
        if (event == nullptr || event->name != "note") continue;
        for (std::size_t kind = 0; kind < kNoteKinds; ++kind) {
            if (event->operands[0] != name(static_cast<NoteKind>(kind))) continue;
            ++expected[kind];
            lines[kind] = line;
        }
    }
    for (std::size_t kind = 0; kind < kNoteKinds; ++kind) {
        if (lines[kind] == nullptr || expected[kind] == notes_[kind]) continue;
        fail_at(lines[kind], fmt::format("{}, {} in all", print(*lines[kind]), expected[kind]),
                fmt::format("{} in all", notes_[kind]));
    }
}

void Expectations::fail(std::string expected, std::string got) {
    const std::size_t last = script_.empty() ? 0 : script_.size() - 1;
    fail_at(script_.empty() ? nullptr : script_[std::min(now_, last)], std::move(expected), std::move(got));
}

void Expectations::fail_at(const TranscriptLine* line, std::string expected, std::string got) {
    if (!difference_)
        difference_ = Difference{line == nullptr ? 0 : line->number, std::move(expected), std::move(got)};
}

}  // namespace heloise
