// What a back's refusal of a recipient is about: that recipient, or the transaction that it stands in (rule
// 30).
#pragma once

#include <cstdint>

#include "proxy/smtp/reply.h"

namespace heloise {

enum class About : std::uint8_t {
    Recipient,    // it would be said of it alone, too
    Transaction,  // nobody knows what would be: others stand before it, or the reply is no verdict
};

// 4xx but 452 is about the recipient. 552, 452, a status x.5.3 and texts like "too many" are about the
// transaction, wherever they come. 500 to 504 are about commands, never about a recipient. Any other 5xx is
// about the recipient where no other was accepted before it. REQUIRES: 4xx or 5xx.
[[nodiscard]] About about(const Reply& refusal, bool behind_accepted);

// A reply that no recipient gets: 500 to 504.
[[nodiscard]] bool is_no_verdict(const Reply& refusal);

// It may be about the recipient after all: at the head of a transaction it would be.
[[nodiscard]] bool worth_asking_again(const Reply& refusal, bool behind_accepted);

}  // namespace heloise
