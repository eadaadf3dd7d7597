// RecordedStep is one step of a session as its driver saw it: an input, and all that the session then did.
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
        Connected,    // a front connected; its address in `text`
        FrontOctets,  // in `text`
        FrontEnded,
        FrontReset,
        BackOctets,  // in `text`
        BackEnded,
        Event,    // the transcript line in `text`, "B! turn"
        Flow,     // all octets sent to the back have left
        Spooled,  // the spool answered a read
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
    std::optional<Duration> deadline{};         // the session's, before the input
    std::optional<Duration> second_deadline{};  // Time: the session's next one after `deadline`
    std::optional<Duration> deadline_after{};   // the session's, after its actions
    Duration front_read_since{};                // when reading the front was last resumed
    // Transcript lines to write above the input, so that it has the same outcome in a replay.
    std::vector<std::string> before{};
    std::vector<Did> did{};
    bool speaks_first = false;     // Connected: the front's octets, or its end, came before the banner
    bool reads_spool = false;      // a read of the spool is not answered yet
    bool content_refused = false;  // heloise refused a message because of its content
    bool stalled = false;          // octets for the back could not all leave
    bool stalls_again = false;     // Flow: octets that heloise sent on this input could not all leave
    bool dials = false;            // started a look-up or a call; only the answer gets a line
    bool left_behind = false;      // a replay cannot stop here: it has gone on already
};

}  // namespace heloise
