// EXPN (RFC 5321 section 3.5.2): who is on a list. Nobody's business, unless the operator says "pass"; then
// it is offered where the back offers it, and the verb goes upstream.
#include "proxy/extensions/registry.h"

namespace heloise {

constexpr Extension kExpn{
    .keyword = "EXPN",
    .reference = "RFC 5321",
    .when_back_lacks = WhenBackLacks::Withhold,
    .when_back_has = WhenBackHas::OnRequest,
    .summary = "withheld; with \"pass\" native where the back has it",
    .verb = "EXPN",
};

}  // namespace heloise
