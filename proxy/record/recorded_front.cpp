// A sender's octets, read as far as a recording needs it.
#include "proxy/record/recorded_front.h"

#include <algorithm>
#include <charconv>

#include "proxy/base/ascii.h"
#include "proxy/base/limits.h"

namespace heloise {
namespace {

// What is kept of a line that is longer than any may be.
constexpr std::size_t kBeginning = 64;
constexpr std::string_view kEnd = ".\r\n";

// How much of these lines the first reply is, and its last line; zero: there is none.
std::size_t take_reply(std::string_view lines, std::string_view& last) {
    for (std::size_t begin = 0; begin < lines.size();) {
        const std::size_t end = std::min(lines.find('\n', begin), lines.size() - 1) + 1;
        last = lines.substr(begin, end - begin);
        constexpr std::size_t kSign = 3;
        if (last.size() <= kSign || last[kSign] != '-') return end;
        begin = end;
    }
    return 0;
}

std::string_view verb_of(std::string_view line) {
    constexpr std::size_t kVerb = 4;
    const std::size_t end = line.find_first_of(" \t\r\n");
    return end == kVerb ? line.substr(0, end) : std::string_view();
}

// "BDAT 1000 LAST": 1000.
std::uint64_t chunk_of(std::string_view line) {
    const std::string_view text = trim(line.substr(4));
    std::uint64_t octets = 0;
    std::from_chars(text.data(), text.data() + text.size(), octets);
    return octets;
}

}  // namespace

void RecordedFront::hear(std::string_view octets) {
    while (!octets.empty()) {
        switch (mode_) {
            case Mode::Body: hear_body(octets); break;
            case Mode::Chunk: hear_chunk(octets); break;
            // What comes before the 354 is no message yet, but commands behind a DATA that may be refused.
            case Mode::Commands:
            case Mode::AwaitsGrant: hear_command(octets); break;
        }
    }
    if (mode_ == Mode::Commands || mode_ == Mode::AwaitsGrant) write_held(false);
}

void RecordedFront::say(std::string_view replies) {
    script_.say_text(Side::Front, false, replies);
    while (!replies.empty()) {
        std::string_view reply;
        const std::size_t taken = take_reply(replies, reply);
        if (taken == 0) return;
        replies.remove_prefix(taken);
        if (!std::exchange(greeted_, true)) continue;
        ++replies_;
        if (mode_ != Mode::AwaitsGrant || replies_ < grant_) continue;
        mode_ = reply.starts_with("354") ? Mode::Body : Mode::Commands;
        end_ = {};
        octets_ = 0;
        chunked_ = false;
    }
}

void RecordedFront::hear_command(std::string_view& octets) {
    const std::size_t end = octets.find('\n');
    const std::size_t taken = end == std::string_view::npos ? octets.size() : end + 1;
    line_.append(octets.substr(0, taken));
    octets.remove_prefix(taken);
    if (end == std::string_view::npos) return;
    const std::string line = std::exchange(line_, {});
    const std::string shown = secrets_.shown(line);
    const Said said = secrets_.written(line);
    if (const std::size_t written = std::exchange(written_, 0); written > 0) {
        script_.say_text(Side::Front, true, std::string_view(shown).substr(written));
    } else {
        script_.say(said);
    }
    on_line(line);
}

// The beginning of a line is written as it comes, unless the rest may make a secret of it; then it is masked
// once something else happens, and if it would be a command unmasked a replay cannot know.
void RecordedFront::write_held(bool now) {
    const bool too_long = line_.size() > limits::kFrontLine;
    const bool may_tell = secrets_.may_tell(line_);
    if (line_.size() == written_ || (!may_tell && !too_long && !now)) return;
    const std::string shown = may_tell ? line_ : secrets_.shown(line_);
    if (now && secrets_.may_become_one(line_)) script_.end_play();
    script_.say_text(Side::Front, true, std::string_view(shown).substr(written_));
    if (too_long) line_.resize(kBeginning);
    written_ = line_.size();
}

void RecordedFront::on_line(std::string_view line) {
    ++lines_;
    const std::string verb = upper(verb_of(line));
    if (verb == "MAIL") declares_size_ = contains_ignoring_case(line, " SIZE=");
    if (verb == "DATA") {
        mode_ = Mode::AwaitsGrant;
        grant_ = lines_;
    } else if (verb == "BDAT") {
        chunk_left_ = chunk_of(line);
        if (!std::exchange(chunked_, true)) octets_ = 0;
        if (chunk_left_ > 0) mode_ = Mode::Chunk;
    }
}

void RecordedFront::keep(std::string_view octets) {
    if (octets.empty()) return;
    if (!segment_) segment_.emplace(new_digest_, text_most_);
    segment_->add(octets);
    octets_ += octets.size();
}

void RecordedFront::hear_chunk(std::string_view& octets) {
    const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(chunk_left_, octets.size()));
    keep(octets.substr(0, taken));
    octets.remove_prefix(taken);
    chunk_left_ -= taken;
    if (chunk_left_ > 0) return;
    mode_ = Mode::Commands;
    close_segment();
}

void RecordedFront::hear_body(std::string_view& octets) {
    const std::size_t taken = end_.take(octets);
    tail_.append(octets.substr(0, taken));
    octets.remove_prefix(taken);
    const std::size_t open = end_.done() ? kEnd.size() : end_.open();
    if (tail_.size() + told_.size() > open) settle_told();
    if (tail_.size() + told_.size() > open) {
        keep(std::string_view(tail_).substr(0, tail_.size() - open));
        tail_.erase(0, tail_.size() - open);
    }
    if (end_.done()) finish_body();
}

// What was told as it was, because it might have been the end, was none. An LF behind a CR that was told, and
// a dot behind a dot, must be told too, or a replay has another line end there, or another dot.
void RecordedFront::settle_told() {
    octets_ += told_.size();
    const bool belongs =
        (told_.ends_with('\r') && tail_.starts_with('\n')) || (told_ == "." && tail_.starts_with('.'));
    if (belongs) {
        script_.say_text(Side::Front, true, tail_.substr(0, 1));
        tail_.erase(0, 1);
        ++octets_;
    }
    told_.clear();
}

void RecordedFront::finish_body() {
    const std::string end = std::exchange(tail_, {});
    told_.clear();
    mode_ = Mode::Commands;
    ++lines_;
    close_segment();
    script_.say_text(Side::Front, true, end);
}

// What may be a message's end is no part of a segment, whose octets a replay makes up: it stands as it is.
void RecordedFront::close_segment() {
    if (segment_) {
        segment_->write(script_, Side::Front, true, false);
        ++segments_;
    }
    segment_.reset();
    script_.say_text(Side::Front, true, tail_);
    told_.append(std::exchange(tail_, {}));
}

void RecordedFront::end() {
    close_segment();
    // A line that was never finished: what it was going to be nobody knows.
    if (line_.size() == written_) return;
    script_.say_text(Side::Front, true, std::string_view(secrets_.shown(line_)).substr(written_));
    line_.clear();
    written_ = 0;
}

bool RecordedFront::owes_chunk() const {
    const std::uint64_t coming = mode_ == Mode::Chunk ? 1 : 0;
    return chunked_ && lines_ > replies_ + coming;
}

std::optional<std::uint64_t> RecordedFront::message_octets() const {
    if (chunked_) return std::nullopt;
    return octets_;
}

}  // namespace heloise
