// Structured header fields whose words mean something to machines: Received, Message-ID, Return-Path, and
// what stands in an address behind its name.
//
// Comments become encoded words, domains A-labels (IDNA 2008). All else that is not ASCII is refused.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "proxy/content/header/field_rewrite.h"
#include "proxy/content/header/field_tokens.h"

namespace heloise {

// `whole` as it may be shown in a reply: UTF-8 as RFC 6533 section 3 has it, "\x{F6}", what is no UTF-8 and
// controls as "?", at most `most` octets, cut with "...".
[[nodiscard]] std::string shown_address(std::string_view whole, std::size_t most);

// Where domains stand: nowhere; behind "@"; in a trace field behind "from" and "by", too.
enum class DomainPlaces : std::uint8_t { None, Addresses, Trace };

void write_structured(std::span<const FieldToken> tokens, DomainPlaces places, FieldRewrite& rewrite);

}  // namespace heloise
