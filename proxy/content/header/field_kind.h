// Which header field has which grammar.
#pragma once

#include <cstdint>
#include <string_view>

namespace heloise {

enum class FieldKind : std::uint8_t {
    Unstructured,  // text (RFC 5322 section 3.6.5); every field nobody knows
    Addresses,     // section 3.6.3
    Parameters,    // RFC 2045 section 5.1
    Trace,         // Received
    Structured,    // tokens that mean something to machines, and comments
    Signature,     // of the message or of other fields: a change breaks it
};

[[nodiscard]] FieldKind field_kind(std::string_view name);

}  // namespace heloise
