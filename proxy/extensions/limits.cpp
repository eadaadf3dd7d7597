// LIMITS (RFC 9422): tells the front beforehand how many recipients one transaction may have, so that it
// splits a long list itself instead of hearing 452 in the middle.
#include <algorithm>
#include <charconv>

#include "proxy/base/ascii.h"
#include "proxy/extensions/recipient_limit.h"
#include "proxy/extensions/registry.h"

namespace heloise {
namespace {

// RCPTMAX of the back's own LIMITS line; 0 when it says none.
std::uint64_t rcptmax(const Capabilities& back) {
    const Keyword* keyword = back.find("LIMITS");
    if (keyword == nullptr) return 0;
    std::string_view rest = keyword->arguments;
    while (!rest.empty()) {
        const std::string_view word = rest.substr(0, rest.find(' '));
        rest.remove_prefix(std::min(rest.size(), word.size() + 1));
        constexpr std::string_view kName = "RCPTMAX=";
        if (!starts_with_ignoring_case(word, kName)) continue;
        std::uint64_t value = 0;
        const std::string_view digits = word.substr(kName.size());
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (error == std::errc() && end == digits.data() + digits.size()) return value;
    }
    return 0;
}

bool offer_if(const OfferFacts& facts) {
    return recipient_limit(facts) > 0;
}

std::string arguments(const OfferFacts& facts) {
    return "RCPTMAX=" + std::to_string(recipient_limit(facts));
}

}  // namespace

std::size_t recipient_limit(const OfferFacts& facts) {
    const std::size_t ours = facts.backend.limits.recipients;
    const std::size_t theirs = facts.back == nullptr ? 0 : rcptmax(*facts.back);
    if (ours == 0 || theirs == 0) return std::max(ours, theirs);
    return std::min(ours, theirs);
}

constexpr Extension kLimits{
    .keyword = "LIMITS",
    .reference = "RFC 9422",
    .when_back_lacks = WhenBackLacks::OfferAnyway,
    .when_back_has = WhenBackHas::Carry,
    .summary = "offered where limits.recipients is set",
    .offer_if = offer_if,
    .arguments = arguments,
};

}  // namespace heloise
