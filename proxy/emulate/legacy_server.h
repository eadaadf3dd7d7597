// One session with an emulated legacy system, as a pure machine: octets and time in, actions out.
//
// It opens no socket, reads no clock and writes no file. Whoever drives it (the libuv edge, a test)
// tells it what happened and carries out, in order, what it asks for. It knows no system by name:
// all that it does stands in an Emulation.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "proxy/base/time.h"
#include "proxy/emulate/emulation.h"
#include "proxy/emulate/legacy_body.h"
#include "proxy/emulate/legacy_command.h"
#include "proxy/emulate/legacy_message.h"

namespace heloise {

class LegacyServer {
public:
    // Write this to the peer. One Say is one answer: it belongs in one write.
    struct Say {
        std::string octets;
    };
    // Keep the message and report with on_stored().
    struct Store {
        LegacyMessage message;
    };
    // End the connection after what was said has left; with a reset if it says so. Always the last action.
    struct End {
        bool reset = false;
    };
    using Action = std::variant<Say, Store, End>;

    // A peer has connected. REQUIRES: `how` outlives this.
    LegacyServer(const Emulation& how, Moment now);
    LegacyServer(const LegacyServer&) = delete;
    LegacyServer& operator=(const LegacyServer&) = delete;

    // `octets` are what one read gave: a system may care where reads end (split_end_lost).
    void on_octets(std::string_view octets, Moment now);
    void on_stored(bool kept, Moment now);
    // Call it when deadline() has come; early is harmless.
    void on_time(Moment now);

    // Actions since the last call, oldest first. Call it after the constructor and every on_*().
    [[nodiscard]] std::vector<Action> take_actions();
    // On Moment::steady's scale; empty when only octets can go on.
    [[nodiscard]] std::optional<Duration> deadline() const;
    // False while an answer is being delayed or a message stored: stop reading, so that what is held stays
    // bounded.
    [[nodiscard]] bool wants_octets() const { return !ended_ && !busy(); }
    [[nodiscard]] bool ended() const { return ended_; }

private:
    enum class Greeted : std::uint8_t { No, Helo, Ehlo };
    struct Due {
        Duration at;
        std::string octets;
        Then then = Then::Stay;
    };

    [[nodiscard]] bool busy() const { return !due_.empty() || storing_; }
    void go_on();
    void take(std::string_view octets);
    void take_line(std::string_view& octets);
    void take_body(std::string_view& octets);
    void read_command(std::string line, std::string_view behind);

    void command(std::string_view line);
    void carry_out(const LegacyCommand& command, const Answer& answer);
    void hello(const LegacyCommand& command, const Answer& answer);
    void mail(const LegacyCommand& command, const Answer& answer);
    void rcpt(const LegacyCommand& command, const Answer& answer);
    void data(const LegacyCommand& command, const Answer& answer);
    void rset(const LegacyCommand& command, const Answer& answer);
    void plain(const LegacyCommand& command, const Answer& answer);

    void add_recipient(const LegacyPath& path, std::vector<std::string>& to);
    [[nodiscard]] const Answer* refusal_of_parameters(const LegacyPath& path) const;
    [[nodiscard]] const Answer* refusal_of_size(const LegacyPath& path);
    [[nodiscard]] const Answer* refusal_of_recipient(const LegacyPath& path) const;
    [[nodiscard]] const Answer* refusal_of_message() const;
    [[nodiscard]] const Answer* answer_to_message();
    void end_of_message();
    void forget_transaction();
    void end_child();

    void fault(const Answer& answer);
    void fault(const std::optional<Answer>& answer, const Answer& otherwise);
    void say(const Answer& answer);
    void speak(Due due);
    void utter(Due due);
    [[nodiscard]] std::string text_of(const Answer& answer) const;

    const Emulation& how_;
    Moment now_;
    std::string date_;
    std::vector<Action> actions_;
    std::deque<Due> due_;  // answers whose time has not come, in their order
    bool storing_ = false;
    bool silent_ = false;
    bool ended_ = false;
    Duration heard_;     // when the peer last said something, or could first
    std::string ahead_;  // octets that came while busy()

    std::string line_;  // of the command that is coming, at most kLineKept
    bool line_too_long_ = false;
    std::string verb_, operand_, path_, size_, sender_;  // what the placeholders say
    Greeted greeted_ = Greeted::No;
    int faults_ = 0;
    bool masking_ = false;  // syntax.masks_unknown: the next message is damaged

    std::string hello_line_;
    std::optional<std::string> reverse_path_;
    std::vector<std::string> recipients_;
    std::vector<std::string> early_;      // syntax.early_recipients: of the connection, before any MAIL
    std::optional<std::string> failing_;  // a recipient that was taken and does not get the message
    const Answer* when_stored_ = nullptr;
    bool undeliverable_ = false;
    std::optional<LegacyBody> body_;
    bool early_said_ = false;

    // syntax.forks: what one read brought behind the command that is carried out; of it, behind MAIL, the
    // parent's copy while there is a child.
    std::string_view behind_;
    std::optional<std::string> parents_;
    bool child_ended_ = false;
};

}  // namespace heloise
