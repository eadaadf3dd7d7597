// Reads the [emulate] table of a profile: what that system says on the wire, for `heloise emulate`.
//
//   answer = "250 OK"                                          one line
//          | ["250-one", "250 two"]                            several
//          | { say = answer, then = "close", delay = "2s" }    then: stay, close, reset or silence
//          | { say = answer, also = [answer, answer] }         several replies, one after the other
//
// The keys and what they mean are the members of proxy/emulate/emulation.h, table by table.
#pragma once

#include <optional>

#include "proxy/config/reader.h"
#include "proxy/emulate/emulation.h"

namespace heloise {

// `value` is the table. Empty when anything in it is wrong; all of that has then been complained about.
[[nodiscard]] std::optional<Emulation> read_emulation(const Value& value);

}  // namespace heloise
