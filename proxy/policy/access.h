// [backend.access]: who may connect, and who may be written to (rule 36).
//
// Pure rules on values; what a refused sender is told is the caller's business.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/policy/network.h"

namespace heloise {

struct Access {
    std::vector<Network> senders;         // empty: all
    std::vector<std::string> recipients;  // lower case; ".example.org" means its subdomains; empty: all
    bool operator==(const Access&) const = default;
};

// access.senders: `address` is the sender's, IPv4 in its mapped form.
[[nodiscard]] bool may_connect(const Access& access, const IpAddress& address);

// A recipient as access.recipients sees it. The views must outlive the call only.
struct RecipientAddress {
    std::string_view local;
    std::string_view domain;  // in A-labels; empty: none was given, or it is none by IDNA 2008
    bool bare = false;        // neither a domain nor a source route was given
    bool routed = false;      // the gateway will be told a source route
};

enum class Reception : std::uint8_t {
    Ours,         // may be written to
    OtherDomain,  // its domain is not in the list
    Routing,      // its domain is, but the gateway might route the message on from there
};

// access.recipients. <Postmaster> without a domain is always ours (RFC 5321 section 4.5.1).
[[nodiscard]] Reception reception_of(const Access& access, const RecipientAddress& recipient);

}  // namespace heloise
