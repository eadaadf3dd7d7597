// Sockets, timers and files as the process sees them.
#include "tests/simulation/machine.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include <netdb.h>

#include "proxy/base/check.h"
#include "proxy/edge/socket_address.h"

namespace heloise::simulation {
namespace {

Machine* the_machine = nullptr;

}  // namespace

Machine::Machine(Timeline& timeline, Network& network, Dice dice)
    : timeline_(timeline), network_(network), dice_(dice) {
    CHECK(the_machine == nullptr);
    the_machine = this;
}

Machine::~Machine() {
    the_machine = nullptr;
}

Machine& Machine::current() {
    CHECK(the_machine != nullptr);
    return *the_machine;
}

bool Machine::exists() {
    return the_machine != nullptr;
}

void Machine::freeze(Time lasts) {
    frozen_until_ = std::max(frozen_until_, timeline_.now() + lasts);
}

void Machine::soon(Time delay, std::function<void()> what) {
    timeline_.in(delay, [this, epoch = epoch_, what = std::move(what)]() mutable {
        if (epoch != epoch_) return;
        if (timeline_.now() >= frozen_until_) return what();
        soon(frozen_until_ - timeline_.now(), std::move(what));
    });
}

void Machine::own(const std::shared_ptr<Tcp>& tcp, int socket) {
    tcp->socket = socket;
    by_socket_[socket] = tcp;
    network_.set_owner(socket, *this);
}

int Machine::connect(const std::shared_ptr<Tcp>& tcp, const std::string& to) {
    // No route: told at once, and not by way of the loop.
    if (dice_.chance(unreachable_per_mille)) return UV_ENETUNREACH;
    tcp->socket = network_.connect(*this, "10.255.0.1:33333", to);
    by_socket_[tcp->socket] = tcp;
    when_calling(tcp->socket, to);
    return 0;
}

std::ptrdiff_t Machine::write(const Tcp& tcp, std::string_view octets) {
    when_writing(tcp.socket, octets, network_.has_unheard(tcp.socket));
    return network_.write(tcp.socket, octets);
}

void Machine::on_connected(int socket, int error) {
    const auto found = by_socket_.find(socket);
    if (found == by_socket_.end()) return;
    soon(0, [tcp = found->second, error] {
        if (!tcp->alive || tcp->connect == nullptr) return;
        uv_connect_t* request = std::exchange(tcp->connect, nullptr);
        tcp->connected(request, -error);
    });
}

void Machine::on_readable(int socket) {
    const auto found = by_socket_.find(socket);
    if (found != by_socket_.end()) look(found->second);
}

void Machine::look(const std::shared_ptr<Tcp>& tcp) {
    if (!tcp->reading || tcp->due) return;
    tcp->due = true;
    // A busy loop comes late, and meanwhile there is something unheard.
    const Time late = dice_.chance(busy_per_mille) ? dice_.between(1, 30 * kMillisecond) : 0;
    soon(late, [this, tcp] {
        tcp->due = false;
        read_some(tcp);
    });
}

// As libuv's uv__read() does, once a round.
void Machine::read_some(const std::shared_ptr<Tcp>& tcp) {
    if (!tcp->alive || !tcp->reading || !network_.has_unheard(tcp->socket)) return;
    auto* stream = reinterpret_cast<uv_stream_t*>(tcp->handle);
    uv_buf_t buffer{nullptr, 0};
    tcp->alloc(reinterpret_cast<uv_handle_t*>(tcp->handle), 65536, &buffer);
    if (buffer.len == 0) return tcp->read(stream, UV_ENOBUFS, &buffer);
    const Network::Read got = network_.read(tcp->socket, buffer.len);
    if (!got.octets.empty()) {
        std::copy(got.octets.begin(), got.octets.end(), buffer.base);
        tcp->read(stream, static_cast<ssize_t>(got.octets.size()), &buffer);
        if (tcp->alive && network_.has_unheard(tcp->socket)) look(tcp);
        return;
    }
    tcp->read(stream, got.broken ? UV_ECONNRESET : UV_EOF, &buffer);
}

void Machine::on_writable(int socket) {
    const auto found = by_socket_.find(socket);
    if (found == by_socket_.end()) return;
    soon(0, [this, tcp = found->second] { write_on(tcp); });
}

// As libuv's uv__stream_io() does: what is there to be read is read first.
void Machine::write_on(const std::shared_ptr<Tcp>& tcp) {
    read_some(tcp);
    if (!tcp->alive || tcp->write == nullptr) return;
    const auto taken = network_.write(tcp->socket, tcp->rest);
    if (taken < 0) return finish_write(tcp, UV_ECONNRESET);
    tcp->rest.erase(0, static_cast<std::size_t>(taken));
    if (tcp->rest.empty()) finish_write(tcp, 0);
}

void Machine::finish_write(const std::shared_ptr<Tcp>& tcp, int status) {
    uv_write_t* request = std::exchange(tcp->write, nullptr);
    tcp->rest.clear();
    tcp->written(request, status);
}

void Machine::close(uv_handle_t* handle, uv_close_cb callback) {
    if (const auto tcp = tcps_.find(handle); tcp != tcps_.end()) {
        close_tcp(tcp->second);
        tcps_.erase(tcp);
    } else if (const auto ticker = tickers_.find(handle); ticker != tickers_.end()) {
        ticker->second->alive = ticker->second->active = false;
        tickers_.erase(ticker);
    } else {
        for (auto& [number, door] : doors_) {
            if (reinterpret_cast<uv_handle_t*>(door->handle) == handle) {
                door->handle = nullptr;
                door->active = false;
            }
        }
    }
    if (closings_.empty()) soon(0, [this] { finish_closings(); });
    closings_.emplace_back(handle, callback);
}

void Machine::close_tcp(const std::shared_ptr<Tcp>& tcp) {
    tcp->alive = tcp->reading = false;
    if (tcp->socket >= 0) {
        by_socket_.erase(tcp->socket);
        network_.close(tcp->socket, tcp->reset_at_close);
        when_hung_up(tcp->socket);
    }
    // libuv gives requests back before the handle.
    if (tcp->connect != nullptr) tcp->connected(std::exchange(tcp->connect, nullptr), UV_ECANCELED);
    if (tcp->write != nullptr) finish_write(tcp, UV_ECANCELED);
}

void Machine::finish_closings() {
    for (const auto& [handle, callback] : std::exchange(closings_, {})) callback(handle);
}

void Machine::begin_work(const void* request, Time lasts, std::function<void(bool cancelled)> finish) {
    auto job = std::make_shared<Work>(Work{request, std::move(finish), false, false});
    works_.push_back(job);
    soon(lasts, [this, job] { finish_work(job); });
}

void Machine::finish_work(const std::shared_ptr<Work>& work) {
    if (std::exchange(work->done, true)) return;
    std::erase(works_, work);
    work->finish(work->cancelled);
}

void Machine::queue_work(uv_work_t* raw, uv_work_cb work, uv_after_work_cb after) {
    const Time lasts = dice_.between(10, dice_.chance(50) ? kSlowestDisk : 2 * kMillisecond);
    begin_work(raw, lasts, [raw, work, after](bool cancelled) {
        if (!cancelled) work(raw);
        after(raw, cancelled ? UV_ECANCELED : 0);
    });
}

void Machine::look_up(uv_getaddrinfo_t* raw, uv_getaddrinfo_cb callback, const std::string& name,
                      std::uint16_t port) {
    const Time lasts = dice_.between(kMillisecond, dice_.chance(100) ? 20 * kSecond : 50 * kMillisecond);
    begin_work(raw, lasts, [this, raw, callback, name, port](bool cancelled) {
        addrinfo* const list = cancelled ? nullptr : addresses_of(name, port);
        callback(raw, cancelled ? UV_EAI_CANCELED : list == nullptr ? UV_EAI_NONAME : 0, list);
    });
}

addrinfo* Machine::addresses_of(const std::string& name, std::uint16_t port) const {
    const auto known = names.find(name);
    if (known == names.end()) return nullptr;
    addrinfo* list = nullptr;
    for (auto one = known->second.rbegin(); one != known->second.rend(); ++one) {
        const auto address = SocketAddress::from_host(*one, port);
        CHECK(address);
        auto* storage = new sockaddr_storage{};
        std::memcpy(storage, address->raw(), address->size());
        auto* entry = new addrinfo{};
        entry->ai_family = address->family();
        entry->ai_addr = reinterpret_cast<sockaddr*>(storage);
        entry->ai_addrlen = address->size();
        entry->ai_next = std::exchange(list, entry);
    }
    return list;
}

// What has begun cannot be cancelled any more.
bool Machine::cancel(const void* request) {
    for (const auto& work : works_) {
        if (work->request == request && dice_.chance(500)) return work->cancelled = true;
    }
    return false;
}

bool Machine::finish_some() {
    if (!works_.empty()) {
        finish_work(std::shared_ptr(works_.front()));
        return true;
    }
    if (closings_.empty()) return false;
    finish_closings();
    return true;
}

int Machine::open_door() {
    const int number = network_.new_number();
    auto door = std::make_shared<Door>();
    door->machine = this;
    doors_[number] = std::move(door);
    return number;
}

std::shared_ptr<Machine::Door> Machine::door(int number) {
    const auto found = doors_.find(number);
    return found == doors_.end() ? nullptr : found->second;
}

void Machine::bind(int number, const std::string& address) {
    doors_.at(number)->address = address;
}

bool Machine::listen(int number) {
    network_.open_door(doors_.at(number)->address, *doors_.at(number));
    return true;
}

int Machine::accept(int number, std::string& from) {
    const auto found = door(number);
    if (!found || found->waiting.empty()) return -EAGAIN;
    if (no_descriptors_) return -EMFILE;
    const auto [socket, address] = found->waiting.front();
    found->waiting.pop_front();
    from = address;
    return socket;
}

// Who waits to be accepted is reset by the kernel.
void Machine::close_door(int number) {
    const auto found = door(number);
    if (!found) return;
    network_.close_door(found->address);
    for (const auto& [socket, from] : found->waiting) network_.close(socket, true);
    found->open = found->active = false;
    doors_.erase(number);
}

Network::Door::Answer Machine::Door::on_call() {
    constexpr std::size_t kBacklog = 128;
    return waiting.size() < kBacklog ? Answer::Open : Answer::Ignore;
}

void Machine::Door::on_visitor(int socket, const std::string& from) {
    waiting.emplace_back(socket, from);
    machine->look_at_door(shared_from_this());
}

// The poll is level-triggered: as long as somebody waits it is told again.
void Machine::look_at_door(const std::shared_ptr<Door>& door) {
    if (!door || !door->active || door->due || door->waiting.empty()) return;
    door->due = true;
    soon(0, [this, door] {
        door->due = false;
        if (!door->active || door->handle == nullptr || door->waiting.empty()) return;
        door->readable(door->handle, 0, UV_READABLE);
        look_at_door(door);
    });
}

int Machine::open_file() {
    if (disk_ != Disk::Works) return ENOSPC;
    last_file_ = network_.new_number();
    files_[last_file_];
    return 0;
}

int Machine::write_file(int number, std::uint64_t at, std::string_view octets) {
    if (disk_ != Disk::Works) return ENOSPC;
    std::string& file = files_.at(number);
    if (file.size() < at + octets.size()) file.resize(at + octets.size());
    file.replace(at, octets.size(), octets);
    return 0;
}

int Machine::read_file(int number, std::uint64_t at, char* into, std::size_t octets) {
    if (disk_ == Disk::Broken) return EIO;
    const std::string& file = files_.at(number);
    if (at + octets > file.size()) return EIO;
    file.copy(into, octets, at);
    return 0;
}

}  // namespace heloise::simulation
