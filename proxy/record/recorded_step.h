// One step of a session as its driver saw it: what the session was told, and all that it then did.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "proxy/base/time.h"
#include "proxy/session/actions.h"

namespace heloise {

struct RecordedStep {
    enum class Told : std::uint8_t {
        Connected,    // the front; its address in `text`
        FrontOctets,  // in `text`
        FrontEnded,
        FrontReset,
        BackOctets,  // in `text`
        BackEnded,
        Event,    // a line of a transcript in `text`, "B! turn"
        Flow,     // everything sent to the back has left
        Spooled,  // a read of the spool
        SpoolFailed,
        Time,
    };
    struct Did {
        enum class What : std::uint8_t {
            Said,
            Closed,
            Line /* of a transcript, in `octets` */
        } what = What::Said;
        Side leg = Side::Front;
        std::string octets{};
    };

    Told told = Told::Event;
    std::string text{};
    Moment now{};
    std::optional<Duration> deadline{};         // of the session, before it was told
    std::optional<Duration> second_deadline{};  // Time: behind that
    std::optional<Duration> deadline_after{};   // of the session, once it has done what it did
    Duration front_read_since{};                // the front's octets, and its end
    // Lines of a transcript that must stand above what it was told, so that the same comes of it.
    std::vector<std::string> before{};
    std::vector<Did> did{};
    bool speaks_first = false;     // Connected: the front's octets are there already, or its end
    bool reads_spool = false;      // the answer to a read of the spool is to come
    bool content_refused = false;  // a message was refused for what is in it
    bool stalled = false;          // not everything said to the back has left
    bool stalls_again = false;     // Flow: nor has what was said because of it
    bool dials = false;            // looks up a host name, or calls: that has no line until it is answered
    bool left_behind = false;      // a replay has no step for this, and has gone on since
};

}  // namespace heloise
