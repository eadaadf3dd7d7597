// A job is a request in libuv's hands, and frees itself when it is done.
#include "proxy/edge/thread_pool.h"

#include <utility>

#include <uv.h>

#include "proxy/base/check.h"
#include "proxy/edge/handle.h"

namespace heloise {
namespace {

struct Job {
    std::function<void()> work;
    std::function<void()> done;
};
using Work = Request<uv_work_t, Job>;

void on_work(uv_work_t* raw) noexcept {
    static_cast<Work*>(raw->data)->baggage.work();
}

void on_done(uv_work_t* raw, int) noexcept {
    const auto work = Work::reclaim(raw);
    work->baggage.done();
}

}  // namespace

void run_in_pool(Loop& loop, std::function<void()> work, std::function<void()> done) {
    auto* const job = Work::hand_over({std::move(work), std::move(done)});
    CHECK(uv_queue_work(loop.raw(), &job->raw, on_work, on_done) == 0);
}

}  // namespace heloise
