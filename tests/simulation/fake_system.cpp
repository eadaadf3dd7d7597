// What proxy/edge asks of the system without libuv: some socket calls, the wall clock, unlinked files, and
// the log.
//
// The calls are swapped by the linker (--wrap, see CMakeLists.txt); of the two classes the simulation has
// members of its own, so the linker does not take those of the library.
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

#include <poll.h>
#include <spdlog/logger.h>
#include <sys/socket.h>
#include <unistd.h>

#include "proxy/daemon/log.h"
#include "proxy/edge/socket_address.h"
#include "proxy/edge/unlinked_file.h"
#include "tests/simulation/log_reader.h"
#include "tests/simulation/machine.h"

using heloise::SocketAddress;
using heloise::simulation::kSecond;
using heloise::simulation::Machine;
using heloise::simulation::Network;

namespace {

int fails(int error) {
    errno = error;
    return -1;
}

void fill(const std::string& text, sockaddr* address, socklen_t* size) {
    const auto parsed = SocketAddress::parse(text);
    std::memcpy(address, parsed->raw(), parsed->size());
    *size = parsed->size();
}

}  // namespace

extern "C" {

int __real_close(int descriptor);

int __wrap_socket(int, int, int) {
    return Machine::current().open_door();
}
int __wrap_setsockopt(int descriptor, int, int option, const void* value, socklen_t) {
    if (option != SO_LINGER) return 0;
    static_cast<void>(value);
    static_cast<void>(descriptor);
    return 0;
}
int __wrap_bind(int descriptor, const sockaddr* address, socklen_t) {
    Machine::current().bind(descriptor, SocketAddress::from_raw(address).text());
    return 0;
}
int __wrap_listen(int descriptor, int) {
    return Machine::current().listen(descriptor) ? 0 : fails(EADDRINUSE);
}
int __wrap_getsockname(int descriptor, sockaddr* address, socklen_t* size) {
    fill(Machine::current().door(descriptor)->address, address, size);
    return 0;
}
int __wrap_accept4(int descriptor, sockaddr* address, socklen_t* size, int) {
    std::string from;
    const int accepted = Machine::current().accept(descriptor, from);
    if (accepted < 0) return fails(-accepted);
    fill(from, address, size);
    return accepted;
}
int __wrap_poll(pollfd* asked, nfds_t, int) {
    const auto door = Machine::current().door(asked->fd);
    return door && !door->waiting.empty() ? 1 : 0;
}
int __wrap_close(int descriptor) {
    if (!Network::is_ours(descriptor)) return __real_close(descriptor);
    Machine::current().close_door(descriptor);
    return 0;
}
ssize_t __wrap_recv(int descriptor, void*, std::size_t, int flags) {
    // A look at whether there is something; or the last read before a close, which here makes no difference.
    if ((flags & MSG_PEEK) == 0) return fails(EAGAIN);
    return Machine::current().network().has_unheard(descriptor) ? 1 : fails(EAGAIN);
}
int __wrap_shutdown(int descriptor, int how) {
    Network& network = Machine::current().network();
    how == SHUT_WR ? network.end_output(descriptor) : network.end_both(descriptor);
    return 0;
}

}  // extern "C"

// std::chrono::system_clock::now(), a C++ function under the name that the linker gives its calls.
std::chrono::system_clock::time_point now_on_the_wall() asm("__wrap__ZNSt6chrono3_V212system_clock3nowEv");
std::chrono::system_clock::time_point now_on_the_wall() {
    return std::chrono::system_clock::time_point(std::chrono::seconds(Machine::current().wall() / kSecond));
}

namespace heloise {

UnlinkedFile::UnlinkedFile(UnlinkedFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

UnlinkedFile& UnlinkedFile::operator=(UnlinkedFile&& other) noexcept {
    if (this != &other) {
        close();
        descriptor_ = std::exchange(other.descriptor_, -1);
    }
    return *this;
}

int UnlinkedFile::open(const std::string&) {
    const int error = Machine::current().open_file();
    if (error == 0) descriptor_ = Machine::current().last_file();
    return error;
}

int UnlinkedFile::open_named(const std::string& directory) {
    return open(directory);
}

int UnlinkedFile::write(std::uint64_t at, std::string_view octets) {
    return Machine::current().write_file(descriptor_, at, octets);
}

int UnlinkedFile::read(std::uint64_t at, std::span<char> into) {
    return Machine::current().read_file(descriptor_, at, into.data(), into.size());
}

void UnlinkedFile::close() {
    if (is_open()) Machine::current().close_file(std::exchange(descriptor_, -1));
}

// The log is not written: it is read, by whoever holds the books.
Log::Log(const LogSettings& settings) : settings_(settings) {}
Log::~Log() = default;
void Log::set(const LogSettings& settings) {
    settings_ = settings;
}
void Log::write(LogLevel, const LogEvent& event) {
    simulation::LogReader::current().on_event(event);
}

}  // namespace heloise
