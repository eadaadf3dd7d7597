// One TCP connection: octets in, octets out, in the order they were given.
//
// What cannot be written at once is kept here; backlog() tells how much, and it is the owner's business to
// stop what produces more. Destroying a connection closes it at once and discards what is unsent; for a
// gentle end hand it to the Lingerer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "proxy/edge/loop.h"
#include "proxy/edge/socket_address.h"

namespace heloise {

class Connection {
public:
    enum class Ending : std::uint8_t {
        Finished,  // FIN: the peer will send nothing more, but may still read
        Broken,    // reset, timed out, failed
    };

    // None of these is called from inside a call of the owner's. Each may destroy the connection.
    class Owner {
    public:
        // The end of connect(): `error` is null on success, else why not, for people.
        virtual void on_connected(Connection&, const char* /*error*/) {}
        // Valid during the call only; everything must be taken.
        virtual void on_octets(Connection&, std::string_view octets) = 0;
        // Nothing is heard afterwards, but for this: one that Finished may still turn out to be Broken.
        virtual void on_closed(Connection&, Ending how) = 0;
        // After a send() that said Later: everything sent so far has now been submitted to the socket.
        virtual void on_sent(Connection&) {}

    protected:
        ~Owner() = default;
    };

    enum class Sent : std::uint8_t {
        All,    // submitted to the socket, with all that was sent before
        Later,  // on_sent() follows
        Never,  // the connection is broken; on_closed() follows, if it has not said so yet
    };

    // An accepted, non-blocking socket, which becomes this object's; start() begins to read.
    Connection(Loop& loop, int accepted_socket);
    // A new socket for connect().
    explicit Connection(Loop& loop);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // From now on `owner`, who must outlive the connection, hears of it. Also hands a connection to another.
    void start(Owner& owner);
    void connect(const SocketAddress& address, Owner& owner);

    // One system call for one send() wherever the socket's buffer has room; nothing is copied.
    // REQUIRES: it is connected.
    Sent send(std::string octets);
    // Octets not yet submitted to the socket.
    [[nodiscard]] std::size_t backlog() const { return in_flight_ + pending_.size(); }

    // A paused connection hears neither octets nor the end. Free of charge: the system is told only if
    // something comes in meanwhile.
    void pause() { wanted_ = false; }
    void resume();
    // Has the peer said or done something that on_octets() or on_closed() has not told yet? (One system
    // call.)
    [[nodiscard]] bool has_unheard() const;
    [[nodiscard]] bool has_ended() const { return ended_; }

    // Takes what the peer has said and nobody has heard, and ends with FIN. Octets that are unread at the end
    // would make the system send a reset in its place, and a gateway that is reset in mid-message may never
    // get over it (fact 110). Destroy the connection next.
    void leave_gently();
    // FIN. REQUIRES: backlog() is 0, and nothing is sent afterwards.
    void end_output();
    // Makes the end a reset, which the peer sees as ECONNRESET. Destroy the connection next.
    void make_reset();

private:
    static void on_connect(uv_connect_t* raw, int status) noexcept;
    static void on_alloc(uv_handle_t* raw, std::size_t, uv_buf_t* buffer) noexcept;
    static void on_read(uv_stream_t* raw, ssize_t octets, const uv_buf_t* buffer) noexcept;
    static void on_write(uv_write_t* raw, int status) noexcept;
    void connected(int status);
    void read(ssize_t octets, const uv_buf_t& buffer);
    void written(int status);
    void start_reading();
    Sent queue(std::string octets, std::size_t already_written);
    void give_up();
    void tell_later(std::function<void(Connection&)> what);
    [[nodiscard]] int descriptor() const;

    Loop& loop_;
    Owner* owner_ = nullptr;
    Handle<uv_tcp_t> raw_;
    std::string pending_;        // behind what libuv is writing; one write takes all of it
    std::size_t in_flight_ = 0;  // octets libuv is writing
    bool wanted_ = true;
    bool reading_ = false;                  // libuv has been told to read
    bool ended_ = false;                    // on_closed() has been called, or nobody will be told any more
    bool broken_ = false;                   // writing failed
    std::shared_ptr<Connection*> failing_;  // set while a failure is about to be told in a later round
};

}  // namespace heloise
