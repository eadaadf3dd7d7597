// Work that would hold up the event loop, on a thread of libuv's pool.
#pragma once

#include <functional>

#include "proxy/edge/loop.h"

namespace heloise {

// Calls `work` on a thread of the pool, and then `done` on the loop's thread, in a later round; neither may
// throw. Both live until `done` has returned. Two calls may run at the same time and in any order.
void run_in_pool(Loop& loop, std::function<void()> work, std::function<void()> done);

}  // namespace heloise
