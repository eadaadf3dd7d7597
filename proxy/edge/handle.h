// Owns one libuv handle or request: the only file that casts between libuv's structs and ours.
//
// libuv goes on using a handle's memory after uv_close() until its close callback, so the struct lives on
// the heap and frees itself there; our object may die at any time, and its callbacks stop with it.
#pragma once

#include <memory>
#include <utility>

#include <uv.h>

#include "proxy/base/check.h"

namespace heloise {

// The object that a callback of `raw` belongs to; null when that object has gone.
template <typename Owner, typename Raw>
[[nodiscard]] Owner* owner_of(const Raw* raw) {
    return static_cast<Owner*>(raw->data);
}

// T is a handle type: uv_tcp_t, uv_timer_t, ...
template <typename T>
class Handle {
public:
    // `init` calls uv_*_init() on the struct it is given and hands back the result, which must be 0.
    template <typename Init>
    Handle(void* owner, Init init) : raw_(new T{}) {
        CHECK(init(raw_) == 0);
        raw_->data = owner;
    }
    // On Unix uv_close() closes the descriptor before it returns; only the memory waits.
    ~Handle() {
        raw_->data = nullptr;
        uv_close(base(), [](uv_handle_t* handle) { delete reinterpret_cast<T*>(handle); });
    }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;

    [[nodiscard]] T* get() const { return raw_; }
    [[nodiscard]] uv_handle_t* base() const { return reinterpret_cast<uv_handle_t*>(raw_); }
    // For the calls that take any stream. REQUIRES: T is one.
    [[nodiscard]] uv_stream_t* stream() const { return reinterpret_cast<uv_stream_t*>(raw_); }

private:
    T* raw_;
};

// A request in libuv's hands, with what must live as long as it. Raw is uv_write_t, uv_connect_t, ...
template <typename Raw, typename Baggage>
struct Request {
    Raw raw{};
    Baggage baggage;

    // Hands it over; libuv's callback gets it back with reclaim(), or the caller does on a failed start.
    [[nodiscard]] static Request* hand_over(Baggage baggage) {
        auto request = std::make_unique<Request>(Request{Raw{}, std::move(baggage)});
        request->raw.data = request.get();
        return request.release();
    }
    static std::unique_ptr<Request> reclaim(Raw* raw) {
        return std::unique_ptr<Request>(static_cast<Request*>(raw->data));
    }
};

}  // namespace heloise
