// Outflow sends a message to the back: the Received field on top, converted where the back cannot take it,
// framed.
//
// Where nothing has to be converted, each octet is copied once, into what is sent. Where something may have
// to be, the conversion decides (content/conversion.h); what it holds back beyond its memory goes through the
// session's spool and comes back from there at the pace at which the back takes it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "proxy/content/conversion.h"
#include "proxy/content/field_size_watch.h"
#include "proxy/session/outbox.h"
#include "proxy/wire/dotted_body.h"
#include "proxy/wire/run.h"

namespace heloise {

// OutflowPlan says how one message leaves.
struct OutflowPlan {
    std::optional<ConversionNeeds> needs = std::nullopt;  // empty: the back takes it as it is
    bool chunked = false;          // the back counts octets (BDAT): no dots, no terminator
    bool smtputf8 = false;         // declared so: decides the status of a header that cannot be said
    std::size_t header_field = 0;  // limits.header_field; 0: no limit
    std::uint64_t octets_max = 0;  // of the message without our field; growth counts (rule 21); 0: no limit
};

// OutflowRefusal says why a message cannot leave. It owns its text, which may name the field and the
// address.
struct OutflowRefusal {
    int code = 554;
    std::string status;
    std::string text;
};

class Outflow {
public:
    // `on_top` leaves with the first octets. `outbox` must outlive the object.
    Outflow(const OutflowPlan& plan, std::string on_top, Outbox& outbox);

    // Takes a run of the message; buffered while !flows(), when the caller may push at most one more read.
    // With needs a run may be cut anywhere; without, it keeps the promises of wire/run.h, unless chunked.
    void push(const Run& run);
    // The message is complete. REQUIRES: flows().
    void finish();

    // True when more may be pushed: no spooled octets are owed first.
    [[nodiscard]] bool flows() const { return !recalling() && rest_.empty(); }
    // Asks for the next octets of the spool, if they are owed and not asked for yet. on_spooled() follows.
    void read_on();
    [[nodiscard]] bool reading() const { return reading_; }
    void on_spooled(std::string_view octets);

    // Returns the octets that the back gets next, terminator included once ended().
    [[nodiscard]] std::string take();
    // True when finish() was called and take() has given, or will give, all octets.
    [[nodiscard]] bool ended() const { return ended_; }
    [[nodiscard]] const std::optional<OutflowRefusal>& refusal() const { return refusal_; }
    [[nodiscard]] const Conversion::Facts* facts() const;
    [[nodiscard]] bool used_spool() const { return used_spool_; }

private:
    [[nodiscard]] bool recalling() const { return conversion_ && conversion_->recalling(); }
    void convert(std::string_view& octets);
    void frame(std::string_view plain);
    void put(std::string_view plain);
    void count(std::string_view plain);
    void look(std::string_view plain);
    void settle();
    void end();

    OutflowPlan plan_;
    Outbox& outbox_;
    std::optional<Conversion> conversion_;
    DottedEncoder encoder_;
    FieldSizeWatch fields_;
    std::string on_top_;
    std::string plain_;  // scratch: what the conversion settled
    std::string rest_;   // the rest of a run that a recall cut short
    std::string out_;
    std::uint64_t octets_ = 0;   // octets that left, without our field
    std::uint64_t spilled_ = 0;  // octets in the spool
    bool finishing_ = false;
    bool ended_ = false;
    bool reading_ = false;
    bool used_spool_ = false;
    std::optional<OutflowRefusal> refusal_;
};

}  // namespace heloise
