// One connection to an emulated system: carries out what its LegacyServer asks for.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "proxy/edge/connection.h"
#include "proxy/edge/timer.h"
#include "proxy/emulate/legacy_server.h"

namespace heloise {

class Emulator;

class EmulatedSession final : private Connection::Owner {
public:
    // REQUIRES: `emulator` and `how` outlive this. start() next.
    EmulatedSession(Emulator& emulator, const Emulation& how, Loop& loop, std::string id,
                    std::unique_ptr<Connection> connection);

    // May destroy this object, as may every callback: a banner can be followed by a hang-up.
    void start();
    [[nodiscard]] const std::string& id() const { return id_; }

private:
    void on_octets(Connection& connection, std::string_view octets) override;
    void on_closed(Connection& connection, Connection::Ending how) override;
    void on_sent(Connection& connection) override;
    void on_due();
    void carry_out();
    void wait_for_more();

    Emulator& emulator_;
    Loop& loop_;
    std::string id_;
    std::unique_ptr<Connection> connection_;
    Timer timer_;
    LegacyServer server_;
};

}  // namespace heloise
