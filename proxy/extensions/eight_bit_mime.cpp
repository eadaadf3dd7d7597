// 8BITMIME (RFC 6152): the body may hold octets over 127. Where the back lacks it, parts that do are
// converted; where the operator does not want that (content.eight_bit), the keyword is withheld.
#include "proxy/base/ascii.h"
#include "proxy/extensions/offer.h"
#include "proxy/extensions/registry.h"

namespace heloise {
namespace {

bool is_body(std::string_view value) {
    return equal_ignoring_case(value, "7BIT") || equal_ignoring_case(value, "8BITMIME");
}

bool offer_if(const OfferFacts& facts) {
    return facts.backend.content.eight_bit == Handling::Convert || used_upstream(kEightBitMime, facts);
}

constexpr ParameterSpec kMail[] = {
    {.keyword = "BODY", .valid = is_body, .syntax = "BODY=7BIT or BODY=8BITMIME", .after_helo = true}};

}  // namespace

constexpr Extension kEightBitMime{
    .keyword = "8BITMIME",
    .reference = "RFC 6152",
    .when_back_lacks = WhenBackLacks::Adapt,
    .when_back_has = WhenBackHas::Carry,
    .summary = "emulated where content.eight_bit = \"convert\": 8-bit parts are encoded",
    .mail_parameters = kMail,
    .offer_if = offer_if,
};

}  // namespace heloise
