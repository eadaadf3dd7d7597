// SMTPUTF8 (RFC 6531): addresses and header fields in UTF-8. For a back that lacks it domains become A-labels
// and fields encoded words; a local part has no such form, so its command is refused.
//
// content.utf8 = "reject" does not withhold it: whether a message needs it shows only in its header, and most
// that are declared so do not.
#include "proxy/extensions/registry.h"

namespace heloise {
namespace {

bool no_value(std::string_view) {
    return false;
}

constexpr ParameterSpec kMail[] = {
    {.keyword = "SMTPUTF8", .valid = no_value, .needs_value = false, .syntax = "SMTPUTF8"}};

}  // namespace

constexpr Extension kSmtpUtf8{
    .keyword = "SMTPUTF8",
    .reference = "RFC 6531",
    .when_back_lacks = WhenBackLacks::Adapt,
    .when_back_has = WhenBackHas::Carry,
    .summary = "emulated beside 8BITMIME: headers become encoded words, domains A-labels",
    .mail_parameters = kMail,
    .needs = &kEightBitMime,
};

}  // namespace heloise
