// One entry of `listen`: where senders connect. What a connection goes through there before it is admitted
// (TLS, a PROXY header) has its place beside the endpoint.
#pragma once

#include "proxy/policy/endpoint.h"

namespace heloise {

struct Listen {
    Endpoint endpoint;
    bool operator==(const Listen&) const = default;
};

}  // namespace heloise
