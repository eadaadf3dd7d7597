// Reverse-paths and forward-paths (RFC 5321 section 4.1.2).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace heloise {

//   Path        = "<" [ A-d-l ":" ] Mailbox ">"
//   A-d-l       = At-domain *( "," At-domain )
//   Mailbox     = Local-part "@" ( Domain / address-literal )
//   Local-part  = Dot-string / Quoted-string
//
// Lenient where old senders are (rule 7): brackets may miss, a domain may have underscores or one label,
// a local part may stand alone (old gateways know "jdoe"; access.recipients decides what passes).
struct Path {
    std::string route;   // "@a,@b", without the colon; empty without a source route
    std::string local;   // as written, quotes included; empty only for the null path
    std::string domain;  // as written, a literal with its brackets; empty for a lone local part
    bool null = false;   // "<>"; also "<@>", which old Notes servers send for it
    bool ascii = true;   // false when any of the three holds UTF-8 (RFC 6531)

    bool operator==(const Path&) const = default;
    // "local@domain", "local", or "" for the null path.
    [[nodiscard]] std::string mailbox() const;
    // "<@a,@b:local@domain>" with the route or "<local@domain>" without.
    [[nodiscard]] std::string text(bool with_route = false) const;
};

// Reads one path from the start of `text` and removes it there; leading blanks are skipped. Empty for
// bad syntax, a control octet, invalid UTF-8, a path over limits::kPath or a domain over limits::kDomain
// octets; `text` is then unchanged. A path without brackets ends at the first blank.
[[nodiscard]] std::optional<Path> take_path(std::string_view& text);

// "example.org", "mail", "under_score.example", "[192.0.2.1]", "[IPv6:2001:db8::1]": what may stand
// behind the "@". At most limits::kDomain octets. No trailing dot. ASCII only, though a Path's domain may
// hold UTF-8: whoever asks this wants a name to send. is_domain() is true of a literal, too.
[[nodiscard]] bool is_domain(std::string_view text);
[[nodiscard]] bool is_address_literal(std::string_view text);

}  // namespace heloise
