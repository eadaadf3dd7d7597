// A gateway's dialogue, read as far as a recording needs it.
#include "proxy/record/recorded_back.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "proxy/base/ascii.h"

namespace heloise {
namespace {

constexpr std::string_view kCrlf = "\r\n";
constexpr std::string_view kEnd = ".\r\n";
// More than our field ever is.
constexpr std::size_t kHead = 4096;

// The octets of our Received field, which ends with the line behind the one that ends in ";". Empty: it is
// not all there.
std::optional<std::size_t> received_octets(std::string_view head) {
    const std::size_t semicolon = head.find(";\r\n");
    if (semicolon == std::string_view::npos) return std::nullopt;
    const std::size_t end = head.find(kCrlf, semicolon + 3);
    if (end == std::string_view::npos) return std::nullopt;
    return end + kCrlf.size();
}

}  // namespace

void RecordedBack::hear(std::string_view octets) {
    script_.say_text(Side::Back, true, octets);
    while (!octets.empty()) {
        const std::size_t end = octets.find('\n');
        const std::size_t taken = end == std::string_view::npos ? octets.size() : end + 1;
        constexpr std::size_t kKept = 8;
        reply_.append(octets.substr(0, std::min(taken, kKept)));
        octets.remove_prefix(taken);
        if (end == std::string_view::npos) return;
        const std::string reply = std::exchange(reply_, {});
        const bool last = reply.size() < 4 || reply[3] != '-';
        if (mode_ != Mode::AwaitsGrant || !last) continue;
        mode_ = reply.starts_with("354") ? Mode::Body : Mode::Commands;
        if (mode_ == Mode::Body) begin_body(true);
    }
}

void RecordedBack::begin_body(bool on_top) {
    end_ = {};
    tail_.clear();
    head_.clear();
    in_head_ = on_top;
    marked_ = false;
    body_.emplace(new_digest_, text_most_);
}

void RecordedBack::say(std::string_view octets, const Message& message) {
    while (!octets.empty()) {
        switch (mode_) {
            case Mode::Body: say_body(octets, message); break;
            case Mode::Chunk: say_chunk(octets, message); break;
            case Mode::Commands:
            case Mode::AwaitsGrant: say_command(octets, message); break;
        }
    }
}

void RecordedBack::say_command(std::string_view& octets, const Message& message) {
    const std::size_t end = octets.find(kCrlf);
    const std::string_view line = octets.substr(0, end == std::string_view::npos ? end : end + kCrlf.size());
    octets.remove_prefix(line.size());
    if (line.starts_with("MAIL ") && message.size_of_body && text_most_ == 0) {
        const std::size_t path = std::min(line.find("> "), line.size() - kCrlf.size() - 1) + 1;
        script_.say({.leg = Side::Back,
                     .by_peer = false,
                     .octets = std::string(line.substr(0, path)).append(kCrlf),
                     .omitted = Said::Omitted::Parameters,
                     .body_sha256 = {}});
        further_chunk_ = false;
        return;
    }
    if (!line.starts_with("BDAT ")) {
        script_.say_text(Side::Back, false, line);
        if (line == "DATA\r\n") mode_ = Mode::AwaitsGrant;
        if (line.starts_with("MAIL ")) further_chunk_ = false;
        return;
    }
    // Where a message is cut into chunks depends on how it came.
    const bool last = line.ends_with(" LAST\r\n");
    if (!last) script_.end_play();
    constexpr std::size_t kVerb = 5;
    std::from_chars(line.data() + kVerb, line.data() + line.size(), chunk_left_);
    script_.say({.leg = Side::Back,
                 .by_peer = false,
                 .octets = last ? "BDAT  LAST\r\n" : "BDAT \r\n",
                 .omitted = Said::Omitted::Size,
                 .body_sha256 = {}});
    if (chunk_left_ == 0) return;
    mode_ = Mode::Chunk;
    begin_body(!std::exchange(further_chunk_, !last));
}

void RecordedBack::say_chunk(std::string_view& octets, const Message& message) {
    const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(chunk_left_, octets.size()));
    keep(octets.substr(0, taken), message);
    octets.remove_prefix(taken);
    chunk_left_ -= taken;
    if (chunk_left_ == 0) finish_body(true, message);
}

void RecordedBack::say_body(std::string_view& octets, const Message& message) {
    const std::size_t taken = end_.take(octets);
    tail_.append(octets.substr(0, taken));
    octets.remove_prefix(taken);
    const std::size_t kept = std::min(tail_.size(), kEnd.size());
    keep(std::string_view(tail_).substr(0, tail_.size() - kept), message);
    tail_.erase(0, tail_.size() - kept);
    if (!end_.done()) return;
    if (in_head_) write_received(message);
    finish_body(body_->octets() != message.front_octets, message);
    script_.say_text(Side::Back, false, kEnd);
}

void RecordedBack::keep(std::string_view octets, const Message& message) {
    if (!in_head_) return body_->add(octets);
    head_.append(octets);
    if (!message.received || head_.size() > kHead || received_octets(head_)) in_head_ = false;
    if (in_head_) return;
    const std::size_t ours = message.received ? received_octets(head_).value_or(0) : 0;
    body_->add(std::string_view(head_).substr(ours));
    head_.resize(ours);
}

void RecordedBack::finish_body(bool changed, const Message& message) {
    write_received(message);
    body_->write(script_, Side::Back, false, changed);
    body_.reset();
    mode_ = Mode::Commands;
}

// With what a replay says in its place: its own id, and a date that is not compared.
void RecordedBack::write_received(const Message& message) {
    in_head_ = false;
    std::string_view left = head_;
    while (!left.empty()) {
        std::string line(left.substr(0, left.find(kCrlf) + kCrlf.size()));
        left.remove_prefix(line.size());
        const std::string id = " id " + message.id;
        if (const std::size_t at = line.find(id); at != std::string::npos)
            line.replace(at, id.size(), " id test");
        Said said{.leg = Side::Back, .by_peer = false, .octets = std::move(line), .body_sha256 = {}};
        if (left.empty()) {
            said.octets = "\t\r\n";
            said.omitted = Said::Omitted::Date;
        }
        script_.say(said);
    }
    head_.clear();
}

void RecordedBack::interrupt(bool early, bool spooled) {
    const bool begun = body_ && (body_->octets() > 0 || !head_.empty() || !tail_.empty());
    const bool coming = mode_ == Mode::Body || (mode_ == Mode::Commands && spooled);
    if (!coming || (!begun && !early && !spooled) || std::exchange(marked_, true)) return;
    script_.say({.leg = Side::Back,
                 .by_peer = false,
                 .octets = {},
                 .omitted = Said::Omitted::Begins,
                 .body_sha256 = {}});
}

void RecordedBack::end() {
    if (mode_ == Mode::Body) {
        script_.say({.leg = Side::Back,
                     .by_peer = false,
                     .octets = {},
                     .omitted = Said::Omitted::Anything,
                     .body_sha256 = {}});
    }
    mode_ = Mode::Commands;
    body_.reset();
    reply_.clear();
    further_chunk_ = false;
}

}  // namespace heloise
