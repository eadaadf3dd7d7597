// One TCP connection: octets in, octets out, in the order they were given.
//
// A StreamLayer (TLS) may stand between the socket and the owner, who speaks plaintext then and otherwise
// notices nothing of it. "Raw" octets are those of the socket; without a layer they are the owner's.
//
// What cannot be written at once is kept here; backlog() tells how much, and it is the owner's business to
// stop what produces more. Destroying a connection closes it at once and discards what is unsent; for a
// gentle end hand it to the Lingerer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "proxy/edge/layered_stream.h"
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
        // The handshake of set_layer()'s layer is over: send() is allowed. One that fails is told as
        // on_closed().
        virtual void on_layer_open(Connection&) {}
        // Valid during the call only; everything must be taken.
        virtual void on_octets(Connection&, std::string_view octets) = 0;
        // Nothing is heard afterwards, but for this: one that Finished may still turn out to be Broken.
        virtual void on_closed(Connection&, Ending how) = 0;
        // After a send() that said Later: the raw octets of everything sent so far have now been submitted to
        // the socket.
        virtual void on_sent(Connection&) {}

    protected:
        ~Owner() = default;
    };

    enum class Sent : std::uint8_t {
        All,    // its raw octets are submitted to the socket, with all that was sent before
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

    // From now on what comes and what is sent goes through `layer`; a handshake begins at once. What has been
    // told and sent before was raw. REQUIRES: it is connected and has no layer.
    void set_layer(std::unique_ptr<StreamLayer> layer);
    // Is the layer's handshake under way?
    [[nodiscard]] bool is_opening() const { return layered_ && layered_->is_opening(); }

    // One system call for one send() wherever the socket's buffer has room; without a layer nothing is
    // copied. REQUIRES: it is connected and not opening.
    Sent send(std::string octets);
    // Raw octets not yet submitted to the socket, the layer's own included.
    [[nodiscard]] std::size_t backlog() const { return in_flight_ + pending_.size(); }

    // A paused connection hears neither octets nor the end. Free of charge: the system is told only if
    // something comes in meanwhile. What a layer holds already is heard after resume(), in a later round.
    void pause() { wanted_ = false; }
    void resume();
    // The guard of rules 11 and 24: has the peer said or done something that has not been told yet? If so,
    // on_octets() or on_closed() will tell it, in order and in a later round. Without a layer that is one
    // system call. A layer is first fed what is in the socket, at most limits::kLook octets, for only the
    // layer knows plaintext from its own words (510 octets of session tickets after a TLS 1.3 handshake).
    // More than that, or a record that has begun, counts as something said, and on_closed() follows if there
    // is no plaintext in it.
    [[nodiscard]] bool hear_now();
    [[nodiscard]] bool has_ended() const { return ended_; }

    // Takes what the peer has said and nobody has heard, and ends with FIN. Octets that are unread at the end
    // would make the system send a reset in its place, and a gateway that is reset in mid-message may never
    // get over it (fact 110). Destroy the connection next.
    void leave_gently();
    // The layer's last word and FIN. REQUIRES: backlog() is 0, and nothing is sent afterwards.
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
    void stop_reading();
    void feed(std::string_view raw);
    [[nodiscard]] bool feed_what_is_there();
    [[nodiscard]] bool holds_news() const;
    void hear();
    void tell_news();
    void hear_on();
    void tell_end(Ending how);
    Sent submit(std::string raw);
    Sent queue(std::string raw, std::size_t already_written);
    void give_up();
    void fail_later(std::function<void(Connection&)> what);
    void later(std::function<void(Connection&)> what);
    [[nodiscard]] std::weak_ptr<Connection*> alive();
    [[nodiscard]] int descriptor() const;

    Loop& loop_;
    Owner* owner_ = nullptr;
    Handle<uv_tcp_t> raw_;
    std::optional<LayeredStream> layered_;  // empty: plaintext is what the socket has
    std::string pending_;                   // behind what libuv is writing; one write takes all of it
    std::size_t in_flight_ = 0;             // octets libuv is writing
    bool awaited_ = false;                  // a send() has said Later: on_sent() is owed
    bool wanted_ = true;
    bool reading_ = false;                // libuv has been told to read
    bool hearing_ = false;                // hear() is due in a later round
    bool ended_ = false;                  // on_closed() has been called, or nobody will be told any more
    bool ends_output_ = false;            // FIN follows what is being written
    bool broken_ = false;                 // writing failed
    bool failing_ = false;                // a failure is about to be told in a later round
    std::shared_ptr<Connection*> alive_;  // expires with this object; see alive()
};

}  // namespace heloise
