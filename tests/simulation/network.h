// A network between sockets: octets arrive late, in pieces and in order; connections break, stall and
// half-close.
//
// It behaves as Linux does where it matters here: a close with unread input is a reset, data for a socket
// that is closed brings one, what arrived before a reset can still be read, and a window bounds what is on
// its way.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tests/simulation/dice.h"
#include "tests/simulation/timeline.h"

namespace heloise::simulation {

class Network {
public:
    struct Weather {
        Time latency_least = 50;
        Time latency_most = 5 * kMillisecond;
        std::uint32_t cut_per_mille = 200;    // a write that arrives in pieces
        std::uint32_t break_per_100000 = 0;   // a write at which the connection is reset
        std::uint32_t vanish_per_100000 = 0;  // a write from which on nothing arrives any more, nor ever will
        std::size_t window_least = 4096;
        std::size_t window_most = 65536;
    };

    // Who has a socket. Called from the timeline, never from inside a call to the network.
    class Owner {
    public:
        virtual void on_connected(int socket, int error) = 0;  // error: an errno, 0 for success
        virtual void on_readable(int socket) = 0;              // octets, the end, or a reset
        virtual void on_writable(int socket) = 0;              // after a write that was not taken whole

    protected:
        ~Owner() = default;
    };

    // Who listens at an address.
    class Door {
    public:
        enum class Answer : std::uint8_t { Open, Refuse, Ignore };
        virtual Answer on_call() = 0;
        // A connection; set_owner() when it is taken.
        virtual void on_visitor(int socket, const std::string& from) = 0;

    protected:
        ~Door() = default;
    };

    struct Read {
        std::string octets;
        bool ended = false;   // FIN, and nothing left
        bool broken = false;  // a reset, and nothing left
    };

    Network(Timeline& timeline, Dice dice, Weather weather)
        : timeline_(timeline), dice_(dice), weather_(weather) {}

    void open_door(const std::string& address, Door& door) { doors_[address] = &door; }
    void close_door(const std::string& address) { doors_.erase(address); }

    int connect(Owner& owner, const std::string& from, const std::string& to);
    void set_owner(int socket, Owner& owner) { at(socket).owner = &owner; }
    // How many octets were taken; -1 when the connection is broken.
    std::ptrdiff_t write(int socket, std::string_view octets, bool in_one_piece = false);
    Read read(int socket, std::size_t most);
    // Something to read, the end or a reset, without taking it.
    [[nodiscard]] bool has_unheard(int socket) const;
    void end_output(int socket);
    // What shutdown(SHUT_RDWR) does: whoever reads here finds the end.
    void end_both(int socket);
    void close(int socket, bool with_reset);

    [[nodiscard]] bool is_open(int socket) const { return at(socket).open; }
    [[nodiscard]] const std::string& peer_address(int socket) const { return at(socket).peer_address; }
    [[nodiscard]] int other_end(int socket) const { return at(socket).other; }
    // The network itself broke or swallowed this connection.
    [[nodiscard]] bool was_disturbed(int socket) const { return at(socket).disturbed; }
    // Octets written here that the other side has not taken.
    [[nodiscard]] std::size_t on_the_way(int socket) const { return at(socket).on_the_way; }

    static constexpr int kFirst = 1000000;  // no descriptor of the real machine is so high
    [[nodiscard]] static bool is_ours(int descriptor) { return descriptor >= kFirst; }
    // A number for what is no connection, from the same row.
    int new_number();

private:
    struct Socket {
        Owner* owner = nullptr;
        int other = 0;
        std::string peer_address;
        std::string inbox;
        std::size_t inbox_at = 0;
        bool open = true;
        bool connected = false;
        bool end_arrived = false;
        bool reset_arrived = false;
        bool output_ended = false;
        bool wants_room = false;
        bool vanished = false;
        bool disturbed = false;
        std::size_t on_the_way = 0;  // written here, not read there
        std::size_t window = 0;
        Time last_arrival = 0;  // at the other side
        Dice dice{0};
    };

    [[nodiscard]] Socket& at(int number) { return *sockets_[static_cast<std::size_t>(number - kFirst)]; }
    [[nodiscard]] const Socket& at(int number) const {
        return *sockets_[static_cast<std::size_t>(number - kFirst)];
    }
    int new_socket(const std::string& peer_address);
    Time arrival(Socket& from);
    void arrive(int socket, const std::string& octets);
    void send_end(int socket);
    void send_reset(int from);
    void arrive_reset(int socket);
    void answer_call(int caller, const std::string& from, const std::string& to);

    Timeline& timeline_;
    Dice dice_;
    Weather weather_;
    std::unordered_map<std::string, Door*> doors_;
    std::vector<std::unique_ptr<Socket>> sockets_;
};

}  // namespace heloise::simulation
