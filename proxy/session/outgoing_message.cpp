// Pieces of a stored message into the outflow, at the pace at which they are wanted.
#include "proxy/session/outgoing_message.h"

#include <utility>

namespace heloise {

void OutgoingMessage::keep(std::size_t memory, std::uint64_t spool) {
    store_ = std::make_unique<Store>(memory, spool, outbox_);
}

StoredMessage OutgoingMessage::stored(const ContentReader::Facts& facts) const {
    return {facts, store_->size(), store_->ends_line()};
}

void OutgoingMessage::begin(const OutflowPlan& plan, std::string received, bool binary) {
    finished_ = false;
    binary_ = binary;
    outflow_ = std::make_unique<Outflow>(plan, std::move(received), outbox_);
    if (!store_) return;
    store_->rewind();
    reader_ = std::make_unique<ContentReader>(ContentReader::Framing::Counted);
}

void OutgoingMessage::finish() {
    if (std::exchange(finished_, true)) return;
    outflow_->finish();
}

bool OutgoingMessage::refill() {
    if (!outflow_->flows() || reading_store_) return false;
    if (store_->at_end()) {
        if (finished_) return false;
        finish();
        return true;
    }
    const std::string_view octets = store_->next();
    if (octets.empty()) {
        reading_store_ = true;
        store_->read_on();
        return false;
    }
    push_stored(octets);
    return true;
}

// What was stored is clean; it is read again only to find its lines, which the dotted framing wants.
void OutgoingMessage::push_stored(std::string_view octets) {
    if (binary_) return outflow_->push({octets, false});
    while (true) {
        const auto result = reader_->next(octets);
        const Run* run = std::get_if<Run>(&result);
        if (run == nullptr) return;
        outflow_->push(*run);
    }
}

bool OutgoingMessage::on_spooled(std::string_view octets) {
    if (stale_reads_ > 0) {
        --stale_reads_;
        return true;
    }
    if (outflow_ && outflow_->reading()) {
        outflow_->on_spooled(octets);
        return true;
    }
    if (!store_ || !std::exchange(reading_store_, false)) return false;
    store_->on_spooled(octets);
    push_stored(octets);
    return true;
}

void OutgoingMessage::end() {
    if (outflow_->used_spool() && !(store_ && store_->used_spool())) outbox_.add(SpoolForget{});
    outflow_.reset();
}

void OutgoingMessage::break_off() {
    if (outflow_ && outflow_->reading()) ++stale_reads_;
    if (std::exchange(reading_store_, false)) ++stale_reads_;
    outflow_.reset();
}

void OutgoingMessage::forget() {
    const bool spooled = (outflow_ && outflow_->used_spool()) || (store_ && store_->used_spool());
    outflow_.reset();
    store_.reset();
    reading_store_ = false;
    stale_reads_ = 0;
    if (spooled) outbox_.add(SpoolForget{});
}

}  // namespace heloise
