// Answers gather here until the session says that the front waits for them.
#include "proxy/session/reply_queue.h"

#include <utility>

#include "proxy/base/check.h"

namespace heloise {

void ReplyQueue::owe() {
    CHECK(!owing_);
    owing_ = true;
}

void ReplyQueue::answer(const Reply& reply) {
    CHECK(owing_);
    owing_ = false;
    ready_.append(print(reply));
}

void ReplyQueue::announce(const Reply& reply) {
    ready_.append(print(reply));
}

std::string ReplyQueue::take() {
    return std::exchange(ready_, {});
}

}  // namespace heloise
