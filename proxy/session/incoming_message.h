// A message on its way in: by DATA or in chunks, read through an Intake; and what is known of it by then.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "proxy/base/time.h"
#include "proxy/session/intake.h"
#include "proxy/smtp/command.h"
#include "proxy/wire/content_reader.h"

namespace heloise {

class IncomingMessage {
public:
    using Framing = Intake::Framing;

    // Its octets follow. Chunks are told one by one, the first before this.
    void begin(const IntakeLimits& limits, Framing framing, Moment now);
    // The back has refused it with its first chunk on its way, whose octets are still to be taken.
    void begin_refused(Moment now);
    void begin_chunk(const Bdat& bdat);

    // It has begun, and has not come in full.
    [[nodiscard]] bool under_way() const { return intake_ != nullptr; }
    [[nodiscard]] bool dotted() const { return intake_ && intake_->dotted(); }
    // What the front sends now belongs to it.
    [[nodiscard]] bool reads() const { return intake_ && (intake_->dotted() || in_chunk_); }

    // REQUIRES for these: under_way(). Of so many octets so many may belong to it.
    [[nodiscard]] std::size_t share_of(std::size_t octets) const;
    // The next run, or nothing yet, or its end (Intake::next). What was taken of the share is told
    // afterwards.
    [[nodiscard]] ContentReader::Result next(std::string_view& octets) { return intake_->next(octets); }
    void took(std::size_t octets);
    // What is owed at the end of the last chunk, run by run; the last one is empty.
    [[nodiscard]] Run finish() { return intake_->finish(); }
    // Why it cannot be taken; null: nothing speaks against it so far.
    [[nodiscard]] const Refusal* refusal() const { return intake_->refusal(); }
    // Its facts until now become those that are told below.
    void sum_up();
    // It has come in full.
    void complete();

    // A chunk has come in full and is to be answered, until end_chunk().
    [[nodiscard]] bool chunk_complete() const { return in_chunk_ && chunk_left_ == 0; }
    void end_chunk() { in_chunk_ = false; }
    [[nodiscard]] std::uint64_t chunk_octets() const { return chunk_.octets; }
    [[nodiscard]] bool chunk_last() const { return chunk_.last; }
    // Octets of a chunk that are still to come.
    [[nodiscard]] std::uint64_t chunk_left() const { return in_chunk_ ? chunk_left_ : 0; }

    // It is over, however it came to that.
    void forget();

    // Of the last message, as of sum_up().
    [[nodiscard]] const ContentReader::Facts& facts() const { return facts_; }
    [[nodiscard]] const std::string& message_id() const { return message_id_; }
    [[nodiscard]] bool counted() const { return counted_; }         // it came in chunks
    [[nodiscard]] std::uint64_t number() const { return number_; }  // in this session
    // When it began.
    [[nodiscard]] Duration since() const { return since_; }
    [[nodiscard]] std::chrono::sys_seconds wall() const { return wall_; }

private:
    std::unique_ptr<Intake> intake_;  // apart: most sessions are idle most of the time
    bool in_chunk_ = false;
    Bdat chunk_;
    std::uint64_t chunk_left_ = 0;
    bool counted_ = false;
    std::uint64_t number_ = 0;
    Duration since_{};
    std::chrono::sys_seconds wall_{};
    ContentReader::Facts facts_;
    std::string message_id_;
};

}  // namespace heloise
