// The front leg of a recording: commands with their secrets masked, messages as segments.
//
// RecordedFront reads the replies too, because they decide what the sender's next octets are (a message
// after 354). A segment is one chunk, or the part of a message between two lines of the recording; its
// octets are held until close_segment(). A line that may hold a secret is held until it is complete.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "proxy/record/recorded_body.h"
#include "proxy/record/recorded_script.h"
#include "proxy/record/secrets.h"
#include "proxy/record/terminator_finder.h"

namespace heloise {

class RecordedFront {
public:
    // A segment of up to `text_most` octets is written as text, a longer one as size and digest. With 0
    // every segment is written as size and digest.
    RecordedFront(RecordedScript& script, const NewDigest& new_digest, std::size_t text_most)
        : script_(script), new_digest_(new_digest), text_most_(text_most) {}

    void hear(std::string_view octets);
    // Adds replies that heloise gave the sender; whole lines only.
    void say(std::string_view replies);
    // Call when no more octets come from the sender. Writes what is held.
    void end();

    // True while octets of a message are held.
    [[nodiscard]] bool holds_segment() const { return segment_ || !tail_.empty(); }
    [[nodiscard]] std::uint64_t segment_octets() const { return segment_ ? segment_->octets() : 0; }
    void close_segment();
    // The number of segments written so far.
    [[nodiscard]] std::uint64_t segments() const { return segments_; }
    // True while the beginning of a line is held. write_held() writes as much of it as is no secret for
    // certain; with `now` all of it, masked where need be.
    [[nodiscard]] bool holds_line() const { return line_.size() > written_; }
    void write_held(bool now);
    // True inside a message: the sender's next octets belong to it.
    [[nodiscard]] bool in_body() const { return mode_ == Mode::Body || mode_ == Mode::Chunk; }
    // True when a chunk, or a command behind one, is complete and has no reply yet.
    [[nodiscard]] bool owes_chunk() const;
    // True when the last MAIL had a SIZE parameter.
    [[nodiscard]] bool declares_size() const { return declares_size_; }
    // The size of the message so far, or of the last one, framing dots included; empty when it comes in
    // chunks.
    [[nodiscard]] std::optional<std::uint64_t> message_octets() const;

private:
    enum class Mode : std::uint8_t { Commands, AwaitsGrant, Body, Chunk };

    void hear_command(std::string_view& octets);
    void hear_body(std::string_view& octets);
    void hear_chunk(std::string_view& octets);
    void on_line(std::string_view line);
    void keep(std::string_view octets);
    void settle_told();
    void finish_body();

    RecordedScript& script_;
    const NewDigest& new_digest_;
    std::size_t text_most_;
    Mode mode_ = Mode::Commands;
    Secrets secrets_;
    std::string line_;         // the current line so far
    std::size_t written_ = 0;  // octets of line_ that are written
    std::uint64_t lines_ = 0;  // commands and messages, each of which gets a reply
    std::uint64_t replies_ = 0;
    bool greeted_ = false;
    std::uint64_t grant_ = 0;  // the number of the last DATA, as lines_ counts
    TerminatorFinder end_;
    std::string tail_;  // the body's last octets, which may be its end
    std::string told_;  // octets before tail_ that may belong to the end too, already written
    std::optional<RecordedBody> segment_;
    std::uint64_t segments_ = 0;
    std::uint64_t chunk_left_ = 0;
    std::uint64_t octets_ = 0;  // size of the message so far
    bool chunked_ = false;
    bool declares_size_ = false;
};

}  // namespace heloise
