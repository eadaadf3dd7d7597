// PIPELINING (RFC 2920): the front may send commands ahead. It binds only the front and us: whatever the
// front sends in one go, the back sees one command at a time, because back ends that advertise PIPELINING and
// then choke on it are well documented (Exim and Postfix both had to work around them).
#include "proxy/extensions/registry.h"

namespace heloise {

constexpr Extension kPipelining{
    .keyword = "PIPELINING",
    .reference = "RFC 2920",
    .when_back_lacks = WhenBackLacks::OfferAnyway,
    .when_back_has = WhenBackHas::Carry,
    .summary = "offered; the back sees one command at a time",
};

}  // namespace heloise
