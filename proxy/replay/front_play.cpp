// The front's steps in order; replies matched one by one.
#include "proxy/replay/front_play.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "proxy/replay/placeholder_body.h"
#include "proxy/transcript/escapes.h"

namespace heloise {
namespace {

constexpr std::size_t kCode = 3;

bool is_front(const TranscriptLine& line) {
    if (const auto* said = std::get_if<Said>(&line.what)) return said->leg == Side::Front;
    if (const auto* event = std::get_if<Event>(&line.what)) return event->leg == Side::Front;
    return std::holds_alternative<Pause>(line.what);
}

const Said* said_by(const TranscriptLine& line, bool peer) {
    const auto* said = std::get_if<Said>(&line.what);
    return said != nullptr && said->by_peer == peer ? said : nullptr;
}

// What an operator does to heloise or its machine, not a sender to a server.
bool needs_more_than_a_sender(const Event& event) {
    static constexpr std::array<std::string_view, 4> kSenders{"connect", "close", "reset", "note"};
    return event.leg == Side::Front &&
           std::find(kSenders.begin(), kSenders.end(), event.name) == kSenders.end();
}

std::string_view without_crlf(std::string_view line) {
    if (line.ends_with("\r\n")) line.remove_suffix(2);
    return line;
}

std::string first_word(std::string_view text) {
    return std::string(text.substr(0, text.find(' ')));
}

std::string printed(const Reply& reply) {
    std::string text;
    for (std::size_t i = 0; i < reply.lines.size(); ++i) {
        const bool last = i + 1 == reply.lines.size();
        const std::string blank = reply.lines[i].empty() && last ? "" : last ? " " : "-";
        fmt::format_to(std::back_inserter(text), "{}F< {}{}{}", i == 0 ? "" : "\n", reply.code, blank,
                       escape(reply.lines[i]));
    }
    return text;
}

// `name` in `text` by `other`, wherever it stands.
std::string renamed(std::string text, const std::string& name, const std::string& other) {
    if (name.empty() || other.empty()) return text;
    for (std::size_t at = 0; (at = text.find(name, at)) != std::string::npos; at += other.size())
        text.replace(at, name.size(), other);
    return text;
}

}  // namespace

FrontPlay::FrontPlay(const Transcript& transcript, bool strict) : strict_(strict) {
    const Script all = script_of(transcript);
    const std::vector<Place> everywhere = places(all);
    for (std::size_t step = 0; step < all.size(); ++step) {
        if (!is_front(*all[step])) continue;
        script_.push_back(all[step]);
        places_.push_back(everywhere[step]);
    }
}

std::optional<TranscriptError> FrontPlay::obstacle(const Transcript& transcript) {
    for (const TranscriptLine& line : transcript.lines) {
        const auto* said = std::get_if<Said>(&line.what);
        const bool secret = said != nullptr && said->by_peer && said->omitted == Said::Omitted::Secret;
        if (secret && said->leg == Side::Front)
            return TranscriptError{line.number, "a secret that was not recorded"};
        const auto* event = std::get_if<Event>(&line.what);
        if (event != nullptr && needs_more_than_a_sender(*event))
            return TranscriptError{line.number,
                                   fmt::format("\"{}\" is nothing that a sender does", print(line))};
    }
    return std::nullopt;
}

FrontPlay::Step FrontPlay::next() {
    take_heard();
    skip_notes();
    if (given_up_ || at_ >= script_.size()) {
        if (!given_up_ && !heard_.empty()) differ("nothing more", printed(heard_.front()));
        return {};
    }
    const auto& what = script_[at_]->what;
    const auto* event = std::get_if<Event>(&what);
    if (!connected_ && (event == nullptr || event->name != "connect")) {
        connected_ = true;
        return {Step::Kind::Connect, {}, {}};
    }
    if (const auto* pause = std::get_if<Pause>(&what)) {
        ++at_;
        return {Step::Kind::Wait, {}, pause->lasts};
    }
    if (event != nullptr) return act(*event);
    if (said_by(*script_[at_], true) == nullptr) return {Step::Kind::Hear, {}, {}};
    return say();
}

// Neighbouring lines are one arrival.
FrontPlay::Step FrontPlay::say() {
    Step step{Step::Kind::Say, {}, {}};
    while (at_ < script_.size()) {
        const Said* said = said_by(*script_[at_], true);
        if (said == nullptr) break;
        step.octets.append(octets_of(*said));
        ++at_;
    }
    return step;
}

FrontPlay::Step FrontPlay::act(const Event& event) {
    if (!event.by_peer) return {Step::Kind::Hear, {}, {}};  // its close
    ++at_;
    if (event.name != "connect")
        return {event.name == "reset" ? Step::Kind::Reset : Step::Kind::Leave, {}, {}};
    connected_ = true;
    closed_ = false;
    reader_ = {};
    heard_.clear();
    return {Step::Kind::Connect, {}, {}};
}

void FrontPlay::skip_notes() {
    while (at_ < script_.size()) {
        const auto* event = std::get_if<Event>(&script_[at_]->what);
        if (event == nullptr || event->name != "note") return;
        ++at_;
    }
}

bool FrontPlay::expects_close() const {
    if (at_ >= script_.size()) return false;
    const auto* event = std::get_if<Event>(&script_[at_]->what);
    return event != nullptr && !event->by_peer && event->name == "close";
}

std::optional<FrontPlay::Expected> FrontPlay::expected_reply(std::size_t step) const {
    Expected expected;
    expected.first = step;
    for (; step < script_.size(); ++step) {
        const Said* said = said_by(*script_[step], false);
        if (said == nullptr) break;
        const std::string_view line = without_crlf(said->octets);
        std::from_chars(line.data(), line.data() + std::min(kCode, line.size()), expected.code);
        expected.lines.emplace_back(line.substr(std::min(kCode + 1, line.size())));
        if (line.size() > kCode && line[kCode] == '-') continue;
        ++step;
        break;
    }
    expected.end = step;
    if (expected.lines.empty()) return std::nullopt;
    return expected;
}

void FrontPlay::on_octets(std::string_view octets) {
    while (!octets.empty() && !given_up_) {
        const auto result = reader_.next(octets);
        if (const auto* reply = std::get_if<Reply>(&result)) heard_.push_back(*reply);
        if (const auto* malformed = std::get_if<ReplyReader::Malformed>(&result)) {
            differ("a reply", malformed->why);
            given_up_ = true;
        }
    }
    take_heard();
}

// Replies to what was said so far; those that came before their question wait for it.
void FrontPlay::take_heard() {
    skip_notes();
    while (!heard_.empty() && !given_up_) {
        const auto expected = expected_reply(at_);
        if (!expected) {
            if (!expects_close()) return;
            differ(print(*script_[at_]), printed(heard_.front()));
            given_up_ = true;
            return;
        }
        const Reply reply = std::move(heard_.front());
        heard_.pop_front();
        compare(*expected, reply);
        skip_notes();
    }
}

void FrontPlay::compare(const Expected& expected, const Reply& reply) {
    const Place place = places_[expected.end - 1];
    const bool same_code = expected.code == reply.code;
    if (place == Place::Banner) {
        their_name_ = first_word(expected.lines.front());
        name_ = first_word(reply.lines.front());
    }
    if (!same_code || (strict_ && !same_text(expected, reply))) {
        std::string text;
        for (std::size_t step = expected.first; step < expected.end; ++step)
            text.append(text.empty() ? "" : "\n").append(print(*script_[step]));
        differ(std::move(text), printed(reply));
    }
    at_ = expected.end;
    if (same_code) return;
    constexpr int kGoOn = 354;
    constexpr int kClosing = 421;
    // A server that waits for a message that the transcript does not have: whatever came next would be in it.
    if (reply.code == kGoOn || reply.code == kClosing) given_up_ = true;
    if (expected.code == kGoOn && place == Place::Data) skip_message();
}

bool FrontPlay::same_text(const Expected& expected, const Reply& reply) {
    return std::equal(expected.lines.begin(), expected.lines.end(), reply.lines.begin(), reply.lines.end(),
                      [this](const std::string& one, const std::string& other) {
                          return one == renamed(other, name_, their_name_);
                      });
}

// The message that the server did not want, and the reply to it.
void FrontPlay::skip_message() {
    while (at_ < script_.size()) {
        const bool end = places_[at_] == Place::MessageEnd && said_by(*script_[at_], false) != nullptr;
        const auto* event = std::get_if<Event>(&script_[at_]->what);
        if (event != nullptr && event->name != "note") return;  // it was never sent to its end
        if (!end) {
            ++at_;
            continue;
        }
        at_ = expected_reply(at_)->end;
        return;
    }
}

void FrontPlay::on_closed() {
    if (given_up_ || std::exchange(closed_, true)) return;
    take_heard();
    if (given_up_) return;
    if (expects_close()) {
        ++at_;
        return;
    }
    const auto is_over = [this] {
        const auto* event = at_ < script_.size() ? std::get_if<Event>(&script_[at_]->what) : nullptr;
        return at_ >= script_.size() || (event != nullptr && event->by_peer);
    };
    const std::string expected =
        is_over() ? "that the server leaves the hanging up to the sender" : print(*script_[at_]);
    differ(expected, "F= close");
    given_up_ = true;
}

void FrontPlay::on_failure(std::string_view why) {
    if (given_up_) return;
    const bool more = at_ < script_.size();
    differ(more ? print(*script_[at_]) : "a connection", fmt::format("({})", why));
    given_up_ = true;
}

void FrontPlay::differ(std::string expected, std::string got) {
    const std::size_t step = std::min(at_, script_.empty() ? 0 : script_.size() - 1);
    const int line = script_.empty() ? 0 : script_[step]->number;
    differences_.push_back({line, std::move(expected), std::move(got)});
}

}  // namespace heloise
