// Rules on where senders connect and where the gateways are.
#pragma once

#include <span>
#include <vector>

#include "proxy/config/subject.h"

namespace heloise {

void check_open_relay(const Subject& subject);
// No two listeners on one address.
void check_listeners(std::span<const Subject> subjects);
// No gateway that is heloise itself.
void check_loop(const Subject& subject, std::span<const Subject> all);

}  // namespace heloise
