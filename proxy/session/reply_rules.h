// What becomes of a back's reply before the front hears it (rules 11, 12, 13 and quirks.replies).
#pragma once

#include "proxy/policy/backend.h"
#include "proxy/smtp/enhanced_status.h"
#include "proxy/smtp/reply.h"

namespace heloise {

// The reply that the operator wants to be read in this one's place; itself where no rule matches. A rule
// speaks of refusals only: a 2xx or 3xx is never changed, nor made.
[[nodiscard]] Reply apply_rules(Reply reply, ReplyPlace place, const Quirks& quirks);

// A refusal whose text says that the back hangs up behind it (quirks.expect_hangup).
[[nodiscard]] bool announces_hang_up(const Reply& reply, const Quirks& quirks);

struct ForFront {
    StatusContext context = StatusContext::Other;
    bool statuses = true;              // ENHANCEDSTATUSCODES is not stripped
    bool recipients_accepted = false;  // an earlier RCPT of this transaction was: rule 13
};

// The reply as the front may hear it: a known code, as many lines (limits::kReplyLines at most), each with
// text, with a status of the code's class, printable, and at most 512 octets. REQUIRES: 2xx, 4xx or 5xx.
[[nodiscard]] Reply for_front(const Reply& reply, const ForFront& how);

// One of our own replies: "250 2.1.0 Sender OK", or without the status where it is stripped or empty.
[[nodiscard]] Reply own_reply(int code, std::string_view status, std::string_view text, bool statuses);

}  // namespace heloise
