// How a message leaves for one back: what that back cannot take of it (rules 18 to 20), and how large it will
// be (rule 21). Pure: what was declared and what is known of the back in, a value out.
#pragma once

#include <cstdint>
#include <optional>

#include "proxy/extensions/extension.h"
#include "proxy/session/outflow.h"
#include "proxy/smtp/command.h"
#include "proxy/wire/content_reader.h"

namespace heloise {

// `counted`: it came in chunks, so it may leave in chunks. `extended`: the back was greeted with EHLO.
[[nodiscard]] OutflowPlan plan_outflow(const Mail& mail, bool counted, bool extended,
                                       const OfferFacts& facts);

// Octets of a message that leaves while it comes in, `field` octets of Received included. Its growth is not
// known before its end where a line may be too long, a line end not be CRLF, or anything be converted: then
// empty, as where the sender declared no size.
[[nodiscard]] std::optional<std::uint64_t> size_on_the_fly(const OutflowPlan& plan, const Mail& mail,
                                                           std::size_t field, const Backend& backend);

// A complete message that waits to leave.
struct StoredMessage {
    ContentReader::Facts facts;
    std::uint64_t octets = 0;
    bool ends_line = true;  // its last octets are CRLF
};
// Likewise; empty where something in it may have to change.
[[nodiscard]] std::optional<std::uint64_t> size_of_stored(const OutflowPlan& plan,
                                                          const StoredMessage& stored, std::size_t field);

}  // namespace heloise
