// HELP (RFC 5321 section 4.1.1.8), answered by heloise itself: the back never sees the verb.
#include "proxy/extensions/registry.h"

namespace heloise {

constexpr Extension kHelp{
    .keyword = "HELP",
    .reference = "RFC 5321",
    .when_back_lacks = WhenBackLacks::OfferAnyway,
    .when_back_has = WhenBackHas::Carry,
    .summary = "offered; answered locally",
};

}  // namespace heloise
