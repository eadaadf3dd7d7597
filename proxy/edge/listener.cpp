// Listening sockets over uv_poll_t.
#include "proxy/edge/listener.h"

#include <cerrno>
#include <cstring>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "proxy/base/check.h"
#include "proxy/base/limits.h"

namespace heloise {
namespace {

bool set_option(int socket, int level, int option, int value) {
    return ::setsockopt(socket, level, option, &value, sizeof value) == 0;
}

bool prepare(int socket, const SocketAddress& address, bool both_families) {
    if (!set_option(socket, SOL_SOCKET, SO_REUSEADDR, 1)) return false;
    // Accepted sockets inherit it: one system call per listener and not one per sender.
    if (!set_option(socket, IPPROTO_TCP, TCP_NODELAY, 1)) return false;
    // So that "0.0.0.0:25" and "[::]:25" can stand side by side, whatever net.ipv6.bindv6only says.
    if (address.family() == AF_INET6 &&
        !set_option(socket, IPPROTO_IPV6, IPV6_V6ONLY, both_families ? 0 : 1)) {
        return false;
    }
    return ::bind(socket, address.raw(), address.size()) == 0 &&
           ::listen(socket, limits::kListenBacklog) == 0;
}

SocketAddress bound_address(int socket) {
    sockaddr_storage storage{};
    socklen_t size = sizeof storage;
    auto* raw = reinterpret_cast<sockaddr*>(&storage);
    CHECK(::getsockname(socket, raw, &size) == 0);
    return SocketAddress::from_raw(raw);
}

bool is_shortage(int error) {
    return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

}  // namespace

Listener::Opened Listener::open(Loop& loop, Owner& owner, const SocketAddress& address, bool both_families) {
    const int socket = ::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket < 0) return {nullptr, std::strerror(errno)};
    if (!prepare(socket, address, both_families)) {
        Opened failed{nullptr, std::strerror(errno)};
        ::close(socket);
        return failed;
    }
    return {std::unique_ptr<Listener>(new Listener(loop, owner, socket)), {}};
}

Listener::Listener(Loop& loop, Owner& owner, int socket)
    : loop_(loop),
      owner_(&owner),
      socket_(socket),
      address_(bound_address(socket)),
      retry_(loop, [this] { watch(); }),
      raw_(std::make_unique<Handle<uv_poll_t>>(
          this, [&](uv_poll_t* raw) { return uv_poll_init(loop.raw(), raw, socket); })) {
    watch();
}

Listener::~Listener() {
    raw_.reset();
    ::close(socket_);
}

void Listener::pause() {
    paused_ = true;
    uv_poll_stop(raw_->get());
}

void Listener::resume() {
    paused_ = false;
    watch();
}

bool Listener::has_waiting() const {
    pollfd ask{socket_, POLLIN, 0};
    return ::poll(&ask, 1, 0) == 1;
}

void Listener::watch() {
    if (!paused_ && !retry_.due()) uv_poll_start(raw_->get(), UV_READABLE, on_readable);
}

void Listener::on_readable(uv_poll_t* raw, int, int) noexcept {
    owner_of<Listener>(raw)->accept_some();
}

// More than one per round, or a crowd at the door is let in no faster than a busy loop turns.
void Listener::accept_some() {
    for (int i = 0; i < limits::kAcceptsAtOnce && !paused_; ++i) {
        if (!accept_one()) return;
    }
}

bool Listener::accept_one() {
    sockaddr_storage storage{};
    socklen_t size = sizeof storage;
    auto* peer = reinterpret_cast<sockaddr*>(&storage);
    const int accepted = ::accept4(socket_, peer, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (accepted < 0) {
        const int error = errno;
        if (is_shortage(error)) trouble(error);
        // The rest concerns one connection that is gone already (accept(2): treat them like EAGAIN).
        return error == ECONNABORTED || error == EINTR;
    }
    in_trouble_ = false;
    owner_->on_incoming(*this, std::make_unique<Connection>(loop_, accepted), SocketAddress::from_raw(peer));
    return true;
}

// The socket stays readable, so without the pause the loop would spin.
void Listener::trouble(int error) {
    uv_poll_stop(raw_->get());
    retry_.set_in(limits::kAcceptPause);
    if (std::exchange(in_trouble_, true)) return;
    owner_->on_accept_trouble(*this, std::strerror(error));
}

}  // namespace heloise
