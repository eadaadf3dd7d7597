// The part of libuv that proxy/edge uses, on the simulated machine.
//
// The linker takes these instead of the library's. Each does what libuv's documentation says of it, errors
// included; what edge does not use is not here, and would be the library's own.
#include <algorithm>
#include <string>

#include <uv.h>

#include "proxy/edge/socket_address.h"
#include "tests/simulation/machine.h"

using heloise::SocketAddress;
using heloise::simulation::kMillisecond;
using heloise::simulation::Machine;
using heloise::simulation::Time;

namespace {

Machine& machine() {
    return Machine::current();
}

void tick(const std::shared_ptr<Machine::Ticker>& ticker, std::uint64_t started) {
    if (!ticker->alive || !ticker->active || ticker->started != started) return;
    if (ticker->timer != nullptr) {
        ticker->active = false;  // none of ours repeats
        return ticker->timer(reinterpret_cast<uv_timer_t*>(ticker->handle));
    }
    ticker->idle(reinterpret_cast<uv_idle_t*>(ticker->handle));
    if (ticker->alive && ticker->active && ticker->started == started)
        machine().soon(0, [ticker, started] { tick(ticker, started); });
}

void start(const std::shared_ptr<Machine::Ticker>& ticker, Time delay) {
    ticker->active = true;
    const std::uint64_t started = ++ticker->started;
    machine().soon(delay, [ticker, started] { tick(ticker, started); });
}

}  // namespace

extern "C" {

int uv_loop_init(uv_loop_t* loop) {
    *loop = {};
    machine().begin_loop();
    return 0;
}
int uv_loop_close(uv_loop_t*) {
    return machine().busy() ? UV_EBUSY : 0;
}
int uv_loop_alive(const uv_loop_t*) {
    return machine().busy() ? 1 : 0;
}
// The timeline runs everything; what is left for this is the end of a loop.
int uv_run(uv_loop_t*, uv_run_mode mode) {
    while (machine().finish_some() && mode != UV_RUN_ONCE) {
    }
    return machine().busy() ? 1 : 0;
}
void uv_stop(uv_loop_t*) {}
std::uint64_t uv_now(const uv_loop_t*) {
    return machine().now_ms();
}
void uv_unref(uv_handle_t*) {}

void uv_close(uv_handle_t* handle, uv_close_cb callback) {
    machine().close(handle, callback);
}
int uv_cancel(uv_req_t* request) {
    return machine().cancel(request) ? 0 : UV_EBUSY;
}

int uv_timer_init(uv_loop_t*, uv_timer_t* handle) {
    machine().ticker(handle) = std::make_shared<Machine::Ticker>();
    machine().ticker(handle)->handle = reinterpret_cast<uv_handle_t*>(handle);
    return 0;
}
int uv_timer_start(uv_timer_t* handle, uv_timer_cb callback, std::uint64_t timeout, std::uint64_t) {
    const auto& ticker = machine().ticker(handle);
    ticker->timer = callback;
    const Time due =
        machine().timeline().now() / kMillisecond * kMillisecond + static_cast<Time>(timeout) * kMillisecond;
    start(ticker, std::max<Time>(0, due - machine().timeline().now()));
    return 0;
}
int uv_idle_init(uv_loop_t*, uv_idle_t* handle) {
    machine().ticker(handle) = std::make_shared<Machine::Ticker>();
    machine().ticker(handle)->handle = reinterpret_cast<uv_handle_t*>(handle);
    return 0;
}
int uv_idle_start(uv_idle_t* handle, uv_idle_cb callback) {
    const auto& ticker = machine().ticker(handle);
    if (ticker->active) return 0;
    ticker->idle = callback;
    start(ticker, 0);
    return 0;
}
int uv_idle_stop(uv_idle_t* handle) {
    machine().ticker(handle)->active = false;
    return 0;
}

int uv_tcp_init(uv_loop_t*, uv_tcp_t* handle) {
    machine().tcp(handle) = std::make_shared<Machine::Tcp>();
    machine().tcp(handle)->handle = handle;
    return 0;
}
int uv_tcp_open(uv_tcp_t* handle, uv_os_sock_t socket) {
    machine().own(machine().tcp(handle), socket);
    return 0;
}
int uv_tcp_nodelay(uv_tcp_t*, int) {
    return 0;
}
int uv_tcp_connect(uv_connect_t* request, uv_tcp_t* handle, const sockaddr* address, uv_connect_cb callback) {
    const auto& tcp = machine().tcp(handle);
    const int status = machine().connect(tcp, SocketAddress::from_raw(address).text());
    if (status != 0) return status;
    request->handle = reinterpret_cast<uv_stream_t*>(handle);
    tcp->connect = request;
    tcp->connected = callback;
    return 0;
}
int uv_fileno(const uv_handle_t* handle, uv_os_fd_t* descriptor) {
    *descriptor = machine().tcp(handle)->socket;
    return *descriptor < 0 ? UV_EBADF : 0;
}

int uv_read_start(uv_stream_t* stream, uv_alloc_cb alloc, uv_read_cb read) {
    const auto& tcp = machine().tcp(stream);
    tcp->alloc = alloc;
    tcp->read = read;
    tcp->reading = true;
    if (machine().network().has_unheard(tcp->socket)) machine().look(tcp);
    return 0;
}
int uv_read_stop(uv_stream_t* stream) {
    machine().tcp(stream)->reading = false;
    return 0;
}
int uv_try_write(uv_stream_t* stream, const uv_buf_t buffers[], unsigned) {
    const auto& tcp = machine().tcp(stream);
    if (tcp->connect != nullptr || tcp->write != nullptr) return UV_EAGAIN;
    const auto taken = machine().write(*tcp, {buffers[0].base, buffers[0].len});
    if (taken < 0) return UV_EPIPE;
    return taken == 0 ? UV_EAGAIN : static_cast<int>(taken);
}
int uv_write(uv_write_t* request, uv_stream_t* stream, const uv_buf_t buffers[], unsigned,
             uv_write_cb callback) {
    const auto& tcp = machine().tcp(stream);
    request->handle = stream;
    tcp->write = request;
    tcp->written = callback;
    tcp->rest.assign(buffers[0].base, buffers[0].len);
    // libuv tries at once; there was no room a moment ago.
    const auto taken = machine().network().write(tcp->socket, tcp->rest);
    if (taken > 0) tcp->rest.erase(0, static_cast<std::size_t>(taken));
    if (taken < 0 || tcp->rest.empty()) {
        const int status = taken < 0 ? UV_EPIPE : 0;
        machine().soon(0, [tcp, request, status] {
            if (!tcp->alive || tcp->write != request) return;
            tcp->write = nullptr;
            tcp->written(request, status);
        });
    }
    return 0;
}

int uv_poll_init(uv_loop_t*, uv_poll_t* handle, int descriptor) {
    machine().door(descriptor)->handle = handle;
    handle->io_watcher.fd = descriptor;
    return 0;
}
int uv_poll_start(uv_poll_t* handle, int, uv_poll_cb callback) {
    const auto door = machine().door(handle->io_watcher.fd);
    door->readable = callback;
    door->active = true;
    machine().look_at_door(door);
    return 0;
}
int uv_poll_stop(uv_poll_t* handle) {
    if (const auto door = machine().door(handle->io_watcher.fd)) door->active = false;
    return 0;
}

int uv_queue_work(uv_loop_t* loop, uv_work_t* request, uv_work_cb work, uv_after_work_cb after) {
    request->loop = loop;
    machine().queue_work(request, work, after);
    return 0;
}

int uv_getaddrinfo(uv_loop_t*, uv_getaddrinfo_t* request, uv_getaddrinfo_cb callback, const char* node,
                   const char* service, const addrinfo*) {
    machine().look_up(request, callback, node, static_cast<std::uint16_t>(std::stoi(service)));
    return 0;
}
void uv_freeaddrinfo(addrinfo* list) {
    while (list != nullptr) {
        addrinfo* const next = list->ai_next;
        delete reinterpret_cast<sockaddr_storage*>(list->ai_addr);
        delete list;
        list = next;
    }
}

}  // extern "C"
