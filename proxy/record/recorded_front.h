// The front leg of a recording: commands as they are but for their secrets, messages as bodies.
//
// What a sender's octets are can depend on what it is told (a message after 354), so its replies are followed
// too. Octets of a message are held until its segment is closed, and so is a line that may hold a secret.
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
    // `text_most`: of a segment, whose text is kept up to that; 0: only size and digest.
    RecordedFront(RecordedScript& script, const NewDigest& new_digest, std::size_t text_most)
        : script_(script), new_digest_(new_digest), text_most_(text_most) {}

    void hear(std::string_view octets);
    // It is told this; whole lines.
    void say(std::string_view replies);
    // Nothing more is heard.
    void end();

    // Octets of a message have been heard and not written.
    [[nodiscard]] bool holds_segment() const { return segment_ || !tail_.empty(); }
    [[nodiscard]] std::uint64_t segment_octets() const { return segment_ ? segment_->octets() : 0; }
    void close_segment();
    // How many there have been.
    [[nodiscard]] std::uint64_t segments() const { return segments_; }
    // The beginning of a line has been heard and not written; `now`: it is, masked if need be.
    [[nodiscard]] bool holds_line() const { return line_.size() > written_; }
    void write_held(bool now);
    // A message is coming: what the front says next belongs to it.
    [[nodiscard]] bool in_body() const { return mode_ == Mode::Body || mode_ == Mode::Chunk; }
    // Something has been heard in full, in chunks or behind them, and no reply to it has been told.
    [[nodiscard]] bool owes_chunk() const;
    // The last MAIL said a size.
    [[nodiscard]] bool declares_size() const { return declares_size_; }
    // Octets of the last message, or of this one so far, as dots frame it; empty: it comes in chunks.
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
    std::string line_;         // this line so far
    std::size_t written_ = 0;  // of it
    std::uint64_t lines_ = 0;  // that got a reply, or will
    std::uint64_t replies_ = 0;
    bool greeted_ = false;
    std::uint64_t grant_ = 0;  // DATA's number among the lines
    TerminatorFinder end_;
    std::string tail_;  // of the body: what may be its end
    std::string told_;  // likewise, before that, and written
    std::optional<RecordedBody> segment_;
    std::uint64_t segments_ = 0;
    std::uint64_t chunk_left_ = 0;
    std::uint64_t octets_ = 0;  // of the message
    bool chunked_ = false;
    bool declares_size_ = false;
};

}  // namespace heloise
