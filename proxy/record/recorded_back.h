// The back leg of a recording: the gateway's octets as they are, heloise's with message bodies as sizes.
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
        bool received = false;                      // heloise's Received field is on top
        std::string id;                             // the session's id in that field
        std::optional<std::uint64_t> front_octets;  // the message's size as the front sent it
        bool size_of_body = false;                  // MAIL's SIZE, or its absence, depends on the body
    };

    // A body of up to `text_most` octets is written as text, a longer one as size and digest. With 0 every
    // body is written as size and digest.
    RecordedBack(RecordedScript& script, const NewDigest& new_digest, std::size_t text_most)
        : script_(script), new_digest_(new_digest), text_most_(text_most) {}

    void hear(std::string_view octets);
    void say(std::string_view octets, const Message& message);
    // Call when the connection ends. In the middle of a DATA body it writes "\{anything}": how much of the
    // body had left depends on how it arrived.
    void end();

    // Call before other lines are written. Writes "\{begins}", once a message, where a replay may send
    // octets of the body before those lines: because some have left already, because of `early` (a replay
    // may send some although none have left here), or because of `spooled` (the spool is about to hand some
    // out).
    void interrupt(bool early, bool spooled);
    [[nodiscard]] bool in_body() const { return mode_ == Mode::Body; }
    // True from DATA or the first BDAT to the end of the message.
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
    std::string reply_;  // the gateway's current reply line: its first octets
    TerminatorFinder end_;
    std::string tail_;  // the body's last octets, which may be its end
    std::string head_;  // the body's first octets, which may be heloise's field
    bool in_head_ = false;
    std::optional<RecordedBody> body_;
    bool marked_ = false;  // "\{begins}" is written
    std::uint64_t chunk_left_ = 0;
    bool further_chunk_ = false;
};

}  // namespace heloise
