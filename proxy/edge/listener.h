// A listening socket that hands over what it accepts.
//
// Not uv_listen(): that accepts one connection more than it is asked for, and when descriptors run out it
// accepts and drops whatever waits. Here a pause leaves connections in the kernel's queue.
#pragma once

#include <memory>
#include <string>

#include "proxy/edge/connection.h"
#include "proxy/edge/socket_address.h"
#include "proxy/edge/timer.h"

namespace heloise {

class Listener {
public:
    class Owner {
    public:
        // May pause() the listener, must not destroy it.
        virtual void on_incoming(Listener&, std::unique_ptr<Connection>, const SocketAddress& peer) = 0;
        // accept() fails for want of descriptors or memory; told once until it works again. The listener
        // tries every limits::kAcceptPause.
        virtual void on_accept_trouble(Listener&, const char* /*why*/) {}

    protected:
        ~Owner() = default;
    };

    struct Opened {
        std::unique_ptr<Listener> listener;
        std::string error;  // why not, for people; only if there is no listener
    };
    // Binds, listens and accepts at once. `both_families`: an IPv6 wildcard takes IPv4 too.
    [[nodiscard]] static Opened open(Loop& loop, Owner& owner, const SocketAddress& address,
                                     bool both_families = false);

    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    // From now on another owner gets what comes in.
    void set_owner(Owner& owner) { owner_ = &owner; }
    // pause() stops accepting until resume(); connections wait in the kernel.
    void pause();
    void resume();
    // True when a connection waits to be accepted. (One system call.)
    [[nodiscard]] bool has_waiting() const;
    // Where it listens, with the real port.
    [[nodiscard]] const SocketAddress& address() const { return address_; }

private:
    Listener(Loop& loop, Owner& owner, int socket);
    static void on_readable(uv_poll_t* raw, int status, int events) noexcept;
    void accept_some();
    [[nodiscard]] bool accept_one();
    void trouble(int error);
    void watch();

    Loop& loop_;
    Owner* owner_;
    int socket_;
    SocketAddress address_;
    bool paused_ = false;
    bool in_trouble_ = false;
    Timer retry_;
    std::unique_ptr<Handle<uv_poll_t>> raw_;
};

}  // namespace heloise
