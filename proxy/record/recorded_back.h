// The back leg of a recording: what heloise says to it, messages as bodies, and what it says as it is.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "proxy/record/recorded_body.h"
#include "proxy/record/recorded_script.h"
#include "proxy/record/terminator_finder.h"

namespace heloise {

class RecordedBack {
public:
    struct Message {
        bool received = false;                      // our field is on top
        std::string id;                             // of the session, as that field has it
        std::optional<std::uint64_t> front_octets;  // of the message as the front sent it
        bool size_of_body = false;                  // its MAIL says a size or none, as the body is
    };

    // `text_most`: of a body, whose text is kept up to that; 0: only size and digest.
    RecordedBack(RecordedScript& script, const NewDigest& new_digest, std::size_t text_most)
        : script_(script), new_digest_(new_digest), text_most_(text_most) {}

    void hear(std::string_view octets);
    void say(std::string_view octets, const Message& message);
    // The connection ends; in the middle of a message: how much of it had left depends on how it came.
    void end();

    // Other lines are about to be written, and of a message something may have left, or will before the
    // rest of it is told of: `early` when nothing has yet; `spooled` when the spool is about to hand it out.
    void interrupt(bool early, bool spooled);
    [[nodiscard]] bool in_body() const { return mode_ == Mode::Body; }
    // From DATA or a chunk to the message's end.
    [[nodiscard]] bool in_message() const { return mode_ != Mode::Commands || further_chunk_; }

private:
    enum class Mode : std::uint8_t { Commands, AwaitsGrant, Body, Chunk };

    void say_command(std::string_view& octets, const Message& message);
    void say_body(std::string_view& octets, const Message& message);
    void say_chunk(std::string_view& octets, const Message& message);
    void begin_body(bool on_top);
    void keep(std::string_view octets, const Message& message);
    void finish_body(bool changed, const Message& message);
    void write_received(const Message& message);

    RecordedScript& script_;
    const NewDigest& new_digest_;
    std::size_t text_most_;
    Mode mode_ = Mode::Commands;
    std::string reply_;  // the line of a reply, as far as it has come
    TerminatorFinder end_;
    std::string tail_;  // of the body: what may be its end
    std::string head_;  // of the body: what may be our field
    bool in_head_ = false;
    std::optional<RecordedBody> body_;
    bool marked_ = false;  // that it begins
    std::uint64_t chunk_left_ = 0;
    bool further_chunk_ = false;
};

}  // namespace heloise
