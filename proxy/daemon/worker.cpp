// Shared state of one event loop.
#include "proxy/daemon/worker.h"

#include <algorithm>
#include <utility>

#include "proxy/base/limits.h"

namespace heloise {
namespace {

std::string base36(std::uint64_t number) {
    std::string digits;
    do {
        digits += "0123456789abcdefghijklmnopqrstuvwxyz"[number % 36];
        number /= 36;
    } while (number > 0);
    std::reverse(digits.begin(), digits.end());
    return digits;
}

}  // namespace

Worker::Worker(Loop& the_loop, Log& the_log, SenderCount::Limits the_limits)
    : loop(the_loop),
      log(the_log),
      arrivals(the_loop, limits::kArriving, limits::kArrival),
      lingerer(the_loop, limits::kLingering),
      limits(the_limits),
      id_prefix_(base36(static_cast<std::uint64_t>(the_loop.now().wall.time_since_epoch().count())) + "-") {}

std::string Worker::session_id(std::uint64_t number) const {
    return id_prefix_ + base36(number);
}

}  // namespace heloise
