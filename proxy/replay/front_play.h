// A transcript's sender against a live server: what to do next, and what the replies are to what is expected.
//
// Pure, like a Session: whoever has the connection asks for the next step, takes it, and tells what came. The
// gateway's side of the transcript is left out; the server has one of its own, or is one.
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
    // The same is a reply with the same code; `strict`: with the same text as well, but for the server's name
    // as the first word of its banner says it. The transcript must outlive this.
    FrontPlay(const Transcript& transcript, bool strict);

    // Why it cannot be played against a live server, with the line; empty when it can.
    [[nodiscard]] static std::optional<TranscriptError> obstacle(const Transcript& transcript);

    struct Step {
        enum class Kind : std::uint8_t {
            Connect,  // anew: a connection that is still there is to be closed
            Say,      // these octets
            Hear,     // wait for octets or the server's close; each may end the wait: ask again
            Wait,     // let so much time pass
            Leave,    // close
            Reset,
            Done,  // close without another word
        };
        Kind kind = Kind::Done;
        std::string octets;
        Duration lasts{};
    };
    // Asked for once the step before has been taken.
    [[nodiscard]] Step next();

    void on_octets(std::string_view octets);
    void on_closed();
    // The connection did not come about, or nothing came for too long; why, for people.
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

    Script script_;  // what is the front's, and pauses
    std::vector<Place> places_;
    bool strict_;
    std::size_t at_ = 0;
    bool connected_ = false;
    bool closed_ = false;  // by the server
    bool given_up_ = false;
    ReplyReader reader_;
    std::deque<Reply> heard_;
    std::string name_;        // the server's
    std::string their_name_;  // in the transcript
    std::vector<Difference> differences_;
};

}  // namespace heloise
