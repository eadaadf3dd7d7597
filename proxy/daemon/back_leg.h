// The back leg of a session or a probe: look-up, connection, and the guard on what is written.
//
// At most one connection at a time. Shared by all who speak to a back, so that the guard has one place.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/edge/connection.h"
#include "proxy/edge/lookup.h"
#include "proxy/session/actions.h"

namespace heloise {

class BackLeg final : private Connection::Owner {
public:
    // Called from the loop, and some also from inside resolve() and flush(). None may destroy the leg.
    class Owner {
    public:
        virtual void on_addresses(const std::vector<std::string>& addresses) = 0;
        virtual void on_back_connected() = 0;
        virtual void on_back_failed(std::string_view why) = 0;
        virtual void on_back_octets(std::string_view octets) = 0;
        virtual void on_back_closed() = 0;
        // Everything given to send() has been submitted to the socket.
        virtual void on_back_sent() = 0;
        // Not all of what flush() wrote could be: on_back_sent() follows later, or never.
        virtual void on_back_stalled() = 0;

    protected:
        ~Owner() = default;
    };

    BackLeg(Loop& loop, Owner& owner) : loop_(loop), owner_(owner) {}

    void resolve(const Endpoint& endpoint);
    // REQUIRES: an address as resolve() gives it, and no connection.
    void connect(const std::string& address);
    // Puts `layer` between the socket and all that follows. REQUIRES: a connection without one, nothing
    // gathered.
    void set_layer(std::unique_ptr<StreamLayer> layer);
    // Gathers what flush() writes in one go. Guarded octets are forgotten if the back has said or done
    // something that has not been told yet, and so is all that follows them on this connection: false.
    bool send(std::string octets, bool guarded, bool ends_message = false);
    void flush();
    // Writes what the socket takes of what was gathered, but no message's end, and closes at once; gives up a
    // look-up too. Whether an end was forgotten.
    bool close();

    [[nodiscard]] std::size_t backlog() const { return connection_ ? connection_->backlog() : 0; }
    // Whether there is room for what the back says.
    void let_read(bool room);

private:
    void on_connected(Connection&, const char* error) override;
    void on_octets(Connection&, std::string_view octets) override { owner_.on_back_octets(octets); }
    void on_closed(Connection&, Connection::Ending) override { owner_.on_back_closed(); }
    void on_sent(Connection&) override;
    void on_answer(const Lookup::Answer& answer);

    Loop& loop_;
    Owner& owner_;
    std::unique_ptr<Connection> connection_;
    std::unique_ptr<Lookup> lookup_;
    std::string gathered_;
    std::size_t end_at_ = std::string::npos;  // where in it a message's end begins
    bool connected_ = false;
    bool forgets_ = false;  // a guarded write was forgotten: nothing more may follow it
};

}  // namespace heloise
