// BINARYMIME (RFC 3030): the body may hold anything, NUL and bare line ends too. It only travels in chunks,
// so a back without CHUNKING is one that lacks it; there, binary parts become base64.
#include "proxy/base/ascii.h"
#include "proxy/extensions/offer.h"
#include "proxy/extensions/registry.h"

namespace heloise {
namespace {

bool is_body(std::string_view value) {
    return equal_ignoring_case(value, "BINARYMIME");
}

// Once the binary parts are encoded, what is left is 8-bit at most. A back that takes binary and no 8-bit
// text is not believed: it gets neither.
std::optional<std::string> upstream(std::string_view value, const OfferFacts& facts) {
    if (!used_upstream(kEightBitMime, facts)) return std::nullopt;
    return used_upstream(kBinaryMime, facts) ? std::string(value) : "8BITMIME";
}

// Where 8-bit text would be refused, to take binary would be a promise for few messages.
bool offer_if(const OfferFacts& facts) {
    return used_upstream(kBinaryMime, facts) || offer(kEightBitMime, facts) != Offer::Withheld;
}

constexpr ParameterSpec kMail[] = {{.keyword = "BODY",
                                    .valid = is_body,
                                    .syntax = "BODY=7BIT, BODY=8BITMIME or BODY=BINARYMIME",
                                    .upstream = upstream}};

}  // namespace

constexpr Extension kBinaryMime{
    .keyword = "BINARYMIME",
    .reference = "RFC 3030",
    .when_back_lacks = WhenBackLacks::Adapt,
    .when_back_has = WhenBackHas::Carry,
    .summary = "emulated beside CHUNKING and 8BITMIME: binary parts become base64",
    .mail_parameters = kMail,
    .needs = &kChunking,
    .offer_if = offer_if,
};

}  // namespace heloise
