// What a desk remembers of a recipient, as a value (rule 30).
#pragma once

#include <optional>

#include "proxy/base/time.h"
#include "proxy/smtp/reply.h"

namespace heloise {

// What is known of a recipient when it is named.
struct Recall {
    std::optional<Reply> reply{};  // its sender is to be told this
    bool surplus = false;          // which is not the back's: it is one too many for this transaction
    bool elsewhere = false;        // another sender was told something: a reason to ask the back
    Duration still{};              // for so long that would have been known

    bool operator==(const Recall&) const = default;
};

}  // namespace heloise
