// The command lines of a transaction as one back may hear them (rules 3, 7, 20 and 21). Pure: what the sender
// said and what is known of the back in, a line out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "proxy/extensions/offer.h"
#include "proxy/smtp/command.h"

namespace heloise {

// MAIL's parameters promise UTF-8 addresses and headers (SMTPUTF8), or binary content (BODY=BINARYMIME).
[[nodiscard]] bool declares_utf8(const Mail& mail);
[[nodiscard]] bool declares_binary(const Mail& mail);
// The number behind SIZE=; empty: the sender said none.
[[nodiscard]] std::optional<std::uint64_t> declared_size(const Mail& mail);

// Why an address that is not ASCII cannot go to this back, printable; empty when it can (rule 20).
// `declared_utf8`: its MAIL declares_utf8().
[[nodiscard]] std::optional<std::string> why_unsayable(const Path& path, bool declared_utf8,
                                                       const OfferFacts& facts);
// The path as this back may hear it. REQUIRES: !why_unsayable().
[[nodiscard]] Path sayable(const Path& path, const OfferFacts& facts);

// The line without CRLF. `octets`: the size of the message as it leaves, empty where nobody knows it yet; it
// replaces the sender's own figure, which may be about another message (rule 21).
[[nodiscard]] std::string mail_line(const Mail& mail, std::optional<std::uint64_t> octets,
                                    const OfferFacts& facts);
[[nodiscard]] std::string rcpt_line(const Rcpt& rcpt, const OfferFacts& facts);

// Whether the line, CRLF added, is within limits.command_line of the back.
[[nodiscard]] bool line_fits(std::string_view line, const Backend& backend);

// The name that EHLO and HELO say to the back for this sender (rule 3): with helo_name = "client" the
// sender's, where every back takes it. `hello`: what the sender said; null: nothing yet.
[[nodiscard]] std::string upstream_name(const Backend& backend, const std::string& hostname,
                                        const Hello* hello);

}  // namespace heloise
