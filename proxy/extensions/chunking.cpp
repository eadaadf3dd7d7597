// CHUNKING (RFC 3030): a message in counted chunks (BDAT) instead of up to a lone dot. A back that lacks it,
// or may not be told BDAT, gets what the chunks hold as one DATA.
#include "proxy/extensions/registry.h"

namespace heloise {

constexpr Extension kChunking{
    .keyword = "CHUNKING",
    .reference = "RFC 3030",
    .when_back_lacks = WhenBackLacks::Adapt,
    .when_back_has = WhenBackHas::Carry,
    .summary = "emulated: the chunks go to the back as one DATA",
    .verb = "BDAT",
};

}  // namespace heloise
