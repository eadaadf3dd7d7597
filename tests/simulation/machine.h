// The machine that heloise runs on in a simulation: libuv, its kernel and its disk, with the timeline as the
// clock.
//
// The simulation links the real proxy/edge and proxy/daemon against this instead of libuv (fake_uv.cpp) and
// instead of the few system calls that edge makes itself (fake_system.cpp), so what is tried is the code that
// runs in production, connection by connection. There is one machine at a time in a process, as there is one
// kernel: Machine::current().
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include <uv.h>

#include "tests/simulation/network.h"

namespace heloise::simulation {

class Machine final : public Network::Owner {
public:
    enum class Disk : std::uint8_t { Works, Full, Broken };

    Machine(Timeline& timeline, Network& network, Dice dice);
    ~Machine();
    Machine(const Machine&) = delete;
    Machine& operator=(const Machine&) = delete;
    [[nodiscard]] static Machine& current();
    [[nodiscard]] static bool exists();

    // What happens to the machine as a whole.
    void freeze(Time lasts);  // nothing runs; the network goes on (a suspended virtual machine)
    void move_wall_clock(Time by) { wall_offset_ += by; }
    static constexpr Time kSlowestDisk = kSecond;  // for one write or read
    void change_disk(Disk disk) { disk_ = disk; }
    [[nodiscard]] bool disk_works() const { return disk_ == Disk::Works; }
    void run_out_of_descriptors(bool out) { no_descriptors_ = out; }
    [[nodiscard]] Time frozen_until() const { return frozen_until_; }

    std::uint32_t unreachable_per_mille = 0;  // of the calls that heloise makes
    std::uint32_t busy_per_mille = 0;         // of the reads come late
    // The names that can be looked up; one that is missing does not exist.
    std::map<std::string, std::vector<std::string>> names;
    // Told of each connection that heloise begins and ends: limits.sessions is held against it.
    std::function<void(int socket, const std::string& to)> when_calling = [](int, const std::string&) {};
    std::function<void(int socket)> when_hung_up = [](int) {};
    // Before each write: what it is, and whether the peer has said something that heloise has not read.
    std::function<void(int socket, std::string_view octets, bool unheard)> when_writing =
        [](int, std::string_view, bool) {};

    // For the fakes.
    // --------------------------------------------------------------------------------------------
    struct Tcp {
        uv_tcp_t* handle = nullptr;
        int socket = -1;
        bool alive = true;
        bool reading = false;
        bool due = false;  // a look at the socket is on the timeline
        bool reset_at_close = false;
        uv_alloc_cb alloc = nullptr;
        uv_read_cb read = nullptr;
        uv_connect_t* connect = nullptr;
        uv_connect_cb connected = nullptr;
        uv_write_t* write = nullptr;
        uv_write_cb written = nullptr;
        std::string rest;  // of the write
    };
    struct Ticker {
        uv_handle_t* handle = nullptr;
        bool alive = true;
        bool active = false;
        std::uint64_t started = 0;  // an earlier start's event is none any more
        uv_timer_cb timer = nullptr;
        uv_idle_cb idle = nullptr;
    };
    struct Door final : Network::Door, std::enable_shared_from_this<Door> {
        Machine* machine = nullptr;
        std::string address;
        std::deque<std::pair<int, std::string>> waiting;
        uv_poll_t* handle = nullptr;
        uv_poll_cb readable = nullptr;
        bool active = false;
        bool due = false;
        bool open = true;
        Answer on_call() override;
        void on_visitor(int socket, const std::string& from) override;
    };
    // In the hands of libuv's thread pool.
    struct Work {
        const void* request = nullptr;
        std::function<void(bool cancelled)> finish;
        bool cancelled = false;
        bool done = false;
    };

    // For longer than anything that heloise counts: a time that was never set must not pass for one.
    static constexpr Time kUptime = 1000 * 60 * kMinute;

    // Something in the process: not while it is frozen, and never after the loop it belongs to.
    void soon(Time delay, std::function<void()> what);
    [[nodiscard]] std::uint64_t now_ms() const {
        return static_cast<std::uint64_t>((kUptime + timeline_.now()) / kMillisecond);
    }
    [[nodiscard]] Time wall() const { return timeline_.now() + wall_offset_; }
    [[nodiscard]] Network& network() { return network_; }
    [[nodiscard]] Timeline& timeline() { return timeline_; }
    [[nodiscard]] Dice& dice() { return dice_; }

    [[nodiscard]] std::shared_ptr<Tcp>& tcp(const void* handle) { return tcps_[handle]; }
    [[nodiscard]] std::shared_ptr<Ticker>& ticker(const void* handle) { return tickers_[handle]; }
    void own(const std::shared_ptr<Tcp>& tcp, int socket);
    void look(const std::shared_ptr<Tcp>& tcp);
    int connect(const std::shared_ptr<Tcp>& tcp, const std::string& to);
    // As Network::write().
    std::ptrdiff_t write(const Tcp& tcp, std::string_view octets);
    void close(uv_handle_t* handle, uv_close_cb callback);
    void queue_work(uv_work_t* raw, uv_work_cb work, uv_after_work_cb after);
    bool cancel(const void* request);
    void look_up(uv_getaddrinfo_t* raw, uv_getaddrinfo_cb callback, const std::string& name,
                 std::uint16_t port);
    [[nodiscard]] addrinfo* addresses_of(const std::string& name, std::uint16_t port) const;
    // What uv_run() is left with at the end: closings, and what the pool has in hand. False: nothing.
    bool finish_some();
    [[nodiscard]] bool busy() const { return !closings_.empty() || !works_.empty(); }
    void begin_loop() { ++epoch_; }

    int open_door();
    [[nodiscard]] std::shared_ptr<Door> door(int number);
    void bind(int number, const std::string& address);
    bool listen(int number);
    int accept(int number, std::string& from);  // or a negative errno
    void close_door(int number);
    void look_at_door(const std::shared_ptr<Door>& door);

    int open_file();  // 0, or an errno; the number in last_file()
    [[nodiscard]] int last_file() const { return last_file_; }
    int write_file(int number, std::uint64_t at, std::string_view octets);
    int read_file(int number, std::uint64_t at, char* into, std::size_t octets);
    [[nodiscard]] const std::string& file(int number) const { return files_.at(number); }
    void close_file(int number) { files_.erase(number); }
    [[nodiscard]] std::size_t open_files() const { return files_.size(); }
    [[nodiscard]] std::size_t open_sockets() const { return by_socket_.size(); }

private:
    void on_connected(int socket, int error) override;
    void on_readable(int socket) override;
    void on_writable(int socket) override;
    void read_some(const std::shared_ptr<Tcp>& tcp);
    void write_on(const std::shared_ptr<Tcp>& tcp);
    void finish_write(const std::shared_ptr<Tcp>& tcp, int status);
    void close_tcp(const std::shared_ptr<Tcp>& tcp);
    void begin_work(const void* request, Time lasts, std::function<void(bool cancelled)> finish);
    void finish_work(const std::shared_ptr<Work>& work);
    void finish_closings();

    Timeline& timeline_;
    Network& network_;
    Dice dice_;
    Time frozen_until_ = 0;
    Time wall_offset_ = 946684800 * kSecond;  // 2000-01-01T00:00:00Z
    std::uint64_t epoch_ = 0;
    bool no_descriptors_ = false;
    Disk disk_ = Disk::Works;
    std::unordered_map<const void*, std::shared_ptr<Tcp>> tcps_;
    std::unordered_map<const void*, std::shared_ptr<Ticker>> tickers_;
    std::unordered_map<int, std::shared_ptr<Tcp>> by_socket_;
    std::unordered_map<int, std::shared_ptr<Door>> doors_;
    std::vector<std::pair<uv_handle_t*, uv_close_cb>> closings_;
    std::vector<std::shared_ptr<Work>> works_;
    std::unordered_map<int, std::string> files_;
    int last_file_ = 0;
};

}  // namespace heloise::simulation
