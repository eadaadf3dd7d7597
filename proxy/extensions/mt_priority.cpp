// MT-PRIORITY (RFC 6710): which message goes first.
// Native on request only ("pass"): then its parameters go upstream as they are. Without the back it is
// withheld.
#include "proxy/extensions/registry.h"
#include "proxy/extensions/values.h"

namespace heloise {
namespace {

constexpr ParameterSpec kMail[] = {
    {.keyword = "MT-PRIORITY", .valid = any_value, .syntax = "MT-PRIORITY=-9 to 9"}};

}  // namespace

constexpr Extension kMtPriority{
    .keyword = "MT-PRIORITY",
    .reference = "RFC 6710",
    .when_back_lacks = WhenBackLacks::Withhold,
    .when_back_has = WhenBackHas::OnRequest,
    .summary = "withheld; with \"pass\" native where the back has it",
    .mail_parameters = kMail,
};

}  // namespace heloise
