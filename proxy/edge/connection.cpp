// TCP over uv_tcp_t.
#include "proxy/edge/connection.h"

#include <array>
#include <cerrno>
#include <utility>

#include <sys/socket.h>

#include "proxy/base/check.h"

namespace heloise {
namespace {

using Write = Request<uv_write_t, std::string>;
struct Nothing {};
using Connect = Request<uv_connect_t, Nothing>;

auto new_tcp(Loop& loop) {
    return [&loop](uv_tcp_t* raw) { return uv_tcp_init(loop.raw(), raw); };
}

}  // namespace

Connection::Connection(Loop& loop, int accepted_socket) : loop_(loop), raw_(this, new_tcp(loop)) {
    CHECK(uv_tcp_open(raw_.get(), accepted_socket) == 0);
}

Connection::Connection(Loop& loop) : loop_(loop), raw_(this, new_tcp(loop)) {}

Connection::~Connection() = default;

void Connection::start(Owner& owner) {
    owner_ = &owner;
    resume();
}

void Connection::connect(const SocketAddress& address, Owner& owner) {
    owner_ = &owner;
    Connect* request = Connect::hand_over({});
    const int status = uv_tcp_connect(&request->raw, raw_.get(), address.raw(), on_connect);
    if (status == 0) return;
    Connect::reclaim(&request->raw);
    // Told in a later round, like every other failure, if we are still there then.
    tell_later([status](Connection& self) { self.connected(status); });
}

void Connection::tell_later(std::function<void(Connection&)> what) {
    failing_ = std::make_shared<Connection*>(this);
    loop_.later([alive = std::weak_ptr(failing_), what = std::move(what)] {
        if (const auto self = alive.lock()) what(**self);
    });
}

void Connection::on_connect(uv_connect_t* raw, int status) noexcept {
    const auto request = Connect::reclaim(raw);
    if (auto* self = owner_of<Connection>(raw->handle)) self->connected(status);
}

void Connection::connected(int status) {
    if (status == 0) {
        // Each write is a whole command or more; Nagle's algorithm would only hold it back.
        uv_tcp_nodelay(raw_.get(), 1);
        start_reading();
    }
    owner_->on_connected(*this, status == 0 ? nullptr : uv_strerror(status));
}

void Connection::start_reading() {
    if (reading_ || ended_ || failing_) return;
    reading_ = true;
    CHECK(uv_read_start(raw_.stream(), on_alloc, on_read) == 0);
}

void Connection::resume() {
    wanted_ = true;
    start_reading();
}

void Connection::on_alloc(uv_handle_t* raw, std::size_t, uv_buf_t* buffer) noexcept {
    auto* self = owner_of<Connection>(raw);
    const auto space = self->loop_.read_buffer();
    // Without room libuv reads nothing and calls on_read() with UV_ENOBUFS.
    *buffer = uv_buf_init(space.data(), self->wanted_ ? static_cast<unsigned>(space.size()) : 0);
}

void Connection::on_read(uv_stream_t* raw, ssize_t octets, const uv_buf_t* buffer) noexcept {
    owner_of<Connection>(raw)->read(octets, *buffer);
}

void Connection::read(ssize_t octets, const uv_buf_t& buffer) {
    if (octets > 0) {
        owner_->on_octets(*this, std::string_view(buffer.base, static_cast<std::size_t>(octets)));
        return;
    }
    if (octets == 0) return;  // EAGAIN
    uv_read_stop(raw_.stream());
    reading_ = false;
    if (octets == UV_ENOBUFS && !wanted_) return;
    ended_ = true;
    owner_->on_closed(*this, octets == UV_EOF && !broken_ ? Ending::Finished : Ending::Broken);
}

Connection::Sent Connection::send(std::string octets) {
    if (broken_) return Sent::Never;
    if (octets.empty()) return backlog() == 0 ? Sent::All : Sent::Later;
    if (in_flight_ > 0) {
        if (pending_.empty()) {
            pending_ = std::move(octets);
        } else {
            pending_ += octets;
        }
        return Sent::Later;
    }
    const uv_buf_t buffer = uv_buf_init(octets.data(), static_cast<unsigned>(octets.size()));
    const int written = uv_try_write(raw_.stream(), &buffer, 1);
    if (written < 0 && written != UV_EAGAIN) {
        give_up();
        return Sent::Never;
    }
    const std::size_t done = written < 0 ? 0 : static_cast<std::size_t>(written);
    return done == octets.size() ? Sent::All : queue(std::move(octets), done);
}

Connection::Sent Connection::queue(std::string octets, std::size_t already_written) {
    Write* request = Write::hand_over(std::move(octets));
    std::string& held = request->baggage;
    in_flight_ = held.size() - already_written;
    const uv_buf_t buffer = uv_buf_init(held.data() + already_written, static_cast<unsigned>(in_flight_));
    if (uv_write(&request->raw, raw_.stream(), &buffer, 1, on_write) == 0) return Sent::Later;
    Write::reclaim(&request->raw);
    give_up();
    return Sent::Never;
}

void Connection::on_write(uv_write_t* raw, int status) noexcept {
    const auto request = Write::reclaim(raw);
    if (auto* self = owner_of<Connection>(raw->handle)) self->written(status);
}

void Connection::written(int status) {
    in_flight_ = 0;
    if (status != 0) {
        give_up();
        return;
    }
    if (!pending_.empty()) {
        if (send(std::exchange(pending_, {})) != Sent::All) return;
    }
    owner_->on_sent(*this);
}

// The end is told by reading, once what the peer said before has been heard: so there is one path for it.
// The shutdown makes sure that it comes, whatever it was that failed, and read() knows it from a peer's. A
// peer that has ended its side is not read any more.
void Connection::give_up() {
    broken_ = true;
    in_flight_ = 0;
    pending_.clear();
    if (ended_) return tell_later([](Connection& self) { self.owner_->on_closed(self, Ending::Broken); });
    ::shutdown(descriptor(), SHUT_RDWR);
    resume();
}

bool Connection::has_unheard() const {
    if (ended_) return true;
    char octet = 0;
    const ssize_t seen = ::recv(descriptor(), &octet, 1, MSG_PEEK | MSG_DONTWAIT);
    return seen >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
}

void Connection::leave_gently() {
    end_output();
    // A peer that never ends is left all the same.
    constexpr int kReads = 256;
    std::array<char, 4096> unheard;
    for (int reads = 0; reads < kReads; ++reads) {
        if (::recv(descriptor(), unheard.data(), unheard.size(), MSG_DONTWAIT) <= 0) return;
    }
}

void Connection::end_output() {
    ::shutdown(descriptor(), SHUT_WR);
}

void Connection::make_reset() {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(descriptor(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

int Connection::descriptor() const {
    uv_os_fd_t descriptor = -1;
    uv_fileno(raw_.base(), &descriptor);
    return descriptor;
}

}  // namespace heloise
