// TCP over uv_tcp_t.
#include "proxy/edge/connection.h"

#include <array>
#include <cerrno>
#include <utility>

#include <sys/socket.h>

#include "proxy/base/check.h"
#include "proxy/base/limits.h"

namespace heloise {
namespace {

using Write = Request<uv_write_t, std::string>;
struct Nothing {};
using Connect = Request<uv_connect_t, Nothing>;

auto new_tcp(Loop& loop) {
    return [&loop](uv_tcp_t* raw) { return uv_tcp_init(loop.raw(), raw); };
}

bool would_wait() {
    return errno == EAGAIN || errno == EWOULDBLOCK;
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
    fail_later([status](Connection& self) { self.connected(status); });
}

void Connection::fail_later(std::function<void(Connection&)> what) {
    failing_ = true;
    later(std::move(what));
}

void Connection::later(std::function<void(Connection&)> what) {
    loop_.later([alive = alive(), what = std::move(what)] {
        if (const auto self = alive.lock()) what(**self);
    });
}

std::weak_ptr<Connection*> Connection::alive() {
    if (!alive_) alive_ = std::make_shared<Connection*>(this);
    return alive_;
}

void Connection::set_layer(std::unique_ptr<StreamLayer> layer) {
    CHECK(!layered_);
    layered_.emplace(std::move(layer));
    static_cast<void>(submit(layered_->take_raw()));
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

void Connection::stop_reading() {
    if (std::exchange(reading_, false)) uv_read_stop(raw_.stream());
}

void Connection::resume() {
    wanted_ = true;
    hear_on();
}

void Connection::on_alloc(uv_handle_t* raw, std::size_t, uv_buf_t* buffer) noexcept {
    auto* self = owner_of<Connection>(raw);
    const auto space = self->loop_.read_buffer();
    // Without room libuv reads nothing and calls on_read() with UV_ENOBUFS.
    const bool room = self->wanted_ && !self->holds_news();
    *buffer = uv_buf_init(space.data(), room ? static_cast<unsigned>(space.size()) : 0);
}

void Connection::on_read(uv_stream_t* raw, ssize_t octets, const uv_buf_t* buffer) noexcept {
    owner_of<Connection>(raw)->read(octets, *buffer);
}

void Connection::read(ssize_t octets, const uv_buf_t& buffer) {
    if (octets == 0) return;  // EAGAIN
    if (octets > 0) {
        const std::string_view raw(buffer.base, static_cast<std::size_t>(octets));
        if (!layered_) return owner_->on_octets(*this, raw);
        feed(raw);
        return hear();
    }
    stop_reading();
    if (octets == UV_ENOBUFS && (!wanted_ || holds_news())) return;
    if (!layered_) return tell_end(octets == UV_EOF ? Ending::Finished : Ending::Broken);
    layered_->end(octets != UV_EOF);
    hear();
}

void Connection::feed(std::string_view raw) {
    layered_->feed(raw);
    static_cast<void>(submit(layered_->take_raw()));
}

bool Connection::holds_news() const {
    return layered_ && layered_->next() != LayeredStream::Next::Nothing;
}

// Tells all that has come through the layer before libuv writes anything: a reply that was there when a
// question left is told before on_sent() (rule 24). The owner may do anything meanwhile.
void Connection::hear() {
    const std::weak_ptr<Connection*> here = alive();
    while (wanted_ && !ended_ && holds_news()) {
        tell_news();
        if (here.expired()) return;
    }
    hear_on();
}

void Connection::tell_news() {
    switch (layered_->next()) {
        case LayeredStream::Next::Nothing: return;
        case LayeredStream::Next::Open: layered_->opened(); return owner_->on_layer_open(*this);
        case LayeredStream::Next::Plaintext:
            return owner_->on_octets(*this, layered_->read(loop_.read_buffer()));
        case LayeredStream::Next::Finished: return tell_end(Ending::Finished);
        case LayeredStream::Next::Broken: broken_ = true; return tell_end(Ending::Broken);
    }
}

// Sees to it that what comes next is heard: what is in hand in a later round, before libuv looks at the
// socket.
void Connection::hear_on() {
    if (owner_ == nullptr || !wanted_ || ended_) return;
    if (!holds_news()) return start_reading();
    if (std::exchange(hearing_, true)) return;
    later([](Connection& self) {
        self.hearing_ = false;
        self.hear();
    });
}

void Connection::tell_end(Ending how) {
    stop_reading();
    ended_ = true;
    owner_->on_closed(*this, broken_ ? Ending::Broken : how);
}

Connection::Sent Connection::send(std::string octets) {
    if (broken_) return Sent::Never;
    const bool through_layer = layered_ && !octets.empty();
    const Sent sent = submit(through_layer ? layered_->wrap(octets) : std::move(octets));
    awaited_ = awaited_ || sent == Sent::Later;
    return sent;
}

Connection::Sent Connection::submit(std::string raw) {
    if (broken_) return Sent::Never;
    if (raw.empty()) return backlog() == 0 ? Sent::All : Sent::Later;
    if (in_flight_ > 0) {
        if (pending_.empty()) {
            pending_ = std::move(raw);
        } else {
            pending_ += raw;
        }
        return Sent::Later;
    }
    const uv_buf_t buffer = uv_buf_init(raw.data(), static_cast<unsigned>(raw.size()));
    const int written = uv_try_write(raw_.stream(), &buffer, 1);
    if (written < 0 && written != UV_EAGAIN) {
        give_up();
        return Sent::Never;
    }
    const std::size_t done = written < 0 ? 0 : static_cast<std::size_t>(written);
    return done == raw.size() ? Sent::All : queue(std::move(raw), done);
}

Connection::Sent Connection::queue(std::string raw, std::size_t already_written) {
    Write* request = Write::hand_over(std::move(raw));
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
    if (status != 0) return give_up();
    if (!pending_.empty() && submit(std::exchange(pending_, {})) != Sent::All) return;
    if (ends_output_) ::shutdown(descriptor(), SHUT_WR);
    if (std::exchange(awaited_, false)) owner_->on_sent(*this);
}

// The end is told by reading, once what the peer said before has been heard: so there is one path for it.
// The shutdown makes sure that it comes, whatever it was that failed, and read() knows it from a peer's. A
// peer that has ended its side is not read any more.
void Connection::give_up() {
    broken_ = true;
    in_flight_ = 0;
    pending_.clear();
    if (ended_) return fail_later([](Connection& self) { self.owner_->on_closed(self, Ending::Broken); });
    ::shutdown(descriptor(), SHUT_RDWR);
    resume();
}

bool Connection::hear_now() {
    if (ended_) return true;
    if (!layered_) {
        char octet = 0;
        return ::recv(descriptor(), &octet, 1, MSG_PEEK | MSG_DONTWAIT) >= 0 || !would_wait();
    }
    if (!holds_news() && !feed_what_is_there()) return false;
    layered_->promise();
    hear_on();
    return true;
}

// Until there is something to tell. False when there is nothing, and nothing has begun.
bool Connection::feed_what_is_there() {
    // Not the loop's buffer: whoever asks may have come from a read into that.
    std::array<char, 4096> raw;
    for (std::size_t fed = 0; fed < limits::kLook && !holds_news();) {
        const ssize_t octets = ::recv(descriptor(), raw.data(), raw.size(), MSG_DONTWAIT);
        if (octets < 0 && would_wait()) return layered_->is_undecided();
        if (octets <= 0) {
            layered_->end(octets < 0);
        } else {
            fed += static_cast<std::size_t>(octets);
            feed({raw.data(), static_cast<std::size_t>(octets)});
        }
    }
    return true;
}

void Connection::leave_gently() {
    if (layered_) static_cast<void>(submit(layered_->finish()));
    ::shutdown(descriptor(), SHUT_WR);
    // A peer that never ends is left all the same.
    constexpr int kReads = 256;
    std::array<char, 4096> unheard;
    for (int reads = 0; reads < kReads; ++reads) {
        if (::recv(descriptor(), unheard.data(), unheard.size(), MSG_DONTWAIT) <= 0) return;
    }
}

void Connection::end_output() {
    ends_output_ = layered_ && submit(layered_->finish()) == Sent::Later;
    if (!ends_output_) ::shutdown(descriptor(), SHUT_WR);
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
