// ENHANCEDSTATUSCODES (RFC 2034): each reply carries a status like 5.1.1. Where the back's reply has none,
// one that fits is added (smtp/enhanced_status); where the operator strips it, none is.
#include "proxy/extensions/registry.h"

namespace heloise {

constexpr Extension kEnhancedStatusCodes{
    .keyword = "ENHANCEDSTATUSCODES",
    .reference = "RFC 2034",
    .when_back_lacks = WhenBackLacks::OfferAnyway,
    .when_back_has = WhenBackHas::Carry,
    .summary = "offered; a fitting status is added to the back's replies",
};

}  // namespace heloise
