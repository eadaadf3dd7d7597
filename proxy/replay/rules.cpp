// The table of rules, and the way from a difference to its row.
#include "proxy/replay/rules.h"

#include <algorithm>
#include <array>
#include <optional>
#include <variant>

#include <fmt/format.h>

#include "proxy/base/ascii.h"

namespace heloise {
namespace {

// In the order of Place.
constexpr std::array<Rule, kPlaces> kRules{{
    {1, "heloise greets the sender itself; the gateway's banner never reaches it", "RFC 5321 section 3.1"},
    {2, "EHLO and HELO are answered by heloise, with its own name", "RFC 5321 section 4.1.1.1"},
    {6, "offered is what the gateway has and what heloise can do for it, and nothing else",
     "RFC 5321 section 2.2"},
    {8, "MAIL is checked against what was offered; what passes is the gateway's to answer",
     "RFC 5321 section 4.1.1.11"},
    {13, "RCPT is the gateway's to answer, but for domains and numbers that the configuration bounds",
     "RFC 5321 section 4.5.3.1.10"},
    {16, "the sender gets its 354 only after the gateway's", "RFC 5321 section 4.1.1.4"},
    {17, "each chunk has its reply, the last the gateway's", "RFC 3030 section 2"},
    {24, "a message has the gateway's reply to its end, and 451 where that is not clear",
     "RFC 5321 section 6.1, RFC 1047"},
    {9, "what is no part of a transaction is answered by heloise", "RFC 5321 section 4.3.2"},
    {12, "each reply has an enhanced status code of its own class, the gateway's where it fits",
     "RFC 2034 section 4"},
    {33, "a sender is hung up on only after its QUIT or a 421, or when it breaks the protocol",
     "RFC 5321 section 3.8"},
    {4, "the gateway is greeted with EHLO or HELO as the configuration and what was learnt have it",
     "RFC 5321 section 3.2"},
    {7, "MAIL goes to the gateway in canonical form, with the parameters that it offered",
     "RFC 5321 section 4.1.1.2"},
    {7, "RCPT goes to the gateway in canonical form, with the parameters that it offered",
     "RFC 5321 section 4.1.1.3"},
    {10, "a gateway without PIPELINING has one command in flight", "RFC 2920 section 3.1"},
    {17, "a gateway with CHUNKING gets chunks", "RFC 3030 section 2"},
    {23, "a Received field of heloise's own is on top of the message", "RFC 5321 section 4.4"},
    {18, "content passes octet for octet unless the gateway cannot take it; then it is converted",
     "RFC 6152 section 3"},
    {15, "a message has one end, and only a whole message has it", "RFC 5321 section 4.5.2"},
    {9, "the gateway hears no other verbs than the transaction needs", "RFC 5321 section 4.3.2"},
    {25, "the gateway is left with QUIT, or dropped where a message cannot be finished",
     "RFC 5321 section 3.8"},
    {26, "the gateway is called when it is needed, and the next address after a failure",
     "RFC 5321 section 5.1"},
    {10, "each command has one reply, in order, and none before its reason", "RFC 2920 section 3.2"},
    {0, "what the operator is told", ""},
    {0, "what a session owes to whoever drives it", ""},
}};

// The first of one or more printed lines, as a line of a transcript; empty when it is a sentence.
std::optional<TranscriptLine> first_line(std::string_view text) {
    const std::string_view line = text.substr(0, text.find('\n'));
    if (line.size() < 2 || (line[0] != 'F' && line[0] != 'B') || (line[1] != '<' && line[1] != '='))
        return std::nullopt;
    auto parsed = parse_transcript(line);
    auto* transcript = std::get_if<Transcript>(&parsed);
    if (transcript == nullptr || transcript->lines.size() != 1) return std::nullopt;
    return std::move(transcript->lines.front());
}

// "250 2.1.0 OK" without "2.1.0 ".
std::string without_status(std::string_view reply) {
    constexpr std::size_t kCode = 4;
    if (reply.size() <= kCode) return std::string(reply);
    const std::string_view text = reply.substr(kCode);
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    const bool status = std::count(word.begin(), word.end(), '.') == 2 &&
                        std::all_of(word.begin(), word.end(), [](char c) { return is_digit(c) || c == '.'; });
    return std::string(reply.substr(0, kCode)).append(trim(status ? text.substr(end) : text));
}

bool only_status_differs(const TranscriptLine& expected, const TranscriptLine& got) {
    const auto* one = std::get_if<Said>(&expected.what);
    const auto* other = std::get_if<Said>(&got.what);
    if (one == nullptr || other == nullptr || one->leg != Side::Front || other->leg != Side::Front)
        return false;
    return one->octets != other->octets && without_status(one->octets) == without_status(other->octets);
}

// Where a line stands that no step of the script expects, behind `step`.
Place unexpected(const TranscriptLine& got, Place around) {
    const auto* said = std::get_if<Said>(&got.what);
    if (said == nullptr)
        return std::get<Event>(got.what).leg == Side::Front ? Place::FrontClose : Place::BackClose;
    if (said->leg == Side::Back) {
        const bool in_message = around == Place::Content || around == Place::Received;
        return in_message ? around : back_command(said->octets.substr(0, said->octets.find('\r')));
    }
    return around;
}

std::size_t step_at(const Script& script, int line) {
    const auto found =
        std::find_if(script.begin(), script.end(), [line](const auto* one) { return one->number >= line; });
    return std::min<std::size_t>(static_cast<std::size_t>(found - script.begin()), script.size() - 1);
}

}  // namespace

const Rule& rule_for(Place place) {
    return kRules.at(static_cast<std::size_t>(place));
}

std::string text_of(const Rule& rule) {
    const std::string number = rule.number == 0 ? std::string() : fmt::format("{}: ", rule.number);
    const std::string source = rule.source.empty() ? std::string() : fmt::format(" ({})", rule.source);
    return fmt::format("{}{}{}", number, rule.sentence, source);
}

Place place_of(const Script& script, const Difference& difference) {
    if (script.empty()) return Place::Duties;
    const std::size_t step = step_at(script, difference.line);
    const Place here = places(script)[step];
    const auto expected = first_line(difference.expected);
    const auto got = first_line(difference.got);
    if (expected && got && only_status_differs(*expected, *got)) return Place::Status;
    if (expected || here == Place::Note) return here;
    // A reply that is expected further down has come too early.
    const bool early = difference.expected.find(" before line ") != std::string::npos;
    if (got && early) {
        const auto same = std::find_if(script.begin() + static_cast<std::ptrdiff_t>(step), script.end(),
                                       [&](const auto* line) { return line->what == got->what; });
        if (same != script.end()) return Place::Order;
    }
    if (got) return unexpected(*got, here);
    return here == Place::Call ? Place::Call : Place::Duties;
}

}  // namespace heloise
