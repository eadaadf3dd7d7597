// DELIVERBY (RFC 2852): by when the message is to be delivered.
// Native on request only ("pass"): then its parameters go upstream as they are. Without the back it is
// withheld.
#include "proxy/extensions/registry.h"
#include "proxy/extensions/values.h"

namespace heloise {
namespace {

constexpr ParameterSpec kMail[] = {{.keyword = "BY", .valid = any_value, .syntax = "BY=seconds;mode"}};

}  // namespace

constexpr Extension kDeliverBy{
    .keyword = "DELIVERBY",
    .reference = "RFC 2852",
    .when_back_lacks = WhenBackLacks::Withhold,
    .when_back_has = WhenBackHas::OnRequest,
    .summary = "withheld; with \"pass\" native where the back has it",
    .mail_parameters = kMail,
};

}  // namespace heloise
