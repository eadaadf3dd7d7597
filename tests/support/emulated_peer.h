// Talks to an emulated legacy system without a socket: a written dialogue on one side, LegacyServer on the
// other.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "proxy/emulate/emulation.h"
#include "proxy/emulate/legacy_server.h"

namespace heloise::testing {

// The [emulate] table of conf/profiles/NAME.toml, with its delays left out. Fails the test when it is bad.
[[nodiscard]] Emulation shipped_emulation(const std::string& name);
// The same from a text that is the table's content.
[[nodiscard]] Emulation emulation_from(std::string_view toml);

enum class Split { Lines, Octets };

// One connection to the system. Time passes only in wait().
class EmulatedPeer {
public:
    explicit EmulatedPeer(const Emulation& how);

    void send(std::string_view octets);         // as one read
    void send_octets(std::string_view octets);  // a read each
    void wait(Duration time);
    // What it said since the last call.
    [[nodiscard]] std::string heard();

    bool closed = false;
    bool reset = false;
    bool store_works = true;
    std::vector<LegacyMessage> stored;
    LegacyServer& server() { return server_; }

private:
    void carry_out();
    Moment now_{};
    std::string heard_;
    LegacyServer server_;
};

// Plays a dialogue and returns what differed, empty when nothing did. A line each:
//   S: 220 ...      the system says this line now
//   C: HELO x       the peer says this one (CRLF is added)
//   S! close        the system has ended the connection ("reset": with a reset)
//   S! open         it has not
[[nodiscard]] std::string play(const Emulation& how, std::string_view dialogue, Split split);

}  // namespace heloise::testing
