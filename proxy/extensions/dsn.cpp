// DSN (RFC 3461): who is told what about delivery.
// Native on request only ("pass"): then its parameters go upstream as they are. Without the back it is
// withheld.
#include "proxy/extensions/registry.h"
#include "proxy/extensions/values.h"

namespace heloise {
namespace {

constexpr ParameterSpec kMail[] = {{.keyword = "RET", .valid = any_value, .syntax = "RET=FULL or RET=HDRS"},
                                   {.keyword = "ENVID", .valid = any_value, .syntax = "ENVID=xtext"}};
constexpr ParameterSpec kRcpt[] = {
    {.keyword = "NOTIFY", .valid = any_value, .syntax = "NOTIFY=NEVER or a list"},
    {.keyword = "ORCPT", .valid = any_value, .syntax = "ORCPT=type;xtext"}};

}  // namespace

constexpr Extension kDsn{
    .keyword = "DSN",
    .reference = "RFC 3461",
    .when_back_lacks = WhenBackLacks::Withhold,
    .when_back_has = WhenBackHas::OnRequest,
    .summary = "withheld; with \"pass\" native where the back has it",
    .mail_parameters = kMail,
    .rcpt_parameters = kRcpt,
};

}  // namespace heloise
