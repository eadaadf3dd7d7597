// Plays a transcript's sender to a live server: chooses the next step, and compares the replies.
//
// FrontPlay is pure, like a Session: the owner of the connection asks for the next step, carries it out, and
// reports what came. The transcript's back leg is left out: the server has a gateway of its own, or is one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/base/time.h"
#include "proxy/replay/command_tracker.h"
#include "proxy/replay/expectations.h"
#include "proxy/smtp/reply.h"
#include "proxy/transcript/script.h"
#include "proxy/transcript/transcript.h"

namespace heloise {

class FrontPlay {
public:
    // Replies are compared by their code; `strict`: by their text too, except for the server's name, which
    // is the first word of its banner. The transcript must outlive this.
    FrontPlay(const Transcript& transcript, bool strict);

    // obstacle() returns the first line that cannot be played to a live server, and why; empty when all can.
    [[nodiscard]] static std::optional<TranscriptError> obstacle(const Transcript& transcript);

    struct Step {
        enum class Kind : std::uint8_t {
            Connect,  // open a new connection; close an old one first
            Say,      // send `octets`
            Hear,     // wait for octets or the server's close, then call next() again
            Wait,     // let `lasts` pass
            Leave,    // close
            Reset,
            Done,  // close; the transcript is over
        };
        Kind kind = Kind::Done;
        std::string octets;
        Duration lasts{};
    };
    // Call once the step before has been carried out.
    [[nodiscard]] Step next();

    void on_octets(std::string_view octets);
    void on_closed();
    // Call when the connection failed, or nothing came for too long. `why` is for people.
    void on_failure(std::string_view why);

    [[nodiscard]] const std::vector<Difference>& differences() const { return differences_; }

private:
    struct Expected {
        std::size_t first = 0;  // steps
        std::size_t end = 0;
        int code = 0;
        std::vector<std::string> lines;
    };
    [[nodiscard]] std::optional<Expected> expected_reply(std::size_t step) const;
    [[nodiscard]] bool expects_close() const;
    void take_heard();
    void compare(const Expected& expected, const Reply& reply);
    [[nodiscard]] bool same_text(const Expected& expected, const Reply& reply);
    void skip_message();
    void skip_notes();
    Step say();
    Step act(const Event& event);
    void differ(std::string expected, std::string got);

    Script script_;  // the front's steps, and pauses
    std::vector<Place> places_;
    bool strict_;
    std::size_t at_ = 0;
    bool connected_ = false;
    bool closed_ = false;  // the server has closed the connection
    bool given_up_ = false;
    ReplyReader reader_;
    std::deque<Reply> heard_;
    std::string name_;        // the server's
    std::string their_name_;  // the server's name in the transcript
    std::vector<Difference> differences_;
};

}  // namespace heloise
