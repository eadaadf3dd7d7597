// Access rules.
#include "proxy/policy/access.h"

#include <algorithm>

#include "proxy/base/ascii.h"

namespace heloise {
namespace {

// ".example.org" in the list means its subdomains, "example.org" itself only.
bool domain_matches(std::string_view domain, std::string_view pattern) {
    if (!pattern.starts_with('.')) return equal_ignoring_case(domain, pattern);
    return domain.size() > pattern.size() &&
           equal_ignoring_case(domain.substr(domain.size() - pattern.size()), pattern);
}

}  // namespace

bool may_connect(const Access& access, const IpAddress& address) {
    const auto& allowed = access.senders;
    return allowed.empty() ||
           std::any_of(allowed.begin(), allowed.end(), [&](const Network& n) { return n.contains(address); });
}

// Where it matters who may be written to, an address that the gateway might route on is no address of its
// domain: "a%b@ours", "b!a@ours", "@b:a@ours" (Postfix: allow_untrusted_routing).
Reception reception_of(const Access& access, const RecipientAddress& recipient) {
    const auto& domains = access.recipients;
    if (domains.empty()) return Reception::Ours;
    if (recipient.bare && equal_ignoring_case(recipient.local, "postmaster")) return Reception::Ours;
    const bool ours = std::any_of(domains.begin(), domains.end(), [&](const std::string& pattern) {
        return domain_matches(recipient.domain, pattern);
    });
    if (!ours) return Reception::OtherDomain;
    const bool routed = recipient.local.find_first_of("%!@:") != std::string_view::npos || recipient.routed;
    return routed ? Reception::Routing : Reception::Ours;
}

}  // namespace heloise
