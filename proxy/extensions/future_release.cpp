// FUTURERELEASE (RFC 4865): when the message may go.
// Native on request only ("pass"): then its parameters go upstream as they are. Without the back it is
// withheld.
#include "proxy/extensions/registry.h"
#include "proxy/extensions/values.h"

namespace heloise {
namespace {

constexpr ParameterSpec kMail[] = {
    {.keyword = "HOLDFOR", .valid = any_value, .syntax = "HOLDFOR=seconds"},
    {.keyword = "HOLDUNTIL", .valid = any_value, .syntax = "HOLDUNTIL=date-time"}};

}  // namespace

constexpr Extension kFutureRelease{
    .keyword = "FUTURERELEASE",
    .reference = "RFC 4865",
    .when_back_lacks = WhenBackLacks::Withhold,
    .when_back_has = WhenBackHas::OnRequest,
    .summary = "withheld; with \"pass\" native where the back has it",
    .mail_parameters = kMail,
};

}  // namespace heloise
