// One header field made fit for a back that takes less than it holds, without loss.
//
// UTF-8 becomes encoded words (RFC 2047), parameters of RFC 2231, and A-labels (IDNA 2008); lines that are
// too long are folded where folding changes nothing. What cannot be said without loss is refused, with the
// reason.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace heloise {

struct FieldNeeds {
    bool ascii = true;            // octets over 127 must go
    std::size_t line_max = 0;     // octets of a line, CRLF counted; 0: any length
    bool dot_behind_cut = false;  // no line that cut_leaves_dot() (wire/cut_line.h)
};

struct FieldOutcome {
    enum class Kind : std::uint8_t { Unchanged, Rewritten, Refused } kind = Kind::Unchanged;
    std::string
        text;  // Rewritten: the field, with its CRLFs, lines of at most 76 octets where it was touched
    // Refused: printable ASCII for the sender, which names the field and, where there is one, the address:
    //   To: the local part of <\x{F6}rg@example.org> is not ASCII
    // Octets over 127 are shown as RFC 6533 does ("\x{F6}"), at most 120 octets in all.
    std::string why;
};

// `field` is one whole field with its CRLFs, folded or not, at most limits::kHeaderField octets; its line
// ends are CRLF. Cheap for a field that needs nothing.
//
// - Unstructured fields (Subject, Comments, Content-Description, Keywords, every unknown one): encoded words,
// cut
//   between characters, charset utf-8; octets that are no UTF-8: charset unknown-8bit (RFC 1428), every octet
//   kept.
// - From, Sender, Reply-To, To, Cc, Bcc, Resent-*, Disposition-Notification-To, ...: phrases (quoted ones
// too) and
//   comments to encoded words, domains to A-labels; a local part that is not ASCII: refused.
// - Content-Type, Content-Disposition: parameters as RFC 2231; a boundary that is not ASCII: refused.
// - Received, Return-Path, Message-ID, In-Reply-To, References and other structured fields: comments to
// encoded
//   words, domains to A-labels; elsewhere refused.
// - DKIM-Signature, ARC-*, and other signatures: never touched; refused where they would have to be.
// - A field name that is not ASCII, or with an octet that is no ftext: refused.
[[nodiscard]] FieldOutcome adapt_field(std::string_view field, const FieldNeeds& needs);

}  // namespace heloise
