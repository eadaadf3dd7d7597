// A message on its way out: through an Outflow, as it comes or, where it is kept whole before the back may
// have any of it, from a Store, once or again.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "proxy/session/outbox.h"
#include "proxy/session/outflow.h"
#include "proxy/session/outflow_plan.h"
#include "proxy/session/store.h"
#include "proxy/wire/content_reader.h"

namespace heloise {

class OutgoingMessage {
public:
    // `outbox` must outlive the object.
    explicit OutgoingMessage(Outbox& outbox) : outbox_(outbox) {}

    // Kept whole.
    // From now on it is stored: `memory` octets here and `spool` more on the disk.
    void keep(std::size_t memory, std::uint64_t spool);
    [[nodiscard]] bool kept() const { return store_ != nullptr; }
    // False: there is no room. REQUIRES: kept().
    [[nodiscard]] bool store(std::string_view octets) { return store_->append(octets); }
    // What `facts` were of it as it came. REQUIRES: kept().
    [[nodiscard]] StoredMessage stored(const ContentReader::Facts& facts) const;

    // It begins to leave, with `received` on top; from the beginning of what is stored, if it is kept.
    // `binary`: without lines.
    void begin(const OutflowPlan& plan, std::string received, bool binary);
    // It has begun to leave, and its end has not left.
    [[nodiscard]] bool leaving() const { return outflow_ != nullptr; }

    // REQUIRES for these: leaving(). See Outflow.
    [[nodiscard]] bool flows() const { return outflow_->flows(); }
    void push(const Run& run) { outflow_->push(run); }
    void finish();
    [[nodiscard]] const std::optional<OutflowRefusal>& refusal() const { return outflow_->refusal(); }
    [[nodiscard]] std::string take() { return outflow_->take(); }
    [[nodiscard]] bool ended() const { return outflow_->ended(); }
    [[nodiscard]] const Conversion::Facts* conversion() const { return outflow_->facts(); }
    void read_on() { outflow_->read_on(); }
    // Moves the next piece of what is stored on; false when there is none to be had now. REQUIRES: kept().
    [[nodiscard]] bool refill();

    // False while an answer of the spool to an attempt before is to come: one read at a time.
    [[nodiscard]] bool may_read() const { return stale_reads_ == 0; }
    // The spool has answered. False: nobody waits for it any more.
    [[nodiscard]] bool on_spooled(std::string_view octets);

    // All of it has left; what is stored stays: another address may have to have it.
    void end();
    // This attempt has come to nothing; another may begin.
    void break_off();
    // Nothing of it is wanted any more.
    void forget();

private:
    void push_stored(std::string_view octets);

    Outbox& outbox_;
    // Apart: most sessions are idle most of the time.
    std::unique_ptr<Store> store_;
    std::unique_ptr<Outflow> outflow_;
    std::unique_ptr<ContentReader> reader_;  // of what is stored
    bool binary_ = false;
    bool finished_ = false;
    bool reading_store_ = false;
    int stale_reads_ = 0;  // answers to come from a spool that nobody waits for any more
};

}  // namespace heloise
