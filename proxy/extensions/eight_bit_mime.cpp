// 8BITMIME (RFC 6152): the body may hold octets over 127. Native where the back has it. Where it lacks it the
// keyword is withheld, and a body with such octets refused before its end rather than sent damaged.
#include "proxy/base/ascii.h"
#include "proxy/extensions/registry.h"

namespace heloise {
namespace {

bool is_body(std::string_view value) {
    return equal_ignoring_case(value, "7BIT") || equal_ignoring_case(value, "8BITMIME");
}

constexpr ParameterSpec kMail[] = {
    {.keyword = "BODY", .valid = is_body, .syntax = "BODY=7BIT or BODY=8BITMIME"}};

}  // namespace

constexpr Extension kEightBitMime{
    .keyword = "8BITMIME",
    .reference = "RFC 6152",
    .when_back_lacks = WhenBackLacks::Withhold,
    .when_back_has = WhenBackHas::Carry,
    .summary = "withheld; a body that is 8-bit all the same is refused with 554 5.6.3",
    .mail_parameters = kMail,
};

}  // namespace heloise
