// The count of a message's octets, chunk by chunk.
#include "proxy/session/incoming_message.h"

#include <algorithm>

namespace heloise {

void IncomingMessage::begin(const IntakeLimits& limits, Framing framing, Moment now) {
    intake_ = std::make_unique<Intake>(limits, framing);
    counted_ = framing == Framing::Counted;
    ++number_;
    since_ = now.steady;
    wall_ = now.wall;
}

void IncomingMessage::begin_refused(Moment now) {
    intake_ = std::make_unique<Intake>(IntakeLimits{}, Framing::Counted);
    since_ = now.steady;
}

void IncomingMessage::begin_chunk(const Bdat& bdat) {
    chunk_ = bdat;
    chunk_left_ = bdat.octets;
    in_chunk_ = true;
}

std::size_t IncomingMessage::share_of(std::size_t octets) const {
    return dotted() ? octets : static_cast<std::size_t>(std::min<std::uint64_t>(chunk_left_, octets));
}

void IncomingMessage::took(std::size_t octets) {
    if (!dotted()) chunk_left_ -= octets;
}

void IncomingMessage::sum_up() {
    facts_ = intake_->facts();
    message_id_ = intake_->message_id();
}

void IncomingMessage::complete() {
    counted_ = !intake_->dotted();
    forget();
}

void IncomingMessage::forget() {
    intake_.reset();
    in_chunk_ = false;
}

}  // namespace heloise
