// The inside of a session: its parts, and what ties them together.
//
// Inputs reach the front or the back; what the back reports goes to whoever uses it, the commands or the
// delivery; and then the front's octets are worked on as far as that goes.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "proxy/session/mail_delivery.h"
#include "proxy/session/session.h"
#include "proxy/session/session_commands.h"
#include "proxy/session/session_parts.h"

namespace heloise {

class Session::Impl final : private Coordinator {
public:
    Impl(const Backend& backend, SessionFacts facts, Moment now);

    void on(const Input& input, Moment now);

    [[nodiscard]] std::vector<Action> take_actions();
    [[nodiscard]] std::array<std::optional<Duration>, 3> deadlines() const;  // the earliest first
    [[nodiscard]] bool wants_front() const { return s_.front.wants_octets(); }
    [[nodiscard]] bool busy() const;
    [[nodiscard]] bool awaits_outcome() const { return s_.back.end_submitted(); }
    [[nodiscard]] bool finished() const { return s_.front.closed() && s_.back.closed(); }

private:
    // inputs.cpp
    void handle(const FrontOctets& input, Moment now);
    void handle(FrontEnded, Moment now);
    void handle(FrontReadAgain, Moment now);
    void handle(FrontGone, Moment now);
    void handle(const DeskAnswer& input, Moment now);
    void handle(const Spooled& input, Moment now);
    void handle(const SpoolFailed& input, Moment now);
    void handle(TimePassed, Moment now);
    void handle(Drain, Moment now);
    void handle(Stop, Moment now);
    template <typename OfBack>
    void handle(const OfBack& input, Moment now) {
        s_.back.on(input, now);
        carry_on(now);
    }

    // session.cpp
    void carry_on(Moment now);  // with what the back reports, and the front has said ahead
    void on_back_event(const BackEvent& event, Moment now);
    void work(std::string_view& octets, Moment now);
    void flush_unless_more(std::string_view unread);
    void note_unoffered();
    void end_with_front(std::string_view unread, Moment now);
    void yield_back(Moment now) override;
    void end_if_draining() override;
    void let_back_go(Moment now) override;
    [[nodiscard]] BackUser& user();
    [[nodiscard]] const BackUser& user() const;
    [[nodiscard]] Pending pending() const { return user().pending(); }

    // front_time.cpp
    [[nodiscard]] std::optional<Duration> front_deadline() const;
    [[nodiscard]] std::optional<Duration> patience_ends() const;
    [[nodiscard]] std::optional<Duration> idle_back_deadline() const;
    [[nodiscard]] bool back_unneeded() const;
    void on_front_late(Moment now);

    SessionCommands commands_;
    SessionParts s_;
    std::unique_ptr<MailDelivery> delivery_;
    bool started_ = false;
    bool draining_ = false;
    bool others_wait_ = false;
    bool noted_unoffered_ = false;
    bool noted_end_ = false;
};

}  // namespace heloise
